"""The registry: strategies by name, wrapped ones too, help with typing errors, options bound."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from made_up_pools import made_up_pool

from tasks.errors import UserError
from tasks.querying import strategies, wrappers
from tasks.querying.registry import (
    check_part,
    find_strategy,
    modules,
    parts,
    strategy_names,
    wrapper_names,
)


def test_names_are_those_of_the_files() -> None:
    for package, names in ((strategies, strategy_names()), (wrappers, wrapper_names())):
        files = Path(package.__path__[0]).glob("*.py")
        assert names == sorted(file.stem for file in files if file.stem != "__init__")


def test_there_are_all_strategies_of_the_field() -> None:
    assert set(strategy_names()) == {
        "badge", "bald", "bald_mi", "cluster_margin", "coreset", "entropy_max", "entropy_mean",
        "entropy_sum", "fluctuation", "information_gain", "lc", "ltp", "margin", "mnlp",
        "probcover", "random", "tag_count", "typiclust", "wbadge",
    }  # fmt: skip
    assert wrapper_names() == ["per_word", "reweighted"]


@pytest.mark.parametrize("name", strategy_names())
def test_every_name_finds_a_strategy_that_yields_ids(name: str) -> None:
    pool = made_up_pool([2, 3, 1, 4], labelled=[2])
    order = list(islice(find_strategy(name)(pool, np.random.default_rng(0)), 2))
    assert set(order) < {0, 1, 3}


@pytest.mark.parametrize(
    ("typed", "wrong", "meant"),
    [
        ("bagde", "bagde", "badge"),
        ("wbdge", "wbdge", "wbadge"),
        ("per_word(lx)", "lx", "per_word(lc)"),
        ("pre_word(lc)", "pre_word", "per_word(lc)"),
        ("per_word(rewieghted(lc))", "rewieghted", "per_word(reweighted(lc))"),
    ],
)
def test_a_typing_error_is_answered_with_the_name_that_was_meant(
    typed: str, wrong: str, meant: str
) -> None:
    with pytest.raises(UserError) as caught:
        find_strategy(typed)
    assert str(caught.value).endswith(f"{wrong!r}: did you mean {meant!r}?")


@pytest.mark.parametrize("name", ["zzz", "", "__init__"])
def test_a_name_like_no_other_is_answered_with_all_names(name: str) -> None:
    with pytest.raises(UserError, match=f"choose from {', '.join(strategy_names())}$"):
        find_strategy(name)


def test_an_unknown_option_is_answered_with_the_options_there_are() -> None:
    with pytest.raises(
        UserError,
        match=r"^params\.yaml: querying\.wbadge has no option 'power': it takes length_power$",
    ):
        find_strategy("wbadge", {"power": 2.0})
    with pytest.raises(UserError, match=r"querying\.mnlp has no option 'power': it takes none$"):
        find_strategy("mnlp", {"power": 2.0})


@pytest.mark.parametrize("option", ["pool", "generator"])
def test_what_the_simulation_passes_is_no_option(option: str) -> None:
    with pytest.raises(UserError, match=f"has no option '{option}'"):
        find_strategy("wbadge", {option: None})


def test_options_reach_the_strategy() -> None:
    pool = made_up_pool([1, 9, 2, 8, 3, 7, 4, 6] * 4)

    def order(length_power: float | None) -> list[int]:
        options = {} if length_power is None else {"length_power": length_power}
        return list(find_strategy("wbadge", options)(pool, np.random.default_rng(0)))

    assert order(None) == order(2.0)
    assert order(-3.0) != order(2.0)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("lc", ("lc",)),
        ("per_word(lc)", ("per_word", "lc")),
        ("per_word(reweighted(lc))", ("per_word", "reweighted", "lc")),
    ],
)
def test_the_parts_of_a_name_stand_from_the_outside_in(name: str, plain: tuple[str, ...]) -> None:
    assert parts(name) == plain
    assert find_strategy(name).name == name
    first, *behind = modules(name)
    assert first == "tasks.querying.strategy"
    assert [module.rpartition(".")[2] for module in behind] == list(plain)


@pytest.mark.parametrize("name", ["per_word", "reweighted(per_word)"])
def test_a_wrapper_alone_is_answered_with_an_example(name: str) -> None:
    with pytest.raises(UserError, match=r"'per_word' is a wrapper.* write '.*per_word\(lc\)+' or"):
        find_strategy(name)


@pytest.mark.parametrize("name", ["lc(mnlp)", "zzz(lc)", "(lc)", "per_word(zzz)", "per_word()"])
def test_other_names_that_mean_nothing_are_refused(name: str) -> None:
    with pytest.raises(UserError, match=r"there is no (wrapper|query strategy) '.*': choose from"):
        find_strategy(name)


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("per_word(badge)", "per_word needs scores of sentences, which badge does not give"),
        ("reweighted(coreset)", "reweighted needs scores of tokens, which coreset does not give"),
        ("reweighted(bald)", "reweighted needs scores of tokens, which bald does not give"),
        ("reweighted(per_word(lc))", "needs scores of tokens, which per_word\\(lc\\) does not"),
    ],
)
def test_a_wrapper_refuses_strategies_without_the_scores_it_needs(name: str, needed: str) -> None:
    with pytest.raises(UserError, match=needed):
        find_strategy(name)


def test_options_of_a_wrapped_name_are_given_by_part() -> None:
    pool = made_up_pool([1, 9, 2, 8, 3, 7, 4, 6] * 4, labelled=[1, 2])

    def order(smoothing: float) -> list[int]:
        options = {"reweighted": {"smoothing": smoothing}, "lc": {}}
        strategy = find_strategy("per_word(reweighted(lc))", options)
        return list(strategy(pool, np.random.default_rng(0)))

    assert order(1e9) == list(find_strategy("mnlp")(pool, np.random.default_rng(0)))
    assert order(1e9) != order(0.01)
    with pytest.raises(UserError, match=r"querying\.reweighted\.smoothing must be .*, not 0"):
        order(0)
    with pytest.raises(UserError, match=r"'per_word\(lc\)' takes no options of querying\.mnlp"):
        find_strategy("per_word(lc)", {"mnlp": {}})


def test_what_a_wrapped_strategy_needs_the_whole_needs() -> None:
    for name, needs in (("lc", False), ("fluctuation", True)):
        assert find_strategy(name).needs_earlier_rounds is needs
        assert find_strategy(f"per_word({name})").needs_earlier_rounds is needs


def test_the_options_of_a_part_can_be_checked_alone() -> None:
    check_part("reweighted", {"smoothing": 1})
    check_part("bald", {"passes": 10})
    with pytest.raises(UserError, match=r"querying\.bald\.passes must be a whole number .*, not 0"):
        check_part("bald", {"passes": 0})
    with pytest.raises(UserError, match=r"querying\.per_word has no option 'words'"):
        check_part("per_word", {"words": 1})
    for name, hint in (
        ("blad", "did you mean 'bald'"),
        ("per_word(lc)", "did you mean 'per_word'"),
    ):
        with pytest.raises(UserError, match=f"no query strategy or wrapper .*: {hint}"):
            check_part(name, {})
