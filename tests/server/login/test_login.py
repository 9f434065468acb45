"""Honest logins: who comes in, as whom, and how a session lives and ends."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from plans.rules.identifier import new_id
from plans.rules.refusal import Refused
from plans.rules.role import Role, Side
from plans.service.login_connection import activate_connection, find_own_connection
from plans.service.member import renew_invitation
from plans.service.session import end_own_session, end_sessions_of_member, list_sessions
from tests.make import make_organisation, make_person
from tests.server.login.stage import PUBLIC_URL, Stage, load, utc_now

pytestmark = pytest.mark.anyio


async def test_a_newcomer_of_the_verified_domain_comes_in_with_the_lowest_role(stage: Stage) -> None:
    browser = stage.browser()
    answer = await stage.log_in(browser, return_to="/plans/1?tab=tasks")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plans/1?tab=tasks")
    assert (await stage.who(browser))["roles"] == {"Harbor Retail": "member"}
    assert (await stage.who(browser))["email"] == "newcomer@harbor.example"


async def test_a_newcomer_gets_the_role_of_the_organisations_own_map(stage: Stage) -> None:
    stage.provider.behaviour.claims = {"groups": ["staff", "champions"]}
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await stage.who(browser))["roles"] == {"Harbor Retail": "champion"}


async def test_the_request_carries_what_binds_the_answer_to_it(stage: Stage) -> None:
    asked = parse_qs(urlsplit(await stage.begin(stage.browser())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{PUBLIC_URL}/auth/{stage.connection_id}/callback"]
    assert asked["response_type"] == ["code"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43


async def test_the_same_person_comes_back_as_the_same_person(stage: Stage) -> None:
    first, second = stage.browser(), stage.browser()
    await stage.log_in(first)
    stage.provider.behaviour.email = "renamed@harbor.example"
    await stage.log_in(second)
    assert (await stage.who(first))["person"] == (await stage.who(second))["person"]


async def test_the_session_cookie_is_out_of_reach_and_short(stage: Stage) -> None:
    cookie = (await stage.log_in(stage.browser())).headers["set-cookie"]
    assert cookie.startswith("concordat=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_two_tabs_log_in_at_once(stage: Stage) -> None:
    browser = stage.browser()
    first, second = await stage.begin(browser, return_to="/1"), await stage.begin(browser, return_to="/2")
    assert (await browser.get(await stage.at_provider(second))).headers["location"] == "/2"
    assert (await browser.get(await stage.at_provider(first))).headers["location"] == "/1"
    person = UUID((await stage.who(browser))["person"])
    async with stage.database.logins.acquire() as connection:
        # the first was replaced, not left open
        assert len(await list_sessions(connection, person, [stage.organisation_id], utc_now())) == 1


async def test_an_address_alone_links_nobody(stage: Stage) -> None:
    await make_person(stage.operator, stage.organisation_id, Role.CHAMPION, "newcomer@harbor.example")
    browser = stage.browser()
    answer = await stage.log_in(browser)
    assert answer.status_code == 403
    assert "alone does not prove" in answer.text
    assert "refused" in await stage.who(browser)


@pytest.mark.parametrize("email", ["somebody@elsewhere.example", "x@sub.harbor.example", "harbor.example", None])
async def test_a_stranger_to_the_domain_needs_an_invitation(stage: Stage, email: str | None) -> None:
    stage.provider.behaviour.email = email
    answer = await stage.log_in(stage.browser())
    assert answer.status_code == 403
    assert "has not invited you yet" in answer.text


async def test_an_unverified_address_counts_for_nothing(stage: Stage) -> None:
    stage.provider.behaviour.claims = {"email_verified": False}
    assert (await stage.log_in(stage.browser())).status_code == 403


async def test_an_invitation_lets_in_whom_it_names_once(stage: Stage) -> None:
    stage.provider.behaviour.email = "Invited@Elsewhere.example"
    invited = await make_person(stage.operator, stage.organisation_id, Role.FINANCE, "invited@elsewhere.example")
    async with stage.database.logins.acquire() as connection:
        renewed = await renew_invitation(connection, stage.sponsor, stage.organisation_id, invited, utc_now())
    browser = stage.browser()
    await stage.log_in(browser, invitation=renewed.secret)
    assert await stage.who(browser) == {
        "person": str(invited),
        "email": "invited@elsewhere.example",
        "roles": {"Harbor Retail": "finance"},
    }
    again = await stage.browser().post("/login", data={"email": "a@harbor.example", "invitation": renewed.secret})
    assert again.status_code == 403
    assert "used already" in again.text


async def test_an_invitation_does_not_let_in_somebody_else(stage: Stage) -> None:
    invited = await make_person(stage.operator, stage.organisation_id, Role.FINANCE, "invited@harbor.example")
    async with stage.database.logins.acquire() as connection:
        renewed = await renew_invitation(connection, stage.sponsor, stage.organisation_id, invited, utc_now())
    answer = await stage.log_in(stage.browser(), invitation=renewed.secret)
    assert answer.status_code == 403
    assert "The invitation is for invited@harbor.example" in answer.text


async def test_a_session_speaks_for_the_organisation_that_vouched_and_for_no_other(stage: Stage) -> None:
    person = await stage.link("subject-1")
    vendor = await make_organisation(stage.operator, Side.VENDOR, "Fernhill")
    await stage.operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'admin')", vendor, person
    )
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await stage.who(browser))["roles"] == {"Harbor Retail": "champion"}


async def test_who_is_removed_is_out_at_once_and_does_not_come_back(stage: Stage) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    await stage.operator.execute("delete from membership where person_id = $1", person)
    assert "has ended" in (await stage.who(browser))["refused"]
    async with stage.database.logins.acquire() as connection:
        assert await end_sessions_of_member(connection, stage.organisation_id, person, utc_now()) == 1
    assert (await stage.log_in(stage.browser())).status_code == 403


async def test_who_was_removed_and_is_invited_again_comes_in_as_who_was_invited(stage: Stage) -> None:
    person = await stage.link("subject-1")
    await stage.operator.execute("delete from membership where person_id = $1", person)
    again = await make_person(stage.operator, stage.organisation_id, Role.FINANCE, "newcomer@harbor.example")
    assert (await stage.log_in(stage.browser())).status_code == 403
    async with stage.database.logins.acquire() as connection:
        renewed = await renew_invitation(connection, stage.sponsor, stage.organisation_id, again, utc_now())
    browser = stage.browser()
    await stage.log_in(browser, invitation=renewed.secret)
    assert (await stage.who(browser))["person"] == str(again)
    later = stage.browser()
    await stage.log_in(later)
    assert (await stage.who(later))["person"] == str(again)


async def test_a_renewed_invitation_ends_the_one_before(stage: Stage) -> None:
    invited = await make_person(stage.operator, stage.organisation_id, Role.FINANCE, "newcomer@harbor.example")
    async with stage.database.logins.acquire() as connection:
        first, second = [
            await renew_invitation(connection, stage.sponsor, stage.organisation_id, invited, utc_now())
            for _ in range(2)
        ]
    refused = await stage.browser().post("/login", data={"email": "a@harbor.example", "invitation": first.secret})
    assert refused.status_code == 403
    browser = stage.browser()
    await stage.log_in(browser, invitation=second.secret)
    assert (await stage.who(browser))["person"] == str(invited)


async def test_a_request_speaks_for_the_organisation_that_it_chooses(stage: Stage) -> None:
    browser, own = stage.browser(), str(stage.organisation_id)
    await stage.link("subject-1")
    await stage.log_in(browser)
    assert (await stage.who(browser, {"Concordat-Organisation": own.upper()}))["roles"] == {"Harbor Retail": "champion"}
    for chosen in (str(new_id()), "Harbor Retail"):
        answer = await stage.who(browser, {"Concordat-Organisation": chosen})
        assert "expected in Concordat-Organisation" in answer["refused"]


async def test_a_person_lists_and_ends_their_own_sessions_only(stage: Stage) -> None:
    browser, person, own = stage.browser(), await stage.link("subject-1"), [stage.organisation_id]
    await stage.log_in(browser)
    async with stage.database.logins.acquire() as connection:
        (session,) = await list_sessions(connection, person, own, utc_now())
        assert await list_sessions(connection, person, [new_id()], utc_now()) == []
        assert not await end_own_session(connection, person, [new_id()], session.id, utc_now())
        assert not await end_own_session(connection, stage.sponsor.person_id, own, session.id, utc_now())
        assert "person" in await stage.who(browser)
        assert await end_own_session(connection, person, own, session.id, utc_now())
        assert await list_sessions(connection, person, own, utc_now()) == []
    assert "has ended" in (await stage.who(browser))["refused"]


@pytest.mark.parametrize(("hours", "is_listed"), [(3.9, True), (4.1, False), (12.1, False)])
async def test_a_session_ends_when_it_is_idle_or_old(stage: Stage, hours: float, *, is_listed: bool) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    async with stage.database.logins.acquire() as connection:
        listed = await list_sessions(connection, person, [stage.organisation_id], utc_now() + dt.timedelta(hours=hours))
    assert bool(listed) == is_listed


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8001", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_cookie_counts_for_our_own_pages_only(stage: Stage, headers: dict[str, str]) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    assert "person" in await stage.who(browser)
    assert "expected" in (await stage.who(browser, headers))["refused"]
    assert (await browser.post("/logout", headers=headers)).status_code == 400
    assert (await browser.post("/login", data={"email": "a@harbor.example"}, headers=headers)).status_code == 400


async def test_nobody_but_the_organisation_activates_its_connection(stage: Stage) -> None:
    vendor = await make_organisation(stage.operator, Side.VENDOR, "Fernhill")
    admin = await make_person(stage.operator, vendor, Role.ADMIN)
    champion = await make_person(stage.operator, stage.organisation_id, Role.CHAMPION)
    for person, reason in ((admin, "an organisation alone decides"), (champion, "takes one of the roles")):
        viewer = await load(stage.database, person)
        async with stage.database.logins.acquire() as connection:
            tried = await find_own_connection(connection, stage.sponsor, stage.connection_id)
            with pytest.raises(Refused, match=reason):
                await activate_connection(connection, viewer, tried)
            with pytest.raises(Refused, match=reason):
                await find_own_connection(connection, viewer, stage.connection_id)


async def test_an_unknown_domain_is_told_so(stage: Stage) -> None:
    answer = await stage.browser().post("/login", data={"email": "a@unknown.example"})
    assert answer.status_code == 400
    assert "No organisation here" in answer.text


async def test_the_login_page_runs_no_script_and_is_never_framed(stage: Stage) -> None:
    answer = await stage.browser().get("/login?return_to=%22%3E%3Cscript%3E&invitation=%22%3E%3Cscript%3E")
    assert "<script>" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_a_login_on_another_name_of_this_host_moves_to_the_public_address(stage: Stage) -> None:
    answer = await stage.browser().get("/login?return_to=/x", headers={"Host": "localhost:8000"})
    assert answer.headers["location"] == f"{PUBLIC_URL}/login?return_to=/x"
