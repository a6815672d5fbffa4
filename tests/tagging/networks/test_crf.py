"""The CRF: against an enumeration of all tag sequences."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch

from tasks.tagging.networks.crf import ConditionalRandomField

TAGS = 3
LENGTHS = (4, 1, 3, 2)


@pytest.fixture
def crf() -> ConditionalRandomField:
    crf = ConditionalRandomField(TAGS)
    generator = torch.Generator().manual_seed(3)
    for parameter in crf.parameters():
        parameter.data.normal_(0, 2, generator=generator)
    return crf


@pytest.fixture
def logits() -> torch.Tensor:
    return 2 * torch.randn(
        max(LENGTHS), len(LENGTHS), TAGS, generator=torch.Generator().manual_seed(5)
    )


MASK = torch.arange(max(LENGTHS))[:, None] < torch.tensor(LENGTHS)


def scores(
    crf: ConditionalRandomField, logits: torch.Tensor, sentence: int
) -> dict[tuple[int, ...], float]:
    """The score of every tag sequence of one sentence, term by term."""
    found = {}
    logits = logits.detach()
    for tags in product(range(TAGS), repeat=LENGTHS[sentence]):
        score = crf.first[tags[0]] + crf.last[tags[-1]]
        for step, tag in enumerate(tags):
            score = score + logits[step, sentence, tag]
        for before, after in pairwise(tags):
            score = score + crf.transitions[before, after]
        found[tags] = score.item()
    return found


def probabilities(
    crf: ConditionalRandomField, logits: torch.Tensor, sentence: int
) -> dict[tuple[int, ...], float]:
    found = scores(crf, logits, sentence)
    total = torch.logsumexp(torch.tensor(list(found.values()), dtype=torch.float64), 0)
    return {tags: float((score - total).exp()) for tags, score in found.items()}


def test_likelihood_equals_enumeration(crf: ConditionalRandomField, logits: torch.Tensor) -> None:
    generator = torch.Generator().manual_seed(7)
    for _ in range(5):
        tags = torch.randint(0, TAGS, MASK.shape, generator=generator)
        told = crf.log_likelihood(logits, torch.where(MASK, tags, -1), MASK).exp()
        for sentence, length in enumerate(LENGTHS):
            wanted = probabilities(crf, logits, sentence)[tuple(tags[:length, sentence].tolist())]
            assert float(told[sentence]) == pytest.approx(wanted, rel=1e-4)


def test_marginals_equal_enumeration(crf: ConditionalRandomField, logits: torch.Tensor) -> None:
    with torch.inference_mode():
        marginals = crf.log_marginals(logits, MASK).exp()
    for sentence, length in enumerate(LENGTHS):
        wanted = torch.zeros(length, TAGS)
        for tags, probability in probabilities(crf, logits, sentence).items():
            for step, tag in enumerate(tags):
                wanted[step, tag] += probability
        torch.testing.assert_close(marginals[:length, sentence], wanted, atol=1e-5, rtol=1e-4)


def test_the_best_tags_are_those_of_enumeration(
    crf: ConditionalRandomField, logits: torch.Tensor
) -> None:
    tags = crf.best_tags(logits, MASK)
    for sentence, length in enumerate(LENGTHS):
        found = scores(crf, logits, sentence)
        assert tuple(tags[:length, sentence].tolist()) == max(found, key=found.__getitem__)
    independent = logits.argmax(-1)
    assert not torch.equal(tags[MASK], independent[MASK])


def test_an_untrained_field_is_the_independent_softmax(logits: torch.Tensor) -> None:
    crf = ConditionalRandomField(TAGS)
    torch.testing.assert_close(
        crf.log_marginals(logits, MASK)[MASK], torch.log_softmax(logits, -1)[MASK]
    )
    assert torch.equal(crf.best_tags(logits, MASK)[MASK], logits.argmax(-1)[MASK])


def test_the_gradient_is_the_difference_to_the_marginals(
    crf: ConditionalRandomField, logits: torch.Tensor
) -> None:
    tags = torch.zeros(MASK.shape, dtype=torch.int64)
    logits.requires_grad_()
    (gradient,) = torch.autograd.grad(-crf.log_likelihood(logits, tags, MASK).sum(), logits)
    gold = torch.nn.functional.one_hot(tags, TAGS)
    residuals = crf.log_marginals(logits, MASK).exp() - gold
    torch.testing.assert_close(gradient[MASK], residuals[MASK], atol=1e-5, rtol=1e-4)
    assert not gradient[~MASK].any()


@pytest.mark.parametrize("scale", [40.0, 60.0])
def test_large_scores_are_summed_as_well(
    crf: ConditionalRandomField, logits: torch.Tensor, scale: float
) -> None:
    crf.transitions.data.mul_(scale)
    assert float(crf.transitions.abs().max()) > 88  # the exponential of more is no float
    huge = scale * logits
    tags = crf.best_tags(huge, MASK)
    told = crf.log_likelihood(huge, tags, MASK)
    marginals = crf.log_marginals(huge, MASK).exp()
    for sentence, length in enumerate(LENGTHS):
        found = probabilities(crf, huge, sentence)
        best = tuple(tags[:length, sentence].tolist())
        assert told[sentence].item() == pytest.approx(np.log(found[best]), abs=1e-3)
        for step, tag in enumerate(best):
            share = sum(one for tags_, one in found.items() if tags_[step] == tag)
            assert float(marginals[step, sentence, tag]) == pytest.approx(share, abs=1e-4)
