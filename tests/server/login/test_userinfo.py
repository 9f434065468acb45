"""What an id token leaves out, the provider may say beside it: of the same subject, and for a first login alone."""

from typing import Any
from uuid import UUID

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse

from plans.rules.role import Role
from plans.service.member import renew_invitation
from tests.make import make_person
from tests.server.login.stage import Stage, load, utc_now

pytestmark = pytest.mark.anyio

BARE = {"email": None, "name": None}


async def test_a_newcomer_whom_the_id_token_does_not_describe_comes_in_by_userinfo(stage: Stage) -> None:
    stage.provider.behaviour.claims = BARE
    browser = stage.browser()
    assert (await stage.log_in(browser)).status_code == 303
    known = await stage.who(browser)
    assert (known["email"], known["roles"]) == ("newcomer@harbor.example", {"Harbor Retail": "member"})
    assert (await load(stage.database, UUID(known["person"]))).name == "Nora Newcomer"


async def test_an_invitation_holds_for_the_address_that_userinfo_names(stage: Stage) -> None:
    stage.provider.behaviour.claims = BARE
    stage.provider.behaviour.email = "invited@elsewhere.example"
    invited = await make_person(stage.operator, stage.organisation_id, Role.FINANCE, "invited@elsewhere.example")
    async with stage.database.logins.acquire() as connection:
        renewed = await renew_invitation(connection, stage.sponsor, stage.organisation_id, invited, utc_now())
    browser = stage.browser()
    await stage.log_in(browser, invitation=renewed.secret)
    assert (await stage.who(browser))["person"] == str(invited)


async def test_userinfo_is_asked_for_newcomers_alone_and_only_where_something_is_missing(stage: Stage) -> None:
    await stage.log_in(stage.browser())
    assert "userinfo" not in stage.provider.requests
    stage.provider.behaviour.claims = BARE
    await stage.log_in(stage.browser())  # known by now
    assert "userinfo" not in stage.provider.requests


@pytest.mark.parametrize("subject", ["somebody-else", None])
async def test_userinfo_of_another_subject_lets_nobody_in(
    stage: Stage, caplog: pytest.LogCaptureFixture, subject: str | None
) -> None:
    stage.provider.behaviour.claims = BARE
    stage.provider.behaviour.userinfo = {"sub": subject}
    browser = stage.browser()
    assert (await stage.log_in(browser)).status_code == 502
    assert "userinfo: expected the sub of the id token" in caplog.text
    assert "refused" in await stage.who(browser)


@pytest.mark.parametrize(
    ("claims", "userinfo", "status"),
    [
        (BARE, {"email_verified": False}, 403),
        (BARE, {"email": "somebody@elsewhere.example"}, 403),
        ({"email_verified": False, "name": None}, {"email_verified": True}, 403),
        ({"email": "somebody@elsewhere.example", "name": None}, {}, 403),
        ({"name": None}, {"email": "somebody@elsewhere.example"}, 303),
    ],
)
async def test_what_is_signed_goes_before_what_is_said_besides(
    stage: Stage, claims: dict[str, Any], userinfo: dict[str, Any], status: int
) -> None:
    stage.provider.behaviour.claims = claims
    stage.provider.behaviour.userinfo = userinfo
    assert (await stage.log_in(stage.browser())).status_code == status


async def test_userinfo_gives_no_role(stage: Stage) -> None:
    stage.provider.behaviour.claims = BARE
    stage.provider.behaviour.userinfo = {"groups": ["champions"]}
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await stage.who(browser))["roles"] == {"Harbor Retail": "member"}


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("eyJ.signed.userinfo", media_type="application/jwt"),
        PlainTextResponse("down", 500),
        RedirectResponse("/elsewhere"),
    ],
)
async def test_userinfo_that_cannot_be_read_says_nothing(stage: Stage, answer: PlainTextResponse) -> None:
    stage.provider.behaviour.claims = BARE
    stage.provider.behaviour.at_userinfo = lambda: answer
    refused = await stage.log_in(stage.browser())
    assert (refused.status_code, "has not invited you yet" in refused.text) == (403, True)
    assert "elsewhere" not in stage.provider.requests


async def test_a_member_comes_in_while_userinfo_is_away(stage: Stage) -> None:
    person = await stage.link("subject-1")
    stage.provider.behaviour.claims = BARE
    stage.provider.behaviour.at_userinfo = lambda: PlainTextResponse("down", 500)
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await stage.who(browser))["person"] == str(person)
