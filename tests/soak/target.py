"""The document under fire: what an attacker who may write it knows about it."""

from dataclasses import dataclass
from uuid import UUID

from collab.replica import decode_state
from collab.update_reader import STRING, TYPE, TYPE_MAP, TYPE_TEXT

Id = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A plan: ids of the texts of its root, of one entity, and of some text in a row."""

    plan: UUID
    state: bytes
    texts: dict[str, Id]
    entity: tuple[str, str, Id]
    typed: Id

    @classmethod
    def of(cls, plan: UUID, state: bytes) -> "Target":
        """Read it out of the state."""
        texts: dict[str, Id] = {}
        entities: list[tuple[str, str, Id]] = []
        typed: list[Id] = []
        for structs in decode_state(state).structs.values():
            for struct in structs:
                item = (struct.client, struct.clock)
                if struct.kind == TYPE and struct.content == TYPE_TEXT and struct.parent == "plan":
                    texts[str(struct.parent_sub)] = item
                elif struct.kind == TYPE and struct.content == TYPE_MAP and struct.parent == "outcomes":
                    entities.append(("outcomes", str(struct.parent_sub), item))
                elif struct.kind == STRING and struct.length > 4:
                    typed.append(item)
        return cls(plan, state, texts, entities[0], typed[0])
