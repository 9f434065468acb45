"""Running the service: one address, one or several worker processes."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from server.app import create_app
from server.errors import PortError
from server.http_protocol import LimitedHttpProtocol
from server.settings import UNNAMED_ISSUER, Settings
from server.websocket_protocol import FrameProtocol

# Python's own thresholds make a full collection of 1,500 sockets stop the loop for 200 to 300 ms every few seconds.
GARBAGE_THRESHOLDS = (20_000, 50, 1_000)
MAX_FRAME_BYTES = 4_194_304  # websocket messages beyond it are closed with 1009 before they are read


def bind(settings: Settings) -> socket.socket:
    """Take the address. Raises PortError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        message = (
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}. "
            "Stop what uses it, or choose another with --port or CONCORDAT_PORT."
        )
        raise PortError(message) from error
    bound.set_inheritable(True)
    return bound


def serve(settings: Settings, bound: socket.socket, workers: int) -> None:
    """Serve until told to stop."""
    os.environ.update(worker_environment(settings))
    signal.signal(signal.SIGTERM, _exit)  # uvicorn raises the signal again when it is done: leave in good order
    config = uvicorn.Config(
        "server.serve:create_worker_app",
        factory=True,
        http=LimitedHttpProtocol,
        ws=FrameProtocol,
        ws_per_message_deflate=False,
        ws_max_size=MAX_FRAME_BYTES,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any peer on loopback: see server/proxy.py
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, sockets=[bound]).run()
    else:
        server.run(sockets=[bound])


def _exit(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def worker_environment(settings: Settings) -> Mapping[str, str]:
    """The settings as a worker process reads them."""
    return {
        "CONCORDAT_DATA": str(settings.data_folder),
        "CONCORDAT_KEYS": str(settings.keys_folder),
        "DATABASE_URL": settings.database_url or "",
        "CONCORDAT_HOST": settings.host,
        "CONCORDAT_PORT": str(settings.port),
        "CONCORDAT_PUBLIC_URL": "" if settings.issuer == UNNAMED_ISSUER else settings.public_url,
        "CONCORDAT_DEMO": "1" if settings.demo else "",
        "CONCORDAT_GRAPHQL_INTROSPECTION": "1" if settings.introspection else "0",
        "CONCORDAT_GRAPHQL_POINTS_PER_SECOND": str(settings.points_per_second),
        "CONCORDAT_GRAPHQL_DOCUMENTS": str(settings.documents_folder or ""),
        "CONCORDAT_GRAPHQL_TRUSTED_ONLY": "1" if settings.trusted_only else "",
        "CONCORDAT_TRUSTED_PROXIES": ",".join(str(network) for network in settings.trusted_proxies),
    }


def create_worker_app() -> ASGIApp:
    """What each worker process runs."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    return create_app(Settings.from_environment(os.environ))
