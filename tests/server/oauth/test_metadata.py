"""What the deployment publishes about its tokens."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.server.oauth.stage import ADDRESS, OAuthStage

pytestmark = pytest.mark.anyio


async def test_the_metadata_lead_to_a_token(stage: OAuthStage) -> None:
    answer = await stage.http.get("/.well-known/oauth-authorization-server")
    assert answer.json() == {
        "issuer": ADDRESS,
        "token_endpoint": f"{ADDRESS}/oauth/token",
        "jwks_uri": f"{ADDRESS}/.well-known/jwks.json",
        "scopes_supported": ["organisation:manage", "plan:read", "plan:write"],
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    assert (await stage.http.post(answer.json()["token_endpoint"], data=stage.form())).status_code == 200


async def test_whoever_has_the_published_keys_can_check_a_token_and_make_none(stage: OAuthStage) -> None:
    token = (await stage.ask(stage.form())).json()["access_token"]
    answer = await stage.http.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    (published,) = answer.json()["keys"]
    assert set(published) == {"kty", "crv", "x", "kid", "use", "alg"}
    decoded = jwt.decode(token, KeySet.import_key_set(answer.json()), algorithms=["Ed25519"])
    assert decoded.claims["sub"] == stage.client_id
