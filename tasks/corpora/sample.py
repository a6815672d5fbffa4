"""The embedded corpus: synthetic requests to a job-search assistant, with slots.

Nobody ever typed these sentences. A small grammar (`sample_grammar`) produces them, so that
the pipeline has something to learn from where no real corpus is at hand: few patterns and
values are frequent and many are rare, and a word's slot often depends on its context.
Scores on it say nothing about real language.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

from tasks.corpora.sample_grammar import RULES
from tasks.corpora.sentence import Corpus, Sentence

EXPONENT = 1.4


def sample_corpus(seed: int = 0, sizes: tuple[int, int, int] = (1200, 200, 500)) -> Corpus:
    """Produce the corpus of a seed.

    All splits are independent draws from one grammar: as in collected requests, some
    sentences repeat, and some values and patterns of the test split never occur in training.

    Parameters
    ----------
    seed
        Equal seeds and sizes give equal corpora, in all versions of Python.
    sizes
        Sentences in train, valid and test.
    """
    rng = Random(seed)
    return Corpus(*([sample_sentence(rng) for _ in range(size)] for size in sizes))


def sample_sentence(rng: Random) -> Sentence:
    """Produce one sentence of the grammar, with IOB2 tags."""
    tokens, tags = zip(*_expand("utterance", rng), strict=True)
    return Sentence(_with_articles(tokens), tags)


def _expand(rule: str, rng: Random) -> list[tuple[str, str]]:
    """Tokens and tags of one alternative of `rule`; the notation is `sample_grammar`'s."""
    pairs: list[tuple[str, str]] = []
    for item in _draw(RULES[rule], rng).split():
        if item.startswith("{"):
            slot, _, values = item[1:-1].partition(":")
            words = [word for word, _ in _expand(values or slot, rng)]
            pairs += zip(words, [f"B-{slot}"] + [f"I-{slot}"] * (len(words) - 1), strict=True)
        elif item.endswith(">?"):
            pairs += _expand(item[1:-2], rng) if rng.random() < 0.5 else []
        elif item.startswith("<"):
            pairs += _expand(item[1:-1], rng)
        else:
            pairs.append((item, "O"))
    return pairs


def _with_articles(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens with `an` for `a` before a vowel."""
    return tuple(
        "an" if token == "a" and following[:1] in set("aeiou") else token
        for token, following in zip(tokens, (*tokens[1:], ""), strict=True)
    )


def _draw(alternatives: Sequence[str], rng: Random) -> str:
    """Draw by Zipf's law: the r-th alternative in proportion to 1 / r ** `EXPONENT`.

    Of a generator's methods only `random` promises the same sequence in later Pythons.
    """
    weights = _cumulative_weights(len(alternatives))
    return alternatives[bisect(weights, rng.random() * weights[-1], hi=len(weights) - 1)]


@cache
def _cumulative_weights(alternatives: int) -> list[float]:
    return list(accumulate(rank**-EXPONENT for rank in range(1, alternatives + 1)))
