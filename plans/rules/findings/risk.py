"""The risk register."""

from collections.abc import Iterator

from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import count, day, listed, quoted
from plans.rules.reading import Reading
from plans.rules.wording.person import attitude_words, index_names, named_in

STALE_DAYS = 31  # a month: the register is looked at in every monthly review

_RISK = {
    "title": "a title", "kind": "a kind", "likelihood": "a likelihood", "impact": "an impact",
    "mitigation": "a mitigation", "owner": "an owner", "state": "a state",
}  # fmt: skip


def whole(reading: Reading) -> Iterator[Finding]:
    """T3: a risk says how likely, how bad, what is done, by whom, and how it stands."""
    for risk in reading.all("risks"):
        lacking = risk.lacks(*_RISK)
        if lacking and risk.text("state") != "closed":
            yield found(
                FindingCode.RISK_INCOMPLETE,
                Subject("risks", risk.id, lacking[0]),
                f"The risk{risk.called('title')} lacks {listed([_RISK[name] for name in lacking])}.",
                lacking,
            )


def stale(reading: Reading) -> Iterator[Finding]:
    """T3: not touched for 31 days is stale."""
    for risk in reading.all("risks"):
        touched = reading.facts.touched_on.get(risk.id)
        if touched is None or risk.text("state") == "closed":
            continue
        days = (reading.today - touched).days
        if days >= STALE_DAYS:
            yield found(
                FindingCode.RISK_STALE,
                Subject("risks", risk.id),
                f"Nobody has touched the risk{risk.called('title')} since {day(touched)}: {count(days, 'day')}.",
                (str(days),),
            )


def about_people(reading: Reading) -> Iterator[Finding]:
    """T3: a risk about a person is the vendor's internal one; one of the shared names nobody of the customer's."""
    names = index_names(contact.name for contact in reading.facts.contacts)
    surnames = frozenset(names.surnames)
    for risk in reading.all("risks"):
        title = risk.text("title")
        seen = named_in(title, names) or attitude_words(title, surnames)
        if seen:
            yield found(
                FindingCode.RISK_ABOUT_PERSON,
                Subject("risks", risk.id, "title"),
                f"The shared risk{risk.called('title')} is about a person: {quoted(seen)}.",
                seen,
            )


RULES = (whole, stale, about_people)
