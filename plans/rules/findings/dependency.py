"""Dependencies: who owes what to whom by when, from both sides, without an endless round."""

from collections.abc import Iterator

from plans.rules.dependency import cycles
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import listed
from plans.rules.reading import Reading
from plans.rules.role import Side

_DEPENDENCY = {"owedBy": "who owes it", "what": "what is owed", "owedTo": "to whom", "due": "by when"}


def obligations(reading: Reading) -> Iterator[Finding]:
    """M10: the customer owes something, and so does the vendor. What was waived is owed no more."""
    sides = {
        reading.side_of(dependency.text("owedBy"))
        for dependency in reading.all("dependencies")
        if dependency.text("status") != "waived"
    }
    amount = len(reading.by_root["dependencies"])
    came = f"None of the {amount} dependencies is owed by" if amount > 1 else "No dependency is owed by"
    if Side.CUSTOMER not in sides:
        yield found(FindingCode.NO_CUSTOMER_OBLIGATION, PLAN, f"{came} anybody of the customer's.", (str(amount),))
    if Side.VENDOR not in sides:
        yield found(FindingCode.NO_VENDOR_OBLIGATION, PLAN, f"{came} anybody of the vendor's.", (str(amount),))


def whole(reading: Reading) -> Iterator[Finding]:
    """M10: each names who owes what to whom by when."""
    for dependency in reading.all("dependencies"):
        lacking = dependency.lacks(*_DEPENDENCY)
        if lacking:
            yield found(
                FindingCode.DEPENDENCY_INCOMPLETE,
                Subject("dependencies", dependency.id, lacking[0]),
                f"The dependency{dependency.called('what')} does not say "
                f"{listed([_DEPENDENCY[name] for name in lacking])}.",
                lacking,
            )
        owes = dependency.text("owedBy")
        if owes and owes == dependency.text("owedTo"):
            name = reading.contacts[owes].name if owes in reading.contacts else owes
            yield found(
                FindingCode.DEPENDENCY_ON_ONESELF,
                Subject("dependencies", dependency.id, "owedTo"),
                f"In the dependency{dependency.called('what')} {name} owes it to themselves.",
                (name,),
            )


def rounds(reading: Reading) -> Iterator[Finding]:
    """M10: a cycle that came of merged live edits; once per cycle, at its first id."""
    known = reading.by_root["dependencies"]
    waits = {
        dependency.id: dependency.text("waitsFor")
        for dependency in known.values()
        if dependency.text("waitsFor") in known and dependency.text("status") not in {"met", "waived"}
    }
    for cycle in cycles(waits):
        names = [known[place].called("what").strip() or place for place in cycle]
        message = (
            f"{listed(names)} wait for one another in a round." if len(names) > 1 else f"{names[0]} waits for itself."
        )
        yield found(FindingCode.DEPENDENCY_CYCLE, Subject("dependencies", cycle[0], "waitsFor"), message, cycle)


RULES = (obligations, whole, rounds)
