"""Every example in a docstring runs."""

import doctest
import importlib
import pkgutil

import pytest

import collab
import plans
import schema
import server


def _modules() -> list[str]:
    return sorted(
        module.name
        for package in (plans, collab, schema, server)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.name.endswith("__main__")
    )


@pytest.mark.parametrize("name", _modules())
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
