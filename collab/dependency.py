"""What is asked of dependencies that are edited through the API, beyond what the declaration says."""

from collections.abc import Mapping
from uuid import UUID

from collab.draft import Draft
from plans.rules.dependency import closes_cycle
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.value import printable

ROOT = "dependencies"
WAITS_FOR = "waitsFor"


def require_no_circle(draft: Draft, dependency_id: UUID, fields: Mapping[str, object]) -> None:
    """Raise Refused, naming the circle, where a dependency would wait for itself by way of others."""
    waits_for = fields.get(WAITS_FOR)
    if waits_for is None:
        return
    replica = draft.replica
    waits = {entity: str(replica.scalar(ROOT, entity, WAITS_FOR) or "") for entity in replica.entity_ids(ROOT)}
    circle = closes_cycle(waits, str(dependency_id), str(waits_for))
    if circle:
        names = [_name(draft, entity) for entity in (*circle, circle[0])]
        message = f"it would wait for itself: {' waits for '.join(names)}; let one of them wait for nothing first"
        raise Refused([Problem(ProblemCode.CIRCULAR, message, (WAITS_FOR,))])


def _name(draft: Draft, entity: str) -> str:
    raw = draft.replica.raw_entity(ROOT, entity) or {}
    what = printable(str(raw.get("what") or ""), 40)
    return f'"{what}" ({entity})' if what else entity
