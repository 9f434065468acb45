"""What has an id of its own in the whole service, as Relay's specification asks for."""

import strawberry


@strawberry.interface(
    description="What has an id of its own in the whole service: `node` finds it again. What a plan holds is unique in "
    "its plan alone: see `globalId` there."
)
class Node:
    """What has an id of its own in the whole service."""

    id: strawberry.ID = strawberry.field(description="Its UUID.")
