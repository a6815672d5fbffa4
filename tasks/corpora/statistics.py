"""What `corpus.json` tells about a corpus: counts, tags, vocabulary, duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.corpora.iob import parse_tag, spans
from tasks.corpora.sentence import Corpus, Sentence


def describe(corpus: Corpus, rewritten: Mapping[str, int]) -> dict[str, Any]:
    """Describe a corpus in values that JSON can hold; equal corpora have equal descriptions.

    Parameters
    ----------
    corpus
        Sentences with IOB2 tags.
    rewritten
        How many tags of each split the normalising changed, by the split's name.

    Returns
    -------
    dict
        `splits` (one description a split, see `describe_split`), `types` (all slot or entity
        types, sorted), `tags` (the tags of the training split, sorted: all that a model can
        predict), `test_tags_not_in_train` (sorted; their spans count as errors).
    """
    all_tags = [_tags(sentences) for sentences in corpus]
    train_tags, _, test_tags = all_tags
    return {
        "splits": {
            split: {**describe_split(sentences), "tags_rewritten": rewritten[split]}
            for split, sentences in corpus._asdict().items()
        },
        "types": sorted(_types(set().union(*all_tags))),
        "tags": sorted(train_tags),
        "test_tags_not_in_train": sorted(test_tags - train_tags),
    }


def describe_split(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Count what is in one split, which has at least one sentence.

    Returns
    -------
    dict
        `sentences`, `tokens`, `spans`; `tags` and `types`, the numbers of different ones (`O`
        is a tag); `vocabulary` and `vocabulary_lower_cased`, the numbers of different tokens;
        `duplicates`, the sentences whose tokens stood before in the split;
        `conflicting`, the token sequences with more than one tagging; `longest` and
        `mean_length`, in tokens.
    """
    tags = _tags(sentences)
    taggings: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for sentence in sentences:
        taggings[sentence.tokens].add(sentence.tags)
    lengths = [len(sentence.tokens) for sentence in sentences]
    vocabulary = {token for sentence in sentences for token in sentence.tokens}
    return {
        "sentences": len(sentences),
        "tokens": sum(lengths),
        "spans": sum(len(spans(sentence.tags)) for sentence in sentences),
        "tags": len(tags),
        "types": len(_types(tags)),
        "vocabulary": len(vocabulary),
        "vocabulary_lower_cased": len({token.lower() for token in vocabulary}),
        "duplicates": len(sentences) - len(taggings),
        "conflicting": sum(len(different) > 1 for different in taggings.values()),
        "longest": max(lengths),
        "mean_length": round(sum(lengths) / len(lengths), 2),
    }


def _tags(sentences: Sequence[Sentence]) -> set[str]:
    return {tag for sentence in sentences for tag in sentence.tags}


def _types(tags: set[str]) -> set[str]:
    return {parse_tag(tag)[1] for tag in tags - {"O"}}
