"""Fractional positions: strings of letters and digits, compared as bytes, with room between any two."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MIDDLE = "V"


def position_after(last: str | None) -> str:
    """A position behind ``last``; ``None`` where nothing stands yet.

    >>> position_after(None), position_after("V"), position_after("Vz")
    ('V', 'W', 'W')
    """
    if last is None:
        return _MIDDLE
    for place in range(len(last) - 1, -1, -1):
        digit = _DIGITS.find(last[place])
        if digit < len(_DIGITS) - 1:
            return last[:place] + _DIGITS[digit + 1]
    return last + _MIDDLE
