"""The ``info`` of resolvers whose types the context's own loaders hold, so that they cannot import it."""

from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from schema.context import Context  # noqa: F401 - named below

Info = strawberry.Info["Context", None]
