"""Why a compiled operation gives up. Whoever runs it asks graphql-core instead, whose answer then counts.

Exception
└── Uncompiled: the operation holds something that is not compiled
└── Deviation: a value was not what its type promises, or a resolver failed
└── TooLarge: the answer has more fields than it may have; graphql-core is not asked then
    └── TooLong: its texts have more characters than they may have
"""


class Uncompiled(Exception):  # noqa: N818 - it names what happened
    """The operation holds something that is not compiled; the message names it."""


class Deviation(Exception):  # noqa: N818 - it names what happened
    """A value was not what its type promises: it becomes an error or a null, which graphql-core works out."""


class TooLarge(Exception):  # noqa: N818 - it names what happened
    """The answer has more fields than it may have: lists are longer than their cost was counted by."""


class TooLong(TooLarge):
    """The texts of the answer have more characters than they may have."""
