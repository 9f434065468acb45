"""Why a login does not go on.

LoginRefused
├── RequestRefused    what the browser brought is not what was begun here
├── Stopped           the provider, or the person there, said no
├── ProviderRefused   the provider, or what claims to be it, did not say what it must
└── LoginDenied       (plans.service.login) the provider is fine, the person has no place here
"""


class LoginRefused(Exception):  # noqa: N818 - it names what happened
    """``detail`` is for the log; the message is for the person, and names nothing that a forger could use.

    ``way_on`` is where the person can go from there.
    """

    status = 400
    code = "login_refused"

    def __init__(self, detail: str, message: str, way_on: str = "/login") -> None:
        super().__init__(message)
        self.detail = detail
        self.way_on = way_on


class RequestRefused(LoginRefused):
    """The request belongs to no login of this browser, or to another one."""

    code = "request"


class Stopped(LoginRefused):
    """The provider did not let the person in, or the person turned back there. Who is logged in stays so."""

    code = "stopped"


class ProviderRefused(LoginRefused):
    """The provider's document, key, answer or token is not to be trusted."""

    status = 502
    code = "provider"

    def __init__(self, detail: str) -> None:
        super().__init__(
            detail,
            "Your organisation's login gave an answer that could not be accepted, so nobody was logged in. "
            "Try again; if it stays so, tell your administrator the time of day: the reason is in the log.",
        )
