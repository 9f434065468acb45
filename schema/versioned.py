"""What is edited with an expected version."""

import strawberry

VERSION = "The sequence of the update that last touched it; given back as `expectedVersion`."
INVALID_FIELDS = "The fields that hold a value that could not be read; they are null here."


@strawberry.interface(description="What is edited with an `expectedVersion`.")
class Versioned:
    """What is edited with an expected version."""

    version: int = strawberry.field(description=VERSION)
    invalid_fields: list[str] = strawberry.field(description=INVALID_FIELDS)
