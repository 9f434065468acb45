"""A second, independent identity provider for tests: django-oauth-toolkit as it comes, weak options included.

Runs in an environment of its own. Reads its configuration as one line of JSON from standard input: `port`, `folder` for
its database, `client_id`, `client_secret`, `redirect_uri`, `after_logout`, `password`. Says "ready" once it listens,
and ends when standard input does. `/received` tells what the toolkit was asked, `/change` changes its client.
"""

import json
import os
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.http import JsonResponse
from django.urls import include, path

CONFIG = json.loads(sys.stdin.readline())
RECEIVED: list[dict[str, object]] = []
PAGE = (
    "<!doctype html><title>{title}</title><h1>{title}</h1>"
    "<form method='post'>{{% csrf_token %}}{{{{ form.as_p }}}}{buttons}</form>"
)
SIGN_IN = PAGE.format(title="Second provider", buttons="<button>Sign in</button>")
CONSENT = PAGE.format(
    title="Let Concordat know who you are?",
    buttons="<button name='allow' value='Authorize'>Allow</button><button>Deny</button>",
)
LOG_OUT = PAGE.format(title="Leave?", buttons="<button name='allow' value='Confirm'>Leave</button>")

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
pem = key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


class Recorder:
    """Keeps what was asked of the toolkit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/o/"):
            entry = {"path": request.path, "asked": dict(request.GET.items())}
            if request.path == "/o/token/":
                entry["asked"] = dict(request.POST.items())
            RECEIVED.append(entry)
        return self.get_response(request)


settings.configure(
    DEBUG=False,
    SECRET_KEY=os.urandom(32).hex(),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="__main__",
    USE_TZ=True,
    LOGIN_URL="/sign-in/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(CONFIG["folder"]) / "provider.sqlite"}},
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
    ],
    MIDDLEWARE=[
        "__main__.Recorder",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", {
                "registration/login.html": SIGN_IN,
                "oauth2_provider/authorize.html": CONSENT,
                "oauth2_provider/logout_confirm.html": LOG_OUT,
            })],
            "context_processors": ["django.template.context_processors.request"],
        },
    }],
    MIGRATION_MODULES=dict.fromkeys(["auth", "contenttypes", "sessions", "oauth2_provider"]),  # tables at once
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": pem,
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "OAUTH2_VALIDATOR_CLASS": "validator.Validator",
        "SCOPES": {"openid": "who you are", "email": "your address", "profile": "your name"},
    },
)  # fmt: skip
django.setup()


def received(_request):
    """What the toolkit was asked so far."""
    return JsonResponse({"received": RECEIVED})


def change(request):
    """Sign with another algorithm from now on, or give other answers."""
    from oauth2_provider.models import get_application_model

    get_application_model().objects.update(**dict(request.GET.items()))
    return JsonResponse({})


from django.contrib.auth.views import LoginView  # noqa: E402 - needs the settings

urlpatterns = [
    path("sign-in/", LoginView.as_view()),
    path("received", received),
    path("change", change),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]


class Server(ThreadingMixIn, WSGIServer):
    """A thread per connection: browsers open some that they do not use."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Standard error is for what goes wrong."""

    def log_message(self, *_arguments):
        pass


def main():
    """Make the database, the person and the client; serve until standard input ends."""
    from django.contrib.auth.models import User
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import get_application_model

    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.create_user("nora", "nora@harbor.example", CONFIG["password"], first_name="Nora", last_name="Newcomer")
    get_application_model().objects.create(
        name="Concordat",
        client_id=CONFIG["client_id"],
        client_secret=CONFIG["client_secret"],
        hash_client_secret=False,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=CONFIG["redirect_uri"],
        post_logout_redirect_uris=CONFIG["after_logout"],
        algorithm="RS256",
    )
    server = make_server("127.0.0.1", CONFIG["port"], get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


main()
