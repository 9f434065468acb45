"""The customer's own words, and where an outcome comes from."""

import datetime as dt
from collections.abc import Iterable, Iterator

from plans.rules.entity import Entity
from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import day, listed
from plans.rules.reading import Reading
from plans.rules.role import Side


def _said(reading: Reading, outcome_id: str) -> tuple[Entity, ...]:
    """What the customer said that is linked to an outcome; to none, where the id is empty."""
    return tuple(quote for quote in reading.children("quotes", outcome_id) if _is_customers(reading, quote))


def _is_customers(reading: Reading, quote: Entity) -> bool:
    return bool(quote.text("text")) and reading.side_of(quote.text("saidBy")) in {None, Side.CUSTOMER}


def library_is_open(reading: Reading) -> bool:
    """C4: a vendor's library of success criteria opens once the customer's words are recorded."""
    return any(_is_customers(reading, quote) for quote in reading.all("quotes"))


def own_words(reading: Reading) -> Iterator[Finding]:
    """C2: an outcome with a metric has the customer's words behind it, and they came first."""
    linked_to_none = _said(reading, "")  # they may be behind any outcome
    said_at_large = _days_said(reading, linked_to_none)
    for outcome in reading.outcomes:
        quotes = _said(reading, outcome.id)
        if not quotes and not linked_to_none and outcome.text("metric"):
            yield found(
                FindingCode.OUTCOME_WITHOUT_WORDS,
                Subject("outcomes", outcome.id),
                f'The metric "{outcome.text("metric")}" stands here, and nothing that the customer said.',
                (outcome.text("metric"),),
            )
        said = [*_days_said(reading, quotes), *said_at_large[:1]]
        written = reading.facts.created_on.get(outcome.id)
        if said and written is not None and min(said) > written:
            yield found(
                FindingCode.WORDS_AFTER_OUTCOME,
                Subject("outcomes", outcome.id),
                f"The outcome was written on {day(written)}, before what the customer said on {day(min(said))}.",
                (day(written), day(min(said))),
            )


def _days_said(reading: Reading, quotes: Iterable[Entity]) -> list[dt.date]:
    """The days on which these were said, the first first; a day that is still to come has a finding of its own."""
    return sorted(on for quote in quotes if (on := quote.date("saidOn")) and on <= reading.today)


_QUOTE = {"text": "what was said", "saidBy": "who said it", "saidOn": "when", "prompt": "the question"}


def quotes(reading: Reading) -> Iterator[Finding]:
    """C2: who said it, when, in answer to what; that it was the customer, and has been said."""
    for quote in reading.all("quotes"):
        lacking = quote.lacks(*_QUOTE)
        if lacking:
            yield found(
                FindingCode.QUOTE_INCOMPLETE,
                Subject("quotes", quote.id, lacking[0]),
                f"The quote{quote.called('text')} lacks {listed([_QUOTE[name] for name in lacking])}.",
                lacking,
            )
        if reading.side_of(quote.text("saidBy")) is Side.VENDOR:
            name = reading.contacts[quote.text("saidBy")].name
            yield found(
                FindingCode.QUOTE_OF_VENDOR,
                Subject("quotes", quote.id, "saidBy"),
                f"The quote{quote.called('text')} is by {name}, who is one of the vendor's people.",
                (name,),
            )
        on = quote.date("saidOn")
        if on is not None and on > reading.today:
            yield found(
                FindingCode.QUOTE_IN_FUTURE,
                Subject("quotes", quote.id, "saidOn"),
                f"The quote{quote.called('text')} is dated {day(on)}, which is still to come.",
                (day(on),),
            )


def provenance(reading: Reading) -> Iterator[Finding]:
    """C5: where the outcome was first recorded."""
    for outcome in reading.outcomes:
        if not outcome.text("provenance"):
            yield found(
                FindingCode.PROVENANCE_MISSING,
                Subject("outcomes", outcome.id, "provenance"),
                f"Nothing says where the outcome{outcome.called('objective')} comes from.",
                advice=None if reading.facts.discovery_calls else "Hold a discovery call: make it the first task.",
            )


def together(reading: Reading) -> Iterator[Finding]:
    """C9: no outcome is written before the kick-off that is recorded."""
    account = reading.facts.account
    if account is None:
        return
    kick_off = account.kicked_off_on
    for outcome in reading.outcomes:
        written = reading.facts.created_on.get(outcome.id)
        if written is None or (kick_off is not None and kick_off <= written):
            continue
        yield found(
            FindingCode.OUTCOME_BEFORE_KICK_OFF,
            Subject("outcomes", outcome.id),
            f"The outcome{outcome.called('objective')} was written on {day(written)}; "
            + (f"the kick-off was on {day(kick_off)}." if kick_off else "no kick-off is recorded."),
            (day(written),),
        )


RULES = (own_words, quotes, provenance, together)
