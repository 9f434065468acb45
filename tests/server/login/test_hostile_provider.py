"""A provider, or who poses as one, says what it must not: nobody is logged in, the log says why, the page is plain."""

import asyncio
import hmac
import json
import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from tests.server.login.provider import CLIENT_ID, KEY, Behaviour, Claims, sign
from tests.server.login.stage import Stage

pytestmark = pytest.mark.anyio

OTHER_KEY = RSAKey.generate_key(2048, {"kid": "honest"})
CURVE_KEY = ECKey.generate_key("P-256", {"kid": "curve"})
PUBLIC = KEY.as_dict(private=False)
LONG_AGO = int(time.time()) - 3600
AHEAD = int(time.time()) + 3600


def _part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(claims: Claims) -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def _signed_with_public_key(claims: Claims) -> str:
    signed = f"{_part({'alg': 'HS256', 'kid': 'honest', 'typ': 'JWT'})}.{_part(claims)}"
    mac = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _altered(claims: Claims) -> str:
    header, _, signature = sign(claims).split(".")
    return f"{header}.{_part({**claims, 'sub': 'somebody-else'})}.{signature}"


def _embedded_key(claims: Claims) -> str:
    return sign(claims, key=OTHER_KEY, header={"jwk": OTHER_KEY.as_dict(private=False)})


def _with_header(**header: Any) -> Any:
    def token(claims: Claims) -> str:
        original, payload, signature = sign(claims).split(".")
        full = json.loads(urlsafe_b64decode(original + "=="))
        return f"{_part({**full, **header})}.{payload}.{signature}"

    return token


SLOW = "did not answer within"


def _behave(stage: Stage, behaviour: Behaviour, expected: str) -> None:
    """Whoever is to be slow is waited for more shortly: all others may be, on a busy machine."""
    stage.provider.behaviour = behaviour
    if expected == SLOW:
        stage.logins.transport.seconds = 1.0


async def _trickle() -> AsyncGenerator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.1)


async def _flood() -> AsyncGenerator[bytes]:
    for _ in range(40):  # more than is taken, and an end, as nothing stops this provider when the other side goes
        yield b" " * 65_536


def _slow() -> Response:
    return StreamingResponse(_trickle(), media_type="application/json")


def _huge() -> Response:
    return StreamingResponse(_flood(), media_type="application/json")


def _redirect() -> Response:
    return RedirectResponse("/elsewhere", 302)


def _compressed() -> Response:
    return Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})


