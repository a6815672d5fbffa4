"""Query strategies: which unlabelled sentences to annotate next.

A strategy sees arrays (`tasks.querying.pool`), never a network or a corpus. Each is a file in
`tasks.querying.strategies`, the kernels that several share stand in `tasks.querying.kernels`, and
what changes the scores of any of them in `tasks.querying.wrappers`. `tasks.querying.registry`
finds a strategy by its name.
"""
