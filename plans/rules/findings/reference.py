"""The reference page of the findings, written from the catalogue."""

from plans.rules.finding import FindingCode
from plans.rules.findings.catalogue import KINDS
from plans.rules.findings.kind import Kind

_INTRODUCTION = """\
# Findings

Written by `make generate` from `plans/rules/findings/`: change the catalogue, not this page.

A finding says what a rule saw in a plan: a stable code, its subject (an entity and a field, or the plan), the words
or figures that triggered it, a message and what to do. *Hard* findings block what the table names; *soft* ones are
shown and never block. Those marked *vendor* are not shown to the customer; those marked *overrulable* go once a person
of each side has overruled them. Codes are those of GraphQL's `FindingCode`.

| code | severity | requirement | what is expected | what to do |
|---|---|---|---|---|
"""


def findings_page() -> str:
    """The page in Markdown: a row per code, in the order of the codes."""
    return _INTRODUCTION + "".join(_row(code, KINDS[code]) for code in FindingCode)


def _row(code: FindingCode, kind: Kind) -> str:
    severity = kind.severity.value if kind.gate is None else f"hard: {kind.gate.value.replace('_', ' ')}"
    if kind.vendor_only:
        severity += ", vendor"
    if kind.is_overrulable:
        severity += ", overrulable"
    return f"| `{code.name}` | {severity} | {kind.requirement} | {kind.expected} | {kind.advice} |\n"
