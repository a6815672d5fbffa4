"""All of ``params.yaml``: both halves, checked against each other."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import Field, model_validator

from tasks.advisor.registry import find_recommender, option_names
from tasks.errors import UserError
from tasks.parameters.adviser import (
    AdvisorParameters,
    SalaryParameters,
    SkillParameters,
    TableParameters,
    TopicParameters,
    VacancyParameters,
)
from tasks.parameters.learning import (
    MADE_HERE,
    Architecture,
    CorpusParameters,
    SelectionParameters,
    SweepParameters,
    Training,
    VectorSet,
)
from tasks.parameters.strict import Strict, as_value_error, did_you_mean
from tasks.querying.registry import find_strategy
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.tagging.parameters import TrainingParameters


class Parameters(Strict):
    """All of ``params.yaml``."""

    study: str
    corpora: dict[str, CorpusParameters]
    vectors: VectorSet
    sweep: SweepParameters
    training: Training
    selection: SelectionParameters
    querying: dict[str, dict[str, Any]] = Field(default_factory=dict)
    tables: dict[str, TableParameters]
    vacancies: VacancyParameters
    skills: SkillParameters
    topics: TopicParameters
    salary: SalaryParameters
    advisor: AdvisorParameters

    @model_validator(mode="after")
    def _names_exist(self) -> Parameters:
        for corpus in self.sweep.corpora:
            if corpus not in self.corpora:
                raise ValueError(
                    f"sweep.corpora names {corpus!r}, which has no entry under corpora "
                    f"({', '.join(self.corpora)}){did_you_mean(corpus, self.corpora)}"
                )
            needed = self.corpora[corpus].initial_fraction * self.sweep.rounds
            if needed > 1 + 1e-9:
                raise ValueError(
                    f"sweep.rounds {self.sweep.rounds} × corpora.{corpus}.initial_fraction "
                    f"{self.corpora[corpus].initial_fraction} is more than the whole corpus"
                )
        for what, values in (
            ("corpora", self.sweep.corpora),
            ("architectures", self.sweep.architectures),
            ("strategies", self.sweep.strategies),
            ("seeds", self.sweep.seed_list),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"sweep.{what} names something twice")
        return self

    @model_validator(mode="after")
    def _halves_fit(self) -> Parameters:
        for table in self.vacancies.tables:
            if table not in self.tables:
                raise ValueError(
                    f"vacancies.tables names {table!r}, which has no entry under tables "
                    f"({', '.join(self.tables)}){did_you_mean(table, self.tables)}"
                )
        if not self.sweep.corpora and not self.vacancies.tables:
            raise ValueError(
                "sweep.corpora and vacancies.tables are both empty: there is nothing to do"
            )
        for corpus in self.sweep.corpora:
            if self.corpora[corpus].format == "skill_tags" and not self.vacancies.tables:
                raise ValueError(
                    f"the corpus {corpus!r} is made of vacancies: name some under vacancies.tables"
                )
        return self

    @model_validator(mode="after")
    def _raw_folders_differ(self) -> Parameters:
        own = [name for name in self.sweep.corpora if self.corpora[name].path]
        own += [name for name in self.vacancies.tables if self.tables[name].path]
        for name in own:
            if own.count(name) > 1 or name in self.sources():
                raise ValueError(
                    f"two things called {name!r} would both lie in data/raw/{name}: rename the "
                    "corpus or table of your own"
                )
        return self

    @model_validator(mode="after")
    def _methods_exist(self) -> Parameters:
        advisor = self.advisor
        for place, names, known in (
            ("default", [advisor.default], [*advisor.methods, "auto"]),
            ("compared", advisor.compared, advisor.methods),
        ):
            for name in names:
                if name not in known:
                    raise ValueError(
                        f"advisor.{place} names {name!r}, which has no entry under "
                        f"advisor.methods ({', '.join(known)}){did_you_mean(name, known)}"
                    )
        for name, method in advisor.methods.items():
            if method.topics is not None and method.topics not in self.topics.models:
                raise ValueError(
                    f"advisor.methods.{name}.topics names {method.topics!r}, which has no entry "
                    f"under topics.models ({', '.join(self.topics.models)})"
                    f"{did_you_mean(method.topics, self.topics.models)}"
                )
            with as_value_error(f"advisor.methods.{name}: "):
                fit = find_recommender(method.recommender, method.options)
            if ("topics" in option_names(fit)) != (method.topics is not None):
                wants = "takes a topic model" if method.topics is None else "takes no topic model"
                raise ValueError(f"advisor.methods.{name}: {method.recommender} {wants}")
        for kind in advisor.text_methods:
            models = [one for one in self.topics.models.values() if one.kind == kind]
            if kind != "tfidf" and not any(
                one.preset == "report" and one.fixed_number for one in models
            ):
                raise ValueError(
                    f"advisor.text_methods names {kind!r}, but no model of that kind under "
                    "topics.models has the preset report and a number of topics"
                )
        return self

    @model_validator(mode="after")
    def _strategies_exist(self) -> Parameters:
        for place, names in (
            ("querying", self.querying),
            ("sweep.strategies", self.sweep.strategies),
        ):
            for name in names:
                try:
                    find_strategy(name, self.querying.get(name))
                except UserError as error:
                    told = str(error).removeprefix("params.yaml: ")
                    raise ValueError(
                        told if told.startswith(place) else f"{place}: {told}"
                    ) from error
        return self

    def corpus(self, name: str) -> CorpusParameters:
        """The entry of the corpus called `name`.

        Raises
        ------
        UserError
            When there is none.
        """
        if name not in self.corpora:
            raise UserError(
                f"params.yaml: corpora has no entry {name!r}{did_you_mean(name, self.corpora)}"
            )
        return self.corpora[name]

    def source_of(self, corpus: str) -> str | None:
        """The catalogue entry that a corpus is downloaded from; None where it is not."""
        chosen = self.corpus(corpus)
        if chosen.path or chosen.format in MADE_HERE:
            return None
        return chosen.source or corpus

    def sources(self) -> list[str]:
        """Everything that the download stage has to fetch."""
        corpora = (self.source_of(corpus) for corpus in self.sweep.corpora)
        vectors = self.vectors.sources if self.sweep.corpora else []
        learning = [name for name in corpora if name] + vectors
        if not self.vacancies.tables:
            return learning
        tables = (self.tables[name].source for name in self.vacancies.tables)
        return learning + [name for name in tables if name] + self.skills.dictionaries

    def specifications(self, corpus: str, architecture: str) -> list[Specification]:
        """The simulations of one corpus and architecture, the longest first.

        Raises
        ------
        UserError
            When there is no such corpus or architecture.
        """
        sweep = self.sweep
        _check_architecture(architecture)
        runs = [(strategy, seed) for seed in sweep.seed_list for strategy in sweep.strategies]
        simulations = [self._specification(corpus, architecture, *run) for run in runs]
        if not sweep.full_data:
            return simulations
        return [
            self._specification(corpus, architecture, FULL_DATA, seed) for seed in sweep.seed_list
        ] + simulations

    def selection_of(
        self, corpus: str, architecture: str, strategy: str, seed: int
    ) -> Specification:
        """How one network is trained on a whole training split and asked what comes next.

        Raises
        ------
        UserError
            When there is no such corpus or architecture.
        """
        _check_architecture(architecture)
        return self._specification(corpus, architecture, strategy, seed)

    def _specification(
        self, corpus: str, architecture: str, strategy: str, seed: int
    ) -> Specification:
        chosen, training = self.corpus(corpus), self.training
        whole = strategy == FULL_DATA
        return Specification(
            corpus=corpus,
            vectors=self.vectors.name,
            architecture=architecture,
            strategy=strategy,
            seed=seed,
            rounds=1 if whole else self.sweep.rounds,
            initial_fraction=1.0 if whole else chosen.initial_fraction,
            budget_unit=self.sweep.budget_unit,
            hidden_size=chosen.hidden_size,
            dropout=training.dropout,
            vector_scale=self.vectors.scale,
            lowercase=training.lowercase,
            record_best_test=training.record_best_test,
            memory_mb=self.selection.memory_mb,
            training=TrainingParameters(
                epochs=chosen.epochs,
                batch_size=chosen.batch_size,
                learning_rate=training.learning_rate,
                clip_norm=training.clip_norm,
                precision=training.precision,
                model_selection=training.model_selection,
                patience=training.patience,
            ),
            options=dict(self.querying.get(strategy, {})),
        )


def _check_architecture(name: str) -> None:
    known = get_args(Architecture)
    if name not in known:
        raise UserError(f"there is no architecture {name!r}: choose from {', '.join(known)}")
