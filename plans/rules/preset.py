"""Presets: how much a plan holds and which sections it shows. Every preset stores the same data."""

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """A section of the plan as people read it."""

    OVERVIEW = "overview"
    CONTEXT = "context"
    OUTCOMES = "outcomes"
    CHAIN = "chain"
    ROADMAP = "roadmap"
    RISKS = "risks"
    VALUE = "value"
    NEXT_STEPS = "next_steps"
    DEPENDENCIES = "dependencies"
    REVIEW = "review"


class Preset(StrEnum):
    """The shape that a plan was given."""

    ONE_PAGE = "one_page"
    STRATEGIC = "strategic"
    MUTUAL = "mutual"
    OBJECTIVES = "objectives"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it."""

    low: int
    high: int

    def __contains__(self, count: int) -> bool:
        return self.low <= count <= self.high

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Shape:
    """The limits of a preset and its sections, in the order in which they show.

    ``outcomes`` counts the active ones of a plan, ``milestones`` those of one outcome that are not skipped.
    """

    outcomes: Range
    milestones: Range
    sections: tuple[Section, ...]

    def shows(self, section: Section) -> bool:
        """Whether the section is part of the plan as people read it."""
        return section in self.sections


MOST_OUTCOMES = 5  # in any preset: beyond it nobody remembers them all
KEY_ACCOUNT_OUTCOMES = 2  # one outcome alone carries no key account
KEY_OUTCOMES = 4  # measures of the one-page view
KEY_MILESTONES = 5  # milestones of the one-page view
GOAL_SENTENCES = 3  # of the one-page view

SHAPES: dict[Preset, Shape] = {
    Preset.ONE_PAGE: Shape(
        Range(2, 4),
        Range(1, 5),
        (Section.OVERVIEW, Section.OUTCOMES, Section.ROADMAP, Section.DEPENDENCIES, Section.REVIEW),
    ),
    Preset.STRATEGIC: Shape(Range(2, 4), Range(3, 6), tuple(Section)),
    Preset.MUTUAL: Shape(
        Range(2, 4),
        Range(3, 6),
        (
            Section.OVERVIEW,
            Section.CONTEXT,
            Section.OUTCOMES,
            Section.DEPENDENCIES,
            Section.ROADMAP,
            Section.NEXT_STEPS,
            Section.RISKS,
            Section.VALUE,
            Section.REVIEW,
        ),
    ),
    Preset.OBJECTIVES: Shape(
        Range(3, 5),
        Range(3, 6),
        (
            Section.OVERVIEW,
            Section.OUTCOMES,
            Section.ROADMAP,
            Section.RISKS,
            Section.VALUE,
            Section.NEXT_STEPS,
            Section.REVIEW,
        ),
    ),
    Preset.CHAIN: Shape(
        Range(2, 4),
        Range(3, 6),
        (
            Section.OVERVIEW,
            Section.OUTCOMES,
            Section.CHAIN,
            Section.ROADMAP,
            Section.DEPENDENCIES,
            Section.VALUE,
            Section.REVIEW,
        ),
    ),
}
"""What each preset asks for. ``OBJECTIVES`` counts as such methods do: three to five objectives."""
