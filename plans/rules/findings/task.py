"""Tasks and next steps: an action, an owner, a day, and words that promise something."""

from collections.abc import Iterator

from plans.rules.entity import Entity
from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import listed, quoted
from plans.rules.reading import Reading
from plans.rules.wording.task import empty_words, non_commitment

_TASK = {"action": "an action", "owner": "an owner", "due": "a day"}


def whole(reading: Reading) -> Iterator[Finding]:
    """M8, M9: who does what by when, under a milestone and as a next step. What is done is left alone."""
    for task in reading.all("tasks"):
        lacking = () if task.flag("done") else task.lacks(*_TASK)
        if lacking:
            step = is_next_step(reading, task)
            yield found(
                FindingCode.NEXT_STEP_INCOMPLETE if step else FindingCode.TASK_INCOMPLETE,
                Subject("tasks", task.id, lacking[0]),
                f"The {'next step' if step else 'task'}{task.called('action')} lacks "
                f"{listed([_TASK[name] for name in lacking])}.",
                lacking,
            )


def is_next_step(reading: Reading, task: Entity) -> bool:
    """Whether a task stands under no milestone."""
    return task.text("milestone") not in reading.by_root["milestones"]


def commitments(reading: Reading) -> Iterator[Finding]:
    """M9: a next step that promises nothing; under a milestone and in a dependency only the emptiest phrases count."""
    for root, field in (("tasks", "action"), ("dependencies", "what")):
        for entity in reading.all(root):
            if entity.flag("done"):
                continue
            step = root == "tasks" and is_next_step(reading, entity)
            seen = (non_commitment if step else empty_words)(entity.text(field))
            if seen:
                yield found(
                    FindingCode.NON_COMMITMENT,
                    Subject(root, entity.id, field),
                    f"The words{entity.called(field)} promise nothing that could be there afterwards: {quoted(seen)}.",
                    seen,
                )


RULES = (whole, commitments)