FORGED: dict[str, tuple[Behaviour, str]] = {
    "alg none": (Behaviour(token=_unsigned), "alg: expected one of"),
    "HS256 with the public key": (Behaviour(token=_signed_with_public_key), "alg: expected one of"),
    "an algorithm the connection does not allow": (
        Behaviour(
            token=lambda claims: sign(claims, key=CURVE_KEY, header={"alg": "ES256", "kid": "curve"}),
            keys=lambda: {"keys": [CURVE_KEY.as_dict(private=False)]},
        ),
        "alg: expected one of RS256",
    ),
    "another key under the same key id": (Behaviour(token=lambda claims: sign(claims, key=OTHER_KEY)), "signature:"),
    "a key in the token's own header": (Behaviour(token=_embedded_key), "signature:"),
    "an unknown key id": (Behaviour(token=lambda claims: sign(claims, header={"kid": "new"})), "key: expected"),
    "altered claims": (Behaviour(token=_altered), "signature:"),
    "a critical extension": (Behaviour(token=_with_header(crit=["exp"])), "crit:"),
    "an access token as id token": (Behaviour(token=lambda c: sign(c, header={"typ": "at+jwt"})), "typ: expected"),
    "a logout token as id token": (Behaviour(token=lambda c: sign(c, header={"typ": "logout+jwt"})), "typ: expected"),
    "a token of two parts": (Behaviour(token=lambda _: "a.b"), "expected three parts"),
    "a token that is a number": (Behaviour(token=lambda _: 7), "token: expected a signed token"),
    "no id token": (Behaviour(token=lambda _: None), "token: expected a signed token"),
    "a token of a megabyte": (Behaviour(token=lambda _: "a" * 900_000), "token: expected a signed token"),
    "claims that are a list": (
        Behaviour(token=lambda _: f"{_part({'alg': 'RS256', 'kid': 'honest'})}.{_part([])}.AAAA"),
        "signature:",
    ),
    "another audience": (Behaviour(claims={"aud": "somebody-else"}), "aud: expected"),
    "another audience, authorised party us": (Behaviour(claims={"aud": "other", "azp": CLIENT_ID}), "aud: expected"),
    "several audiences without authorised party": (
        Behaviour(claims={"aud": [CLIENT_ID, "other"]}),
        "azp: expected one",
    ),
    "another authorised party": (Behaviour(claims={"aud": [CLIENT_ID, "b"], "azp": "b"}), "azp: expected"),
    "an audience that is an object": (Behaviour(claims={"aud": {CLIENT_ID: 1}}), "aud: expected"),
    "another issuer": (Behaviour(claims={"iss": "https://evil.example"}), "iss: expected"),
    "another nonce": (Behaviour(claims={"nonce": "n" * 43}), "nonce: expected"),
    "a nonce that is a list": (Behaviour(claims={"nonce": ["n"]}), "nonce: expected"),
    "expired": (Behaviour(claims={"exp": LONG_AGO}), "exp: the token has expired"),
    "expired a minute ago": (Behaviour(claims={"exp": int(time.time()) - 60}), "exp: the token has expired"),
    "from the future": (Behaviour(claims={"iat": AHEAD, "exp": AHEAD + 60}), "iat: expected a time that has come"),
    "issued before the login began": (Behaviour(claims={"iat": LONG_AGO}), "iat: expected a token issued for this"),
    "not valid yet": (Behaviour(claims={"nbf": AHEAD}), "nbf:"),
    "an expiry in words": (Behaviour(claims={"exp": "tomorrow"}), "exp: expected Unix seconds"),
    "an expiry that is true": (Behaviour(claims={"exp": True}), "exp: expected Unix seconds"),
    "an expiry beyond all clocks": (Behaviour(claims={"exp": 10**30}), "exp: expected Unix seconds"),
    "a subject that is a number": (Behaviour(claims={"sub": 1}), "sub: expected"),
    "an empty subject": (Behaviour(claims={"sub": ""}), "sub: expected"),
    "a subject of 256 characters": (Behaviour(claims={"sub": "s" * 256}), "sub: expected"),
    "a subject with a line break": (Behaviour(claims={"sub": "a\nb"}), "sub: expected"),
    "an answer of another provider (mix-up)": (Behaviour(answer={"iss": "https://evil.example"}), "RFC 9207"),
    "an answer that does not name its provider": (Behaviour(answer={"iss": None}), "RFC 9207"),
    "an answer without a code": (Behaviour(answer={"code": None}), "expected a code"),
    "a foreign state": (Behaviour(answer={"state": "s" * 43}), "state: expected"),
    "no state": (Behaviour(answer={"state": None}), "state: expected"),
    "a foreign code": (Behaviour(answer={"code": "guessed"}), "token endpoint"),
    "an error": (Behaviour(answer={"code": None, "error": "access_denied"}), "the error"),
    "a redirect for tokens": (Behaviour(at_token=_redirect), "redirect"),
    "endless tokens": (Behaviour(at_token=_huge), "more than"),
    "tokens too slowly": (Behaviour(at_token=_slow), SLOW),
    "compressed tokens": (Behaviour(at_token=_compressed), "compressed"),
    "tokens that are no JSON": (Behaviour(at_token=lambda: PlainTextResponse("<html>")), "token endpoint"),
    "tokens that are a list": (Behaviour(at_token=lambda: JSONResponse([])), "token endpoint"),
    "tokens nested too deep": (Behaviour(at_token=lambda: PlainTextResponse("[" * 50_000)), "token endpoint"),
    "a failing token endpoint": (Behaviour(at_token=lambda: PlainTextResponse("", 500)), "token endpoint"),
    "a redirect for keys": (Behaviour(at_keys=_redirect), "redirect"),
    "endless keys": (Behaviour(at_keys=_huge), "more than"),
    "keys too slowly": (Behaviour(at_keys=_slow), SLOW),
    "no keys": (Behaviour(keys=lambda: {"keys": []}), "key: expected"),
    "keys that are no list": (Behaviour(keys=lambda: {"keys": {"kid": 1}}), "key: expected"),
    "a key for encryption": (Behaviour(keys=lambda: {"keys": [{**PUBLIC, "use": "enc"}]}), "key: expected"),
    "a shared secret as key": (
        Behaviour(keys=lambda: {"keys": [OctKey.import_key(b"x" * 32, {"kid": "honest"}).as_dict(private=True)]}),
        "key: expected",
    ),
    "a key of another algorithm": (Behaviour(keys=lambda: {"keys": [{**PUBLIC, "alg": "PS256"}]}), "signature:"),
    "keys that are nonsense": (
        Behaviour(keys=lambda: {"keys": [{"kty": "RSA", "n": 1, "e": None}, 7]}),
        "key: expected",
    ),
}

