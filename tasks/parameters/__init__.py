"""The parameters of a study, read from ``params.yaml`` and checked before anything runs."""

from tasks.parameters.adviser import SalaryParameters, TopicParameters
from tasks.parameters.learning import CorpusParameters, SweepParameters, Training
from tasks.parameters.reading import changed, read_parameters
from tasks.parameters.study import Parameters

__all__ = [
    "CorpusParameters",
    "Parameters",
    "SalaryParameters",
    "SweepParameters",
    "TopicParameters",
    "Training",
    "changed",
    "read_parameters",
]
