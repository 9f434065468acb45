"""What milestones that are done may have brought: drafts of the value log, until somebody says what it was worth."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from plans.rules.entity import Entity
from plans.rules.milestone import DONE
from plans.rules.reading import Reading


@dataclass(frozen=True, slots=True)
class DraftWin:
    """A win to be: its ``milestone`` says all that is known of it."""

    milestone: Entity

    @property
    def title(self) -> str:
        """What was reached."""
        return self.milestone.text("title")

    @property
    def outcome(self) -> str:
        """The id of the outcome that it counts for; empty where the milestone leads to none."""
        return self.milestone.text("outcome")

    @property
    def on(self) -> dt.date | None:
        """The day on which it was reached."""
        return self.milestone.date("doneOn")


def draft_wins(reading: Reading) -> Iterator[DraftWin]:
    """T4: a milestone that is done enters the value log by itself; it is a draft for as long as no win names it."""
    for milestone in reading.milestones:
        if milestone.text("status") == DONE and not reading.children("wins", milestone.id):
            yield DraftWin(milestone)
