"""The wording of outcomes: an effect on the business, in the customer's words."""

from collections.abc import Iterator

from plans.rules.entity import Entity
from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import quoted
from plans.rules.reading import Reading
from plans.rules.wording.outcome import Wording, wording


def outcomes(reading: Reading) -> Iterator[Finding]:
    """O8, O9, C4: each kind of wording once per outcome, in the objective before the metric."""
    for outcome in reading.outcomes:
        objective, metric = wording(outcome.text("objective")), wording(outcome.text("metric"))
        seen = {code: ("objective", words) for code, words in _of_objective(objective).items() if words}
        if not objective.effect and not metric.business:
            for code, words in _of_metric(metric).items():
                if words:
                    seen.setdefault(code, ("metric", words))
        for code, (field, words) in seen.items():
            yield _wording(outcome, code, field, words)


def _of_objective(words: Wording) -> dict[FindingCode, tuple[str, ...]]:
    found = {FindingCode.VAGUE_OUTCOME: words.vague, FindingCode.VENDOR_JARGON: words.jargon}
    if words.effect:
        return found
    of_metric = _of_metric(words)
    return {
        **of_metric,
        FindingCode.ACTIVITY_AS_OUTCOME: of_metric[FindingCode.ACTIVITY_AS_OUTCOME] or words.deeds,
        **found,
    }


def _of_metric(words: Wording) -> dict[FindingCode, tuple[str, ...]]:
    used = (*words.adoption, *words.product_metric)
    doing = tuple(word for word in words.activity if word not in words.artefact)
    return {
        FindingCode.ADOPTION_AS_OUTCOME: words.adoption,
        FindingCode.BARE_PRODUCT_METRIC: () if words.adoption else words.product_metric,
        FindingCode.ACTIVITY_AS_OUTCOME: () if used and not doing else words.activity,
    }


_SAYS = {
    FindingCode.ADOPTION_AS_OUTCOME: "names the use of a product and no effect on the business",
    FindingCode.ACTIVITY_AS_OUTCOME: "names something to be done and no effect on the business",
    FindingCode.BARE_PRODUCT_METRIC: "names a figure of the product and no effect on the business",
    FindingCode.VAGUE_OUTCOME: "names nothing that can be measured",
    FindingCode.VENDOR_JARGON: "speaks as vendors do",
}


def _wording(outcome: Entity, code: FindingCode, field: str, words: tuple[str, ...]) -> Finding:
    message = f"The {field}{outcome.called(field)} {_SAYS[code]}: {quoted(words)}."
    return found(code, Subject("outcomes", outcome.id, field), message, words)


RULES = (outcomes,)
