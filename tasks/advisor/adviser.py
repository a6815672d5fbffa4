"""The adviser: a line of skills in; a field, vacancies, skills to learn and salaries out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from tasks.advisor.advice import Advice, SkillToLearn, Wishes
from tasks.advisor.market import Market
from tasks.advisor.matrix import Floats, Rows, skill_rows
from tasks.advisor.registry import Recommender
from tasks.errors import UserError
from tasks.salary.query_model import QueryModel, SalaryCell
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.categories import canonical
from tasks.vacancies.cities import nominative
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

SHORT_CITIES = {
    "мск": "Москва",
    **dict.fromkeys(("спб", "питер", "петербург"), "Санкт-Петербург"),
    "екб": "Екатеринбург",
    "нск": "Новосибирск",
    "ростов": "Ростов-на-Дону",
}
MANY = 20  # names; of more only the first half of so many are told
OF_TOPICS = "cosine of your topics and the skill's"
OVER_VACANCIES = "mean cosine to your skills over all vacancies"


@dataclass(frozen=True, eq=False)
class Adviser:
    """Answers lines of skills.

    Attributes
    ----------
    model
        The name of the method that ranks.
    closed
        Whether the method's similarity ends at the border of one topic.
    """

    model: str
    closed: bool
    vocabulary: Vocabulary
    market: Market
    recommender: Recommender
    salaries: QueryModel

    def advise(self, line: str, wishes: Wishes) -> Advice:
        """The advice for a line of skills, separated by commas.

        Where the method knows none of the skills, the advice is empty, salaries apart.

        Raises
        ------
        UserError
            When no skill is known, or a wish names no city, schedule or experience that there is.
        """
        known, unknown = self.vocabulary.parse(line)
        general = tuple(piece for piece in unknown if self.vocabulary.is_general(piece))
        nearest = {
            piece: self.vocabulary.nearest(piece) for piece in unknown if piece not in general
        }
        if not known:
            raise UserError(_nothing_known(nearest, general))
        wishes = self._checked(wishes)
        columns = [self.market.index[name] for name in known]
        queries = skill_rows([known], self.market.index)
        similarities = self.recommender.vacancy_scores(queries)[0]
        field, shares = self.market.field_of(similarities, self.closed)
        return Advice(
            model=self.model,
            known=tuple(self._shown(name) for name in known),
            unknown={piece: tuple(map(self._shown, names)) for piece, names in nearest.items()},
            general=general,
            field=field._replace(skills=tuple(map(self._shown, field.skills))),
            vacancies=tuple(
                one._replace(matched=tuple(map(self._shown, one.matched)))
                for one in self.market.fitting(similarities, columns, wishes)
            ),
            skills=self._to_learn(queries, shares, wishes.top),
            skill_similarity=OF_TOPICS if self.closed else OVER_VACANCIES,
            salaries=self._salaries(known, wishes),
        )

    def _to_learn(self, queries: Rows, shares: Floats, top: int) -> tuple[SkillToLearn, ...]:
        known = queries.indices
        scores = self.recommender.skill_scores(queries)[0]
        columns = self.market.to_learn(scores, known, shares, top)
        # The report's chain ranks by a similarity; other scores are none.
        cosines = self.market.cosines
        alike = np.clip(scores[columns], 0.0, 1.0) if self.closed else cosines(columns, known)
        return tuple(
            SkillToLearn(self._shown(self.market.names[column]), round(share, 4), round(cosine, 4))
            for column, share, cosine in zip(
                columns, shares[columns].tolist(), alike.tolist(), strict=True
            )
        )

    def _shown(self, name: str) -> str:
        return self.vocabulary.displays.get(name, name)

    def _salaries(self, known: Sequence[str], wishes: Wishes) -> tuple[SalaryCell, ...]:
        cells = self.salaries.salary_table(known, wishes.title, wishes.city)
        return tuple(
            cell
            for cell in cells
            if wishes.schedule in ("", cell.schedule) and wishes.experience in ("", cell.experience)
        )

    def _checked(self, wishes: Wishes) -> Wishes:
        cities = self.market.cities
        return replace(
            wishes,
            city=one_of("city", _full_city(wishes.city, cities), cities),
            schedule=_category("schedule", wishes.schedule, SCHEDULES),
            experience=_category("experience", wishes.experience, EXPERIENCES),
        )


def one_of(what: str, wished: str, known: Sequence[str]) -> str:
    """The known value that a person means, whatever its case, `ё` and dashes; empty for no wish."""
    wish = _folded(wished)
    if not wish:
        return ""
    folded = {_folded(one): one for one in known}
    if wish in folded:
        return folded[wish]
    close = get_close_matches(wish, folded, n=1)
    beginning = [one for one in folded if one.startswith(wish)]
    if len(beginning) == 1:
        return folded[beginning[0]]
    hint = f"did you mean {folded[close[0]]}?" if close else f"there are {_some(known)}"
    raise UserError(f"--{what} {wished}: there is none such; {hint}")


def _category(what: str, wished: str, known: Sequence[str]) -> str:
    """The known value, also for hh.ru's own wordings: `remote`, `1–3 года`."""
    return one_of(what, canonical(what, wished) or wished, known)


def _full_city(wished: str, cities: Sequence[str]) -> str:
    """The city's name for a short or inflected one; any other wish as it is."""
    wish = _folded(wished)
    if not wish:
        return ""
    known = {_folded(city) for city in cities}
    if wish in known:
        return wished
    city = SHORT_CITIES.get(wish) or nominative(wished.strip())
    return city if _folded(city) in known else wished


def _folded(text: str) -> str:
    return " ".join(re.sub("[-‐‑–—]", " ", text.casefold().replace("ё", "е")).split())


def _some(known: Sequence[str]) -> str:
    return ", ".join(known) if len(known) <= MANY else ", ".join(known[: MANY // 2]) + " …"


def _nothing_known(nearest: Mapping[str, Sequence[str]], general: Sequence[str]) -> str:
    if general and not nearest:
        return f"{', '.join(general)}: too general to tell vacancies apart, name a trade's skills"
    if not nearest:
        return 'there is no skill in that line: give some, for instance "python, sql"'
    hints = [
        f"{piece} (nearest: {', '.join(names)})" if names else piece
        for piece, names in nearest.items()
    ]
    return f"no vacancy asks for {'; '.join(hints)}: give skills that vacancies name"
