"""One file a wrapper of query strategies; the file's name is the wrapper's name.

``per_word(lc)`` is the strategy `lc` inside the wrapper `per_word`. A file defines one function,
which is given the wrapped strategy's scores, and gives scores of the same kind:

* from scores of sentences, [unlabelled], never negative::

    def scores(inner: SentenceScores, pool: Pool, generator: np.random.Generator) -> FloatArray

* from scores of tokens, [tokens], for a piece of the pool at a time; how those of a sentence
  become one is up to the wrapped strategy::

    def token_scores(inner: ScoresOfTokens, pool: Pool, outputs: TokenOutputs) -> FloatArray

Keyword-only arguments are options, as those of a strategy are.
"""
