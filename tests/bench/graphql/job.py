"""What the load generator is asked to do, and what it reports: JSON on its standard input and output."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """One request again and again over connections that are kept, each asking anew once it is answered.

    ``head`` and ``body`` are the request's, without its length; ``expected``: how every answer's body begins.
    ``warm_seconds`` are not counted.
    """

    port: int
    head: str
    body: str
    expected: str
    connections: int
    warm_seconds: float
    seconds: float
    server_pids: tuple[int, ...]
    database_pids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: ``latencies`` in seconds of all answers that came in ``seconds``; processor time in seconds."""

    seconds: float
    server_cpu: float
    database_cpu: float
    generator_cpu: float
    latencies: list[float] = field(default_factory=list[float])
