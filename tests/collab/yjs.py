"""A Yjs client for tests: a pycrdt document that keeps the updates of its own edits."""

from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Map, Text

from collab import codec
from plans.rules.declaration import Document
from plans.rules.document import SHARED
from plans.rules.identifier import new_id


class YjsClient:
    """One client's copy of a document."""

    def __init__(self, state: bytes = b"", document: Document = SHARED, client_id: int | None = None) -> None:
        self.doc: Doc[Any] = Doc(client_id=client_id)
        self.roots: dict[str, Map[Any]] = {c.root: self.doc.get(c.root, type=Map) for c in document.collections}
        self._document = document
        if state:
            self.doc.apply_update(state)
        self._sent: list[bytes] = []
        self._receiving = False
        self._subscription = self.doc.observe(self._keep)

    def _keep(self, event: Any) -> None:
        if not self._receiving:
            self._sent.append(event.update)

    def edit(self, change: Callable[[dict[str, Map[Any]]], object]) -> bytes:
        """Make a change in one transaction and return its update."""
        self._sent.clear()
        with self.doc.transaction():
            change(self.roots)
        (update,) = self._sent
        return update

    def receive(self, update: bytes) -> None:
        """Take an update of somebody else."""
        self._receiving = True
        self.doc.apply_update(update)
        self._receiving = False

    def create(self, root: str, **fields: Any) -> tuple[str, bytes]:
        """Create an entity with all its texts, as the page does; return its id and the update."""
        collection = self._document.collection(root)
        assert collection is not None
        entity = str(new_id())
        values = {field.name: Text(str(fields.pop(field.name, ""))) for field in collection.texts}
        update = self.edit(lambda roots: roots[root].__setitem__(entity, Map({**values, **fields})))
        return entity, update

    def recreate(self, root: str, entity: str, values: dict[str, Any]) -> bytes:
        """Create an entity again under its id, as undoing its removal does; return the update."""
        collection = self._document.collection(root)
        assert collection is not None
        texts = {field.name: Text(str(values.get(field.name, ""))) for field in collection.texts}
        return self.edit(lambda roots: roots[root].__setitem__(entity, Map({**values, **texts})))

    def text(self, root: str, entity: str | None, field: str) -> Text:
        """A text of the document."""
        shared = self.roots[root] if entity is None else self.roots[root][entity]
        return shared[field]

    def content(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {root: shared.to_py() for root, shared in self.roots.items()}


def struct(client: int, clock: int, body: bytes) -> bytes:
    """An update with one struct (its info byte and what follows) and no deletions."""
    head = codec.write_varuint(1) + codec.write_varuint(1) + codec.write_varuint(client) + codec.write_varuint(clock)
    return head + body + b"\x00"


def deletion(client: int, clock: int, length: int) -> bytes:
    """An update that only deletes."""
    return b"\x00\x01" + b"".join(codec.write_varuint(n) for n in (client, 1, clock, length))


def in_root(root: str, key: str | None, content: bytes, kind: int) -> bytes:
    """The body of a struct right below a root map."""
    info = kind | (0x20 if key is not None else 0)
    return bytes((info, 1)) + codec.write_var_string(root) + (codec.write_var_string(key) if key else b"") + content


def below(parent: tuple[int, int], key: str | None, content: bytes, kind: int) -> bytes:
    """The body of a struct below another one."""
    info = kind | (0x20 if key is not None else 0)
    ids = bytes((info, 0)) + codec.write_varuint(parent[0]) + codec.write_varuint(parent[1])
    return ids + (codec.write_var_string(key) if key else b"") + content
