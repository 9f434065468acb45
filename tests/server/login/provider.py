"""An identity provider on loopback that says what it is told to say, honest or not, in the real wire format."""

import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

Claims = dict[str, Any]
CLIENT_ID = "concordat-of-harbor"
CLIENT_SECRET = "a secret of the test"
ACCESS_TOKEN = "an access token of the test"
KEY = RSAKey.generate_key(2048, {"kid": "honest", "use": "sig", "alg": "RS256"})


def sign(claims: Claims, *, key: RSAKey | ECKey = KEY, header: Mapping[str, Any] | None = None) -> str:
    """A token with the provider's key, or another."""
    full = {"alg": "RS256", "kid": "honest", "typ": "JWT", **(header or {})}
    return jwt.encode(full, claims, key, algorithms=[full["alg"]])


@dataclass
class Behaviour:
    """What the provider does otherwise than an honest one. ``None`` in a mapping leaves the entry out."""

    claims: Mapping[str, Any] = field(default_factory=dict[str, Any])
    token: Callable[[Claims], Any] = sign
    discovery: Mapping[str, Any] = field(default_factory=dict[str, Any])
    answer: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    userinfo: Mapping[str, Any] = field(default_factory=dict[str, Any])
    keys: Callable[[], Any] = lambda: {"keys": [KEY.as_dict(private=False)]}
    at_discovery: Callable[[], Response] | None = None
    at_token: Callable[[], Response] | None = None
    at_keys: Callable[[], Response] | None = None
    at_userinfo: Callable[[], Response] | None = None
    subject: str = "subject-1"
    email: str | None = "newcomer@harbor.example"
    now: Callable[[], float] = time.time


def changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the changes; those that are ``None`` are left out."""
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


class FakeProvider:
    """Runs in a thread of its own until ``close``."""

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.codes: dict[str, dict[str, str]] = {}
        self.requests: list[str] = []
        self.exchanged: list[dict[str, str]] = []
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
            Route("/userinfo", self._userinfo),
            Route("/elsewhere", self._elsewhere),
        ]
        config = uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def close(self) -> None:
        """Stop."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(10)
        self._socket.close()

    def claims(self, nonce: str) -> Claims:
        """What an honest id token says now, with the changes that were asked for."""
        now = int(self.behaviour.now())
        honest = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.behaviour.subject,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": nonce,
            "sid": "provider-session-1",
            "email": self.behaviour.email,
            "name": "Nora Newcomer",
        }
        return changed(honest, self.behaviour.claims)

    async def _discovery(self, _request: Request) -> Response:
        self.requests.append("discovery")
        if self.behaviour.at_discovery:
            return self.behaviour.at_discovery()
        honest = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(changed(honest, self.behaviour.discovery))

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        honest = {"code": code, "state": asked["state"], "iss": self.issuer}
        answer = changed(honest, self.behaviour.answer)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        self.requests.append("token")
        form = dict(parse_qsl((await request.body()).decode()))
        self.exchanged.append({**form, "authorization": request.headers.get("authorization", "")})
        if self.behaviour.at_token:
            return self.behaviour.at_token()
        asked = self.codes.pop(form["code"], None)
        if asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.behaviour.token(self.claims(asked["nonce"]))
        return JSONResponse(changed({"access_token": ACCESS_TOKEN, "token_type": "Bearer"}, {"id_token": token}))

    async def _keys(self, _request: Request) -> Response:
        self.requests.append("keys")
        if self.behaviour.at_keys:
            return self.behaviour.at_keys()
        return Response(json.dumps(self.behaviour.keys()), media_type="application/json")

    async def _userinfo(self, request: Request) -> Response:
        self.requests.append("userinfo")
        if request.headers.get("authorization") != f"Bearer {ACCESS_TOKEN}":
            return JSONResponse({"error": "invalid_token"}, 401)
        if self.behaviour.at_userinfo:
            return self.behaviour.at_userinfo()
        honest = {"sub": self.behaviour.subject, "email": self.behaviour.email, "name": "Nora Newcomer"}
        return JSONResponse(changed(honest, self.behaviour.userinfo))

    async def _elsewhere(self, _request: Request) -> Response:
        self.requests.append("elsewhere")
        return JSONResponse({})