AT_DISCOVERY: dict[str, tuple[Behaviour, str]] = {
    "another issuer": (Behaviour(discovery={"issuer": "https://evil.example"}), "discovery issuer"),
    "an issuer with a slash more": (Behaviour(discovery={"issuer": "http://127.0.0.1/"}), "discovery issuer"),
    "no issuer": (Behaviour(discovery={"issuer": None}), "discovery issuer"),
    "weak algorithms alone": (
        Behaviour(discovery={"id_token_signing_alg_values_supported": ["none", "HS256"]}),
        "discovery: expected a signature algorithm",
    ),
    "plain PKCE alone": (Behaviour(discovery={"code_challenge_methods_supported": ["plain"]}), "PKCE with S256"),
    "tokens over plain http": (Behaviour(discovery={"token_endpoint": "http://evil.example/t"}), "token_endpoint"),
    "a script as address": (
        Behaviour(discovery={"authorization_endpoint": "javascript:alert(1)"}),
        "authorization_endpoint",
    ),
    "a file as keys": (Behaviour(discovery={"jwks_uri": "file:///etc/passwd"}), "jwks_uri"),
    "no endpoints": (Behaviour(discovery={"authorization_endpoint": None}), "authorization_endpoint"),
    "a redirect": (Behaviour(at_discovery=_redirect), "redirect"),
    "an endless document": (Behaviour(at_discovery=_huge), "more than"),
    "a slow document": (Behaviour(at_discovery=_slow), SLOW),
    "no JSON": (Behaviour(at_discovery=lambda: PlainTextResponse("<html>")), "expected JSON"),
    "a list": (Behaviour(at_discovery=lambda: JSONResponse([])), "expected a JSON object"),
    "not there": (Behaviour(at_discovery=lambda: PlainTextResponse("", 404)), "expected status 200"),
}


async def _nobody_is_logged_in(stage: Stage) -> None:
    async with stage.database.logins.acquire() as connection:
        assert await connection.fetchval("select count(*) from login_session") == 0
        assert await connection.fetchval("select count(*) from login_identity") == 0


