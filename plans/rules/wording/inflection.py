"""The forms that an English word takes, by rule. A form too many does no harm; a form too few is a word not seen."""

from collections.abc import Iterator

_VOWELS = frozenset("aeiou")
_DOUBLING = frozenset({"submit", "commit", "embed", "refer", "format"})
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "become": ("became",), "begin": ("began", "begun"), "bring": ("brought",), "build": ("built",),
    "buy": ("bought",), "come": ("came",), "do": ("does", "did", "done"), "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"), "fall": ("fell", "fallen"), "find": ("found",), "get": ("got", "gotten"),
    "give": ("gave", "given"), "go": ("goes", "went", "gone"), "grow": ("grew", "grown"), "hold": ("held",),
    "keep": ("kept",), "lead": ("led",), "leave": ("left",), "lose": ("lost",), "make": ("made",), "meet": ("met",),
    "pay": ("paid",), "rise": ("rose", "risen"), "run": ("ran",), "see": ("saw", "seen"), "sell": ("sold",),
    "send": ("sent",), "shrink": ("shrank", "shrunk"), "speak": ("spoke", "spoken"), "speed": ("sped",),
    "spend": ("spent",), "take": ("took", "taken"), "teach": ("taught",), "think": ("thought",), "win": ("won",),
    "write": ("wrote", "written"), "analysis": ("analyses",), "person": ("people",),
}  # fmt: skip


def spellings(word: str) -> tuple[str, ...]:
    """British and American: -ise and -ize, -isation and -ization, -our and -or.

    >>> spellings("optimise"), spellings("train")
    (('optimise', 'optimize'), ('train',))
    """
    for ours, theirs in (("ise", "ize"), ("ising", "izing"), ("isation", "ization"), ("yse", "yze"), ("our", "or")):
        if word.endswith(ours) and len(word) > len(ours) + 2:
            return (word, word[: -len(ours)] + theirs)
    return (word,)


def verb_forms(verb: str) -> frozenset[str]:
    """The verb with its -s, -ed and -ing.

    >>> sorted(verb_forms("train")), sorted(verb_forms("cut")), sorted(verb_forms("invite"))
    (['train', 'trained', 'training', 'trains'], ['cut', 'cuted', 'cuting', 'cuts', 'cutted', 'cutting'], ['invite', 'invited', 'invites', 'inviting'])
    """  # noqa: E501 - one example
    return frozenset(form for base in spellings(verb) for form in _verb_forms(base))


def _verb_forms(base: str) -> Iterator[str]:
    yield from (base, *_IRREGULAR.get(base, ()))
    yield from _plurals(base)
    if base.endswith("e"):
        yield from (base + "d", base[:-1] + "ing")
        return
    if _ends_in_consonant_y(base):
        yield base[:-1] + "ied"
    else:
        yield base + "ed"
    yield base + "ing"
    if _doubles(base):
        yield from (base + base[-1] + "ed", base + base[-1] + "ing")


def _doubles(base: str) -> bool:
    closed = len(base) >= 3 and base[-1] not in _VOWELS | set("wxy") and base[-2] in _VOWELS and base[-3] not in _VOWELS
    return (closed and len(base) <= 4) or base in _DOUBLING


def noun_forms(noun: str) -> frozenset[str]:
    """The noun with its plural.

    >>> sorted(noun_forms("delivery")), sorted(noun_forms("licence"))
    (['deliveries', 'delivery'], ['licence', 'licences'])
    """
    return frozenset(form for base in spellings(noun) for form in (base, *_IRREGULAR.get(base, ()), *_plurals(base)))


def _plurals(base: str) -> Iterator[str]:
    if _ends_in_consonant_y(base):
        yield base[:-1] + "ies"
    elif base.endswith(("s", "x", "z", "ch", "sh")):
        yield base + "es"
    else:
        yield base + "s"


def _ends_in_consonant_y(base: str) -> bool:
    return len(base) > 1 and base[-1] == "y" and base[-2] not in _VOWELS
