"""A linear-chain conditional random field over the tags of a sentence."""

from __future__ import annotations

import torch
from torch import nn

_LEAST = 1e-300  # keeps the logarithm of what has no probability finite


class ConditionalRandomField(nn.Module):
    """Scores a tag sequence by its logits, its transitions, and its first and last tag.

    All begin at 0, where the field is the independent softmax. Shapes: logits [time, sentences,
    tags], mask and tags [time, sentences]; padding stands at the end.

    References
    ----------
    Lafferty, McCallum & Pereira (2001), Conditional Random Fields; forward algorithm and Viterbi
    as in Rabiner (1989), sections III.A and III.B.
    """

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(tags, tags))
        self.first = nn.Parameter(torch.zeros(tags))
        self.last = nn.Parameter(torch.zeros(tags))

    def log_likelihood(
        self, logits: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Log-probability of each sentence's `tags`; shape [sentences]."""
        tags = torch.where(mask, tags, 0)
        emitted = logits.gather(2, tags.unsqueeze(-1)).squeeze(-1)
        moved = self.transitions[tags[:-1], tags[1:]]
        final = tags.gather(0, mask.sum(0, keepdim=True) - 1).squeeze(0)
        score = self.first[tags[0]] + self.last[final]
        score = score + (emitted * mask).sum(0) + (moved * mask[1:]).sum(0)
        return score - self._log_partition(logits, mask)

    def log_marginals(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Log-probability of every tag at every word; shape of `logits`.

        The marginals are the gradient of the log-partition by the logits.
        """
        with torch.inference_mode(False), torch.enable_grad():
            logits = logits.detach().clone().requires_grad_()
            total = self._log_partition(logits, mask.clone()).sum()
            (marginals,) = torch.autograd.grad(total, logits)
        return torch.log_softmax(marginals.clamp_min(_LEAST).log(), dim=-1)

    def best_tags(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The most probable tag sequence of each sentence; shape [time, sentences]."""
        best = self.first + logits[0]
        stay = torch.arange(logits.shape[2], device=logits.device).expand_as(best)
        sources = []
        for step in range(1, len(logits)):
            scores, source = (best.unsqueeze(2) + self.transitions).max(dim=1)
            inside = mask[step].unsqueeze(-1)
            best = torch.where(inside, scores + logits[step], best)
            sources.append(torch.where(inside, source, stay))
        tags = [(best + self.last).argmax(-1)]
        for source in reversed(sources):
            tags.append(source.gather(1, tags[-1].unsqueeze(-1)).squeeze(-1))
        return torch.stack(tags[::-1])

    def _log_partition(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Log of the sum over all tag sequences; shape [sentences]."""
        # A product with exp(transitions) instead of a logsumexp over pairs of tags: 120 tags of
        # ATIS would make 14,400 exponentials a word. In doubles 690 nats may lie between them.
        logits = logits.double()
        most = self.transitions.detach().double().amax(dim=0)
        moves = (self.transitions - most).exp()
        forward = self.first + logits[0]
        for step in range(1, len(logits)):
            top = forward.detach().amax(dim=-1, keepdim=True)
            arrived = ((forward - top).exp() @ moves).clamp_min(_LEAST).log() + top + most
            forward = torch.where(mask[step].unsqueeze(-1), arrived + logits[step], forward)
        return torch.logsumexp(forward + self.last, dim=-1).to(self.last.dtype)
