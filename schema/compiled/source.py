"""Python source as it is written: lines, and the constants that they name.

Nothing of a request's text gets into the source but as a constant: names in it are numbered here.
"""

from collections.abc import Callable
from typing import Any, cast

from schema.compiled.errors import Deviation, TooLarge, TooLong
from schema.compiled.run import coroutine_of


class Source:
    """The functions of one operation, in one module."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._constants: dict[str, object] = {
            "Deviation": Deviation,
            "TooLarge": TooLarge,
            "TooLong": TooLong,
            "coroutine_of": coroutine_of,
        }
        self._numbers = 0

    def name(self, prefix: str) -> str:
        """A name that is not taken yet."""
        self._numbers += 1
        return f"{prefix}{self._numbers}"

    def constant(self, prefix: str, value: object) -> str:
        """The name of a constant with this value."""
        name = self.name(prefix)
        self._constants[name] = value
        return name

    def add(self, lines: list[str]) -> None:
        """Add the lines of a function."""
        self._lines.extend(lines)

    def build(self, name: str) -> Callable[..., Any]:
        """The function of this name, with all that it calls."""
        namespace: dict[str, Any] = dict(self._constants)
        code = compile("\n".join(self._lines), "<operation>", "exec")
        exec(code, namespace)  # noqa: S102 - the lines are written by schema/compiled alone
        return cast("Callable[..., Any]", namespace[name])
