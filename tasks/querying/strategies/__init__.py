"""One file a query strategy; the file's name is the strategy's name.

A file defines one function::

    def query(pool: Pool, generator: np.random.Generator, *, option: float = 1.0) -> Iterable[int]

that yields the ids of the unlabelled sentences in the order in which they should be annotated,
each once and in the end all of them. The caller stops reading when the budget is spent, so an
order may be produced lazily. Keyword-only arguments are the strategy's options, set in
``params.yaml`` under ``querying.<name>``.
"""
