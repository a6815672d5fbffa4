"""One file a recommender; the file's name is the recommender's name.

A file defines a frozen dataclass of arrays, and one function that makes it::

    def fit(training: Training, *, option: float = 1.0) -> Recommender

Keyword-only arguments are the recommender's options, set in ``params.yaml``.
"""
