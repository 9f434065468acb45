"""What is said of a finding's code once: its requirement, its weight, what a plan should be like, what to do."""

from dataclasses import dataclass

from plans.rules.finding import Gate, Severity


@dataclass(frozen=True, slots=True)
class Kind:
    """``expected`` and ``advice`` are whole sentences. ``vendor_only``: the customer is not shown it.

    ``is_overrulable``: it goes once a person of each side has overruled it.
    """

    requirement: str
    gate: Gate | None
    expected: str
    advice: str
    vendor_only: bool = False
    is_overrulable: bool = False

    @property
    def severity(self) -> Severity:
        """Hard where it blocks something."""
        return Severity.SOFT if self.gate is None else Severity.HARD


def soft(requirement: str, expected: str, advice: str, *, vendor_only: bool = False) -> Kind:
    """Shown, and never blocks."""
    return Kind(requirement, None, expected, advice, vendor_only)


def hard(
    requirement: str, expected: str, advice: str, gate: Gate = Gate.PROPOSAL, *, is_overrulable: bool = False
) -> Kind:
    """Blocks what the gate names."""
    return Kind(requirement, gate, expected, advice, is_overrulable=is_overrulable)
