"""What the demo says once it runs: where to click, and who one can be there."""

from collections.abc import Iterator

from server.demo import DEMO_ADDRESSES, DEMO_TOKEN_SECONDS, PLANS, demo_id
from server.settings import Settings
from server.token import Tokens


def demo_welcome(settings: Settings, tokens: Tokens, *, can_log_in: bool) -> str:
    """The plans with the people who may open them, then addresses that need no login."""
    lines = [*(_plans(settings) if can_log_in else ()), *_with_tokens(settings, tokens), "Ctrl+C stops the server."]
    return "\n".join(lines)


def _plans(settings: Settings) -> Iterator[str]:
    yield "Open a plan and log in as one of its people; the demo asks for no password."
    for plan in PLANS:
        yield f"  {plan.name}: {settings.public_url}/plans/{demo_id(plan.name)}"
        for organisation in (plan.vendor, plan.customer):
            people = ", ".join(person.email for person in organisation.people)
            yield f"    {organisation.name}: {people}"
    yield "Open the same plan in a private window as somebody of the other side: both edit it live."


def _with_tokens(settings: Settings, tokens: Tokens) -> Iterator[str]:
    hours = DEMO_TOKEN_SECONDS // 3600
    yield f"Without logging in, for {hours} hours, as the person whom the token after # names:"
    for label, person_id, plan_id in DEMO_ADDRESSES:
        token = tokens.issue(person_id, DEMO_TOKEN_SECONDS)
        yield f"  {label}"
        yield f"    {settings.public_url}/plans/{plan_id}#{token}"
