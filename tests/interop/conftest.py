"""Fixtures for tests with foreign clients."""

import pytest

from tests.interop.node_project import install


@pytest.fixture(scope="session", autouse=True)
def node_project() -> None:
    """The Node clients are installed."""
    install()
