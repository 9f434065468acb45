"""What a load generator is asked to do, and what it reports: JSON on its standard input and output."""

from dataclasses import dataclass, field

from tests.bench.wire import ServerKind, Wire, concordat_wire, hocuspocus_wire


@dataclass(frozen=True, slots=True)
class Room:
    """One document to load. ``parent``: client and clock of the text typed into; ``seed``: its state in hex."""

    name: str
    token: str
    parent: tuple[int, int]
    seed: str

    def wire(self, kind: ServerKind) -> Wire:
        """How clients reach it on a server of this kind."""
        return concordat_wire(self.name, self.token) if kind == "concordat" else hocuspocus_wire(self.name)


@dataclass(frozen=True, slots=True)
class Job:
    """A load: in every room so many clients, of whom the first write; edits are spread evenly over all writers."""

    kind: ServerKind
    port: int
    rooms: tuple[Room, ...]
    clients: int
    writers: int
    edits_per_second: float
    seconds: float
    server_pids: tuple[int, ...]
    database_pids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a load. ``echo``: seconds until a writer had its edit back; ``other``: until another reader had it.

    ``frames`` and ``delivered`` count over all clients: frames that relayed edits, and edits in them.
    """

    edits: int
    frames: int
    delivered: int
    seconds: float
    server_cpu: float
    database_cpu: float
    generator_cpu: float
    late: float
    echo: list[float] = field(default_factory=list[float])
    other: list[float] = field(default_factory=list[float])
