"""Roadmaps: which marks and reviews a plan may begin with."""

from enum import Enum
from typing import Self

import strawberry

from plans.rules.roadmap import ROADMAPS, Look, Step
from plans.rules.roadmap import Roadmap as RoadmapFact
from schema.choice import Mark
from schema.review import ReviewKind

_value = strawberry.enum_value


@strawberry.enum(description="A way from the start to the outcome that a plan may begin with.")
class Roadmap(Enum):
    """A way from the start to the outcome."""

    QUICK_WIN = _value("quick_win", description="A quick win after 30 days; reviews after 90, 180 and 365.")
    TWELVE_WEEKS = _value(
        "twelve_weeks", description="Implemented in week 2, first value in 4, half target in 8, target hit in 12."
    )


@strawberry.type(description="A milestone to set under an outcome; what it reaches and for whom is for people to say.")
class RoadmapStep:
    """A milestone to set under an outcome."""

    mark: Mark = strawberry.field(description="Its mark.")
    day: int = strawberry.field(description="Its day, counted from the start of the engagement.")

    @classmethod
    def from_fact(cls, fact: Step) -> Self:
        """The step as the rules have it."""
        return cls(mark=Mark(fact.mark), day=fact.day)


@strawberry.type(description="A review of the whole plan to schedule.")
class RoadmapReview:
    """A review of the whole plan to schedule."""

    kind: ReviewKind = strawberry.field(description="Its kind.")
    day: int = strawberry.field(description="Its day, counted from the start of the engagement.")
    name: str = strawberry.field(description="What it is called.")

    @classmethod
    def from_fact(cls, fact: Look) -> Self:
        """The review as the rules have it."""
        return cls(kind=ReviewKind(fact.kind.value), day=fact.day, name=fact.name)


@strawberry.type(description="What a roadmap asks for: structure, and no words.")
class RoadmapShape:
    """What a roadmap asks for."""

    roadmap: Roadmap = strawberry.field(description="The roadmap.")
    milestones: list[RoadmapStep] = strawberry.field(description="The milestones of each outcome, in their order.")
    reviews: list[RoadmapReview] = strawberry.field(description="The reviews of the plan, in their order.")


@strawberry.type(description="What can be asked about the way of a plan.")
class RoadmapQuery:
    """What can be asked about the way of a plan."""

    @strawberry.field(
        description="Roadmaps to begin with: which milestones to create under an outcome, which reviews to schedule, "
        "and how many days after the account's `engagedOn`."
    )
    def roadmaps(self) -> list[RoadmapShape]:
        """Roadmaps to begin with."""
        return [
            RoadmapShape(
                roadmap=Roadmap(name.value),
                milestones=[RoadmapStep.from_fact(step) for step in ROADMAPS[name].steps],
                reviews=[RoadmapReview.from_fact(look) for look in ROADMAPS[name].looks],
            )
            for name in RoadmapFact
        ]
