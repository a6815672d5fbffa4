"""Query strategies: which unlabelled sentences to annotate next.

A strategy sees arrays (`tasks.querying.pool`), never a network or a corpus; the selection
kernels that several share stand in `tasks.querying.kernels`; `tasks.querying.registry` finds
a strategy by its name.
"""
