"""The questions that open a plan: what success looks like, in the customer's own words."""

import datetime as dt

_PROMPTS = (
    "What does success actually look like to you?",
    "What does success look like, by using this product?",
    "What does success look like for your team in the next six months?",
    "What would make this a clear win by {quarter}?",
    "What should happen for this to be a success?",
    "What could impede it?",
    "If after twelve months you call this a success, what would you say?",
    "What does success look like by the end of the contract?",
)


def prompts(today: dt.date) -> tuple[str, ...]:
    """C3: the prompts to offer, with the quarter after the present one.

    >>> prompts(dt.date(2026, 11, 23))[3]
    'What would make this a clear win by Q1 2027?'
    """
    ahead = (today.month - 1) // 3 + 2
    quarter = f"Q{ahead} {today.year}" if ahead <= 4 else f"Q1 {today.year + 1}"
    return tuple(prompt.format(quarter=quarter) for prompt in _PROMPTS)
