"""No recommender without tests: each has a file here with a class that inherits the contract."""

from __future__ import annotations

from importlib import import_module

import pytest
from recommender_contract import RecommenderContract

from tasks.advisor.registry import recommender_names


@pytest.mark.parametrize("name", recommender_names())
def test_a_class_inherits_the_contract(name: str) -> None:
    classes = vars(import_module(f"test_{name}")).values()
    assert any(
        isinstance(found, type)
        and issubclass(found, RecommenderContract)
        and found.__name__.startswith("Test")
        and getattr(found, "name", None) == name
        for found in classes
    ), f"write tests/advisor/recommenders/test_{name}.py with a class that inherits the contract"
