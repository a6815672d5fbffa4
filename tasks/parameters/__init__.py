"""The parameters of a study, read from ``params.yaml`` and checked before anything runs."""

from tasks.parameters.learning import CorpusParameters
from tasks.parameters.reading import read_parameters
from tasks.parameters.study import Parameters

__all__ = ["CorpusParameters", "Parameters", "read_parameters"]
