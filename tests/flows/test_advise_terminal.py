"""What ``skillpath advise`` prints: plain text only, and a sentence where a table is empty."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows import cli
from flows.advise import as_text, plain, show
from tasks.advisor import adviser_files
from tasks.advisor.advice import Advice, Field, FittingVacancy, SkillToLearn, Wishes
from tasks.errors import UserError
from tasks.paths import Project
from tasks.salary.query_model import SalaryCell

STEERING = {
    "escape": "\x1b[31m\x1b]0;title\x07",
    "one-byte escape": "\x9b31m",
    "carriage return": "\r\b\x7f",
    "line end": "\n",
    "line separator": "\u2028",
    "right to left": "\u202e\u2066\u200f",
    "zero width": "\u200b\u2060\ufeff",
    "surrogate": "\udc9b",
}
MARKUP = "[red]x[/red] [link=file:///]y[/link] :smile: [/]"


def made_up_advice(text: str) -> Advice:
    """Advice that says `text` wherever the words are those of vacancies or of the asker."""
    return Advice(
        model="walk",
        known=(text,),
        unknown={text: (text,)},
        general=(text,),
        field=Field(text, (text,), 12),
        vacancies=(FittingVacancy("1", text, text, text, text, text, 0.5, (text,)),),
        skills=(SkillToLearn(text, 0.004, 0.25), SkillToLearn("sql", 0.0, 0.75)),
        skill_similarity="cosine",
        salaries=(SalaryCell("Полный день", "Нет опыта", 2e5, 1e5, 3e5, 3),),
    )


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def steering(text: str) -> set[str]:
    return {character for character in text if not character.isprintable()} - {"\n"}


@pytest.mark.parametrize("kind", STEERING)
def test_nothing_steers_the_terminal(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"<a{STEERING[kind]}z>"
    show(made_up_advice(text), Wishes())
    out = capsys.readouterr().out
    assert steering(out) == set()
    assert out.count(plain(text)) == 11
    assert len(plain(text)) == len(text)


def test_markup_is_shown_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    show(made_up_advice(MARKUP), Wishes())
    assert capsys.readouterr().out.count(MARKUP) == 11


@pytest.mark.parametrize("kind", STEERING)
def test_json_says_the_same_by_escapes(kind: str) -> None:
    advice = made_up_advice(f"Ёж {STEERING[kind]} {MARKUP}")
    text = as_text(advice)
    assert steering(text) == set()
    assert json.loads(text) == json.loads(json.dumps(advice.as_json()))
    assert "Ёж" in text


def test_columns_and_order_of_skills_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    advice = replace(made_up_advice("git"), skill_similarity="cosine of topics")
    show(advice, Wishes())
    out = " ".join(capsys.readouterr().out.split())
    assert "Similarity: cosine of topics. In the order of walk" in out
    assert "git under 1% 0.25 sql 0% 0.75" in out
    assert "what the field does not ask for last" in out
    show(replace(advice, skills=advice.skills[:1]), Wishes())
    assert "does not ask for" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        (Wishes(city="Омск"), "No vacancy fits these wishes: drop --city"),
        (
            Wishes(schedule="Полный день", experience="Нет опыта", title="x"),
            "No vacancy fits these wishes: drop --schedule or --experience",
        ),
        (Wishes(), "walk finds no vacancy like these skills: name another --model"),
    ],
)
def test_a_sentence_stands_for_the_table_without_vacancies(
    wishes: Wishes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show(replace(made_up_advice("git"), vacancies=()), wishes)
    out = capsys.readouterr().out
    assert told in out.splitlines()
    assert "Vacancies that fit" not in out
    assert "Skills to learn next" in out


def test_a_sentence_stands_for_the_table_without_skills(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(replace(made_up_advice("git"), skills=()), Wishes())
    out = capsys.readouterr().out
    assert "walk knows no skill to learn next" in out.splitlines()
    assert "Skills to learn next" not in out


def test_no_field_is_not_named(capsys: pytest.CaptureFixture[str]) -> None:
    show(replace(made_up_advice("git"), vacancies=(), field=Field("", (), 0)), Wishes(city="Омск"))
    out = capsys.readouterr().out
    assert "Taken for" not in out
    assert "walk finds no vacancy like these skills: name another --model" in out


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Lets ``skillpath advise`` answer what the test wants."""
    monkeypatch.chdir(tmp_path)

    def answer(advise: Any, methods: dict[str, Any]) -> None:
        settings = Project(tmp_path).advisor / adviser_files.SETTINGS
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"methods": methods}), encoding="utf-8")
        monkeypatch.setattr(
            adviser_files, "load_adviser", lambda *_: SimpleNamespace(advise=advise)
        )

    return answer


@pytest.mark.parametrize(
    ("methods", "remedy"),
    [
        ({"bm25": None, "nmf": "nmf", "walk": "nmf", "knn": None}, "another --model (bm25, knn)"),
        ({"walk": None, "bm25": None}, "another --model (bm25)"),
        ({"nmf": "nmf", "walk": "nmf"}, "give other skills"),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_another_method_is_named_where_one_knows_nothing(
    arguments: list[str],
    methods: dict[str, str | None],
    remedy: str,
    answering: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = replace(made_up_advice("C\x1b"), field=Field("", (), 0), skills=(), vacancies=())
    answering(lambda *_: empty, {name: {"topics": topics} for name, topics in methods.items()})
    assert cli.main(["advise", "c", *arguments]) == cli.USERS_MISTAKE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("skillpath advise: walk knows none of C : ")
    assert told.err.endswith(f"{remedy}\n")


def test_a_refusal_quotes_the_vacancies_in_plain_text(
    answering: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> Advice:
        raise UserError("no vacancy asks for x (nearest: py\x1b]0;\x07thon)")

    answering(refuse, {})
    assert cli.main(["advise", "x"]) == cli.USERS_MISTAKE
    told = capsys.readouterr().err
    assert told == "skillpath advise: no vacancy asks for x (nearest: py ]0; thon)\n"
