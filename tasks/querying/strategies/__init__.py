"""One file a query strategy; the file's name is the strategy's name.

A file defines one of three functions, whichever says most with least:

* ``token_scores``, the scores of tokens, [tokens], higher for the more informative, for a piece of
  the pool at a time. Beside it stands how those of a sentence become one, by one of the kernels
  sum_by_sentence, mean_by_sentence and max_by_sentence::

    by_sentence = mean_by_sentence

    def token_scores(outputs: TokenOutputs) -> FloatArray

* ``scores``, the scores of sentences, [unlabelled], in the order of the pool's unlabelled ids; the
  highest is annotated first, and the lower id of equals::

    def scores(pool: Pool, generator: np.random.Generator) -> FloatArray

  Let them be amounts, never negative: the wrapper `per_word` divides them by words.

* ``query``, where there are no such scores. It yields the ids of the unlabelled sentences in the
  order in which they should be annotated, each once and in the end all of them. The caller stops
  reading when the budget is spent, so an order may be produced lazily::

    def query(pool: Pool, generator: np.random.Generator) -> Iterable[int]

The pool's unlabelled ids ascend. A pool may have a million sentences: read the model's outputs
piece by piece, and keep no more than a score a sentence.

Keyword-only arguments are the strategy's options, set in ``params.yaml`` under
``querying.<name>``. Each has a default, and a rule beside its type::

    passes: Annotated[int, whole_number(at_least=1)] = 100

A strategy that reads the predictions of earlier rounds, `Pool.earlier`, says so::

    NEEDS_EARLIER_ROUNDS = True

Its test, ``tests/querying/strategies/test_<name>.py``, inherits the contract of all strategies and
holds the order to a plain and slow version of the same.
"""