def _one_line(caplog: pytest.LogCaptureFixture) -> str:
    (record,) = [record for record in caplog.records if record.name == "concordat.login"]
    assert "\n" not in record.getMessage()
    assert record.levelno == logging.WARNING
    return record.getMessage()


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_answer_logs_nobody_in(stage: Stage, caplog: pytest.LogCaptureFixture, name: str) -> None:
    behaviour, expected = FORGED[name]
    _behave(stage, behaviour, expected)
    browser = stage.browser()
    answer = await stage.log_in(browser)
    assert answer.status_code in {400, 502}
    assert "You are not logged in" in answer.text
    assert "set-cookie" not in answer.headers
    assert expected in _one_line(caplog)
    assert "elsewhere" not in stage.provider.requests
    assert "refused" in await stage.who(browser)
    await _nobody_is_logged_in(stage)


@pytest.mark.parametrize("name", AT_DISCOVERY)
async def test_a_forged_discovery_document_begins_no_login(
    stage: Stage, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    behaviour, expected = AT_DISCOVERY[name]
    _behave(stage, behaviour, expected)
    answer = await stage.browser().post("/login", data={"email": "a@harbor.example"})
    assert answer.status_code == 502
    assert "You are not logged in" in answer.text
    assert expected in _one_line(caplog)
    assert stage.provider.requests == ["discovery"]


async def test_an_answer_works_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    browser = stage.browser()
    back = await stage.at_provider(await stage.begin(browser))
    assert (await browser.get(back)).status_code == 303
    again = await browser.get(back)
    assert (again.status_code, "set-cookie" in again.headers) == (400, False)
    assert "not used yet" in _one_line(caplog)


async def test_an_answer_works_in_the_browser_that_asked(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    mine, other = stage.browser(), stage.browser()
    back = await stage.at_provider(await stage.begin(mine))
    await stage.begin(other)
    for browser in (other, stage.browser()):
        assert (await browser.get(back)).status_code == 400
    assert "this browser" in caplog.text
    assert (await mine.get(back)).status_code == 303  # what another browser tried has not spoiled it


async def test_an_answer_works_at_its_own_connection(stage: Stage) -> None:
    browser = stage.browser()
    back = await stage.at_provider(await stage.begin(browser))
    for elsewhere in ("00000000-0000-4000-8000-000000000000", "x"):
        wrong = await browser.get(back.replace(str(stage.connection_id), elsewhere))
        assert wrong.status_code == 400
    await _nobody_is_logged_in(stage)


async def test_an_answer_comes_in_time(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    browser = stage.browser()
    back = await stage.at_provider(await stage.begin(browser))
    stage.ahead = 601
    assert (await browser.get(back)).status_code == 400
    assert "took too long" in _one_line(caplog)


async def test_a_code_is_worth_nothing_without_the_verifier(stage: Stage) -> None:
    await stage.log_in(stage.browser())
    (exchange,) = stage.provider.exchanged
    assert len(exchange["code_verifier"]) >= 43
    assert exchange["authorization"].startswith("Basic ")


async def test_parameters_said_twice_are_refused(stage: Stage) -> None:
    browser = stage.browser()
    back = await stage.at_provider(await stage.begin(browser))
    assert (await browser.get(f"{back}&state=other")).status_code == 400


async def test_a_provider_may_change_its_keys(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.log_in(stage.browser())
    new = RSAKey.generate_key(2048, {"kid": "new"})
    stage.provider.behaviour = Behaviour(
        keys=lambda: {"keys": [new.as_dict(private=False)]},
        token=lambda claims: sign(claims, key=new, header={"kid": "new"}),
    )
    monkeypatch.setattr("server.login.provider.REFRESH_KEYS_SECONDS", 0)
    assert (await stage.log_in(stage.browser())).status_code == 303
    assert stage.provider.requests.count("discovery") == 1  # the rest was kept


async def test_words_of_a_provider_do_not_reach_the_page(stage: Stage) -> None:
    words = "<b>call 555</b>"
    stage.provider.behaviour = Behaviour(answer={"code": None, "error": words, "error_description": words})
    answer = await stage.log_in(stage.browser())
    assert "555" not in answer.text
