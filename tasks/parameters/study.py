"""All of ``params.yaml``: both halves, checked against each other."""

from __future__ import annotations

from typing import Any, cast, get_args

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
    CorpusParameters,
    NetworksParameters,
    SelectionParameters,
    SweepParameters,
    Training,
    VectorSet,
)
from tasks.parameters.strict import Strict, as_value_error, did_you_mean
from tasks.querying.registry import (
    check_part,
    find_strategy,
    parts,
    strategy_names,
    takes_passes,
    wrapper_names,
)
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.simulation.stopping import StoppingRules
from tasks.tagging.parameters import Architecture, NetworkParameters, TrainingParameters


class Parameters(Strict):
    """All of ``params.yaml``."""

    study: str = Field(description="Its name, which stands in every result")
    corpora: dict[str, CorpusParameters] = Field(description="By a name of your choice")
    vectors: VectorSet = Field(description="Initial word vectors")
    sweep: SweepParameters = Field(description="What is simulated")
    networks: NetworksParameters = Field(description="Options of the networks")
    training: Training = Field(description="How they are trained")
    selection: SelectionParameters = Field(description="What holds for every query strategy")
    querying: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Options of a query strategy or wrapper, by its name"
    )
    tables: dict[str, TableParameters] = Field(description="By a name of your choice")
    vacancies: VacancyParameters = Field(description="Which tables make the adviser's vacancies")
    skills: SkillParameters = Field(description="The vocabulary of skills, and how it is filtered")
    topics: TopicParameters = Field(description="Which topic models are measured")
    salary: SalaryParameters = Field(description="Which salary models are measured")
    advisor: AdvisorParameters = Field(description="What the adviser is made of")

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
        pairs = [frozenset(pair) for pair in self.sweep.planned]
        if len(set(pairs)) != len(pairs) or any(len(pair) < 2 for pair in pairs):
            raise ValueError("sweep.planned names a pair twice, or a strategy beside itself")
        for strategy in dict.fromkeys(name for pair in self.sweep.planned for name in pair):
            if strategy not in self.sweep.strategies:
                raise ValueError(
                    f"sweep.planned names {strategy!r}, which is not among sweep.strategies"
                    f"{did_you_mean(strategy, self.sweep.strategies)}"
                )
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
        known = strategy_names() + wrapper_names()
        for part, options in self.querying.items():
            with as_value_error("" if part in known else "querying: "):
                check_part(part, options)
        for strategy in self.sweep.strategies:
            with as_value_error("sweep.strategies: "):
                find_strategy(strategy, self.options_of(strategy))
        return self

    def options_of(self, strategy: str) -> dict[str, Any]:
        """The options of a strategy: its own, or those of each part where it has wrappers.

        Raises
        ------
        UserError
            When there is no such strategy.
        """
        names = parts(strategy)
        if len(names) == 1:
            return dict(self.querying.get(strategy, {}))
        return {name: dict(self.querying[name]) for name in names if name in self.querying}

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
        """The simulations of one corpus and architecture, the longest first, else seed by seed.

        Raises
        ------
        UserError
            When there is no such corpus or architecture.
        """
        sweep = self.sweep
        runs = [(strategy, seed) for seed in sweep.seed_list for strategy in sweep.strategies]
        runs.sort(key=lambda run: not takes_passes(run[0]))
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
        return self._specification(corpus, architecture, strategy, seed)

    def _specification(
        self, corpus: str, architecture: str, strategy: str, seed: int
    ) -> Specification:
        chosen, training = self.corpus(corpus), self.training
        network = _architecture(architecture)
        whole = strategy == FULL_DATA
        rules = StoppingRules(**self.sweep.stopping.model_dump())
        return Specification(
            corpus=corpus,
            vectors=self.vectors.name,
            architecture=network,
            strategy=strategy,
            seed=seed,
            rounds=1 if whole else self.sweep.rounds,
            initial_fraction=1.0 if whole else chosen.initial_fraction,
            budget_unit=self.sweep.budget_unit,
            vector_scale=self.vectors.scale,
            lowercase=training.lowercase,
            record_best_test=training.record_best_test,
            memory_mb=self.selection.memory_mb,
            network=NetworkParameters(
                chosen.hidden_size, training.dropout, **self.networks.of(network)
            ),
            stopping=StoppingRules() if whole else rules,
            training=TrainingParameters(
                epochs=chosen.epochs,
                batch_size=chosen.batch_size,
                learning_rate=training.learning_rate,
                clip_norm=training.clip_norm,
                precision=training.precision,
                model_selection=training.model_selection,
                patience=training.patience,
            ),
            options={} if whole else self.options_of(strategy),
        )


def _architecture(name: str) -> Architecture:
    known = get_args(Architecture)
    if name not in known:
        raise UserError(f"there is no architecture {name!r}: choose from {', '.join(known)}")
    return cast(Architecture, name)
