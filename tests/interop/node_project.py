"""The Node sub-project beside the tests: found, and installed when its lock is newer."""

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LEAST_NODE = 20


@cache
def node() -> str:
    """The Node executable. Raises RuntimeError where there is none, or one that is too old."""
    found = shutil.which("node")
    if found is None:
        message = f"Node {LEAST_NODE} or newer is required for the tests with foreign clients: `node` is not on PATH."
        raise RuntimeError(message)
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < LEAST_NODE:
        message = f"Node {LEAST_NODE} or newer is required for the tests with foreign clients, {found} is {version}."
        raise RuntimeError(message)
    return found


def install() -> None:
    """Install what the lock names, unless that has been done since the lock was written."""
    node()
    with (FOLDER / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait
        _install_where_older(os.fstat(lock.fileno()).st_mtime)


def _install_where_older(locked_at: float) -> None:
    installed = FOLDER / "node_modules" / ".package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= locked_at:
        return
    npm = shutil.which("npm")
    if npm is None:
        message = "npm, which comes with Node, is required for the tests with foreign clients: it is not on PATH."
        raise RuntimeError(message)
    done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"`npm ci` in {FOLDER} failed:\n{done.stderr}"
        raise RuntimeError(message)
