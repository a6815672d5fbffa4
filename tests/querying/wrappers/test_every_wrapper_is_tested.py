"""No wrapper without tests: each has a file here with a class that inherits the contract."""

from __future__ import annotations

from importlib import import_module

import pytest
from contract import StrategyContract

from tasks.querying.registry import parts, wrapper_names


@pytest.mark.parametrize("name", wrapper_names())
def test_a_class_inherits_the_contract(name: str) -> None:
    classes = vars(import_module(f"test_{name}")).values()
    assert any(
        isinstance(found, type)
        and issubclass(found, StrategyContract)
        and found.__name__.startswith("Test")
        and name in parts(getattr(found, "name", "random"))
        for found in classes
    ), f"write tests/querying/wrappers/test_{name}.py with a class that inherits StrategyContract"
