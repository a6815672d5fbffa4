"""The topics' jobs on a folder of planted vacancies: what they return and what they leave."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from planted_topics import planted_documents

from tasks.errors import UserError
from tasks.skills.texts import SkillText, write_skill_texts
from tasks.topics.jobs import compare_seeds, fit_topics, read_document_topics
from tasks.topics.model import load_model, most_probable
from tasks.topics.settings import FITS

FILES = ["document_topics.npz", "keywords.csv", "model.npz", "topics.json", "vocabulary.json"]


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skills")
    documents, _ = planted_documents(200, seed=1)
    documents[3] = ()
    texts = [
        SkillText(f"id{number}", filtered=document, trimmed=" ".join(document))
        for number, document in enumerate(documents)
    ]
    write_skill_texts(folder, texts)
    return folder


@pytest.mark.parametrize("kind", FITS)
def test_a_fit_is_measured_saved_and_repeated_byte_for_byte(
    kind: str, skills: Path, tmp_path: Path
) -> None:
    results = [
        fit_topics(
            tmp_path / name, skills=str(skills), kind=kind, text="filtered", topics=4, seed=1,
            preset="report", held_out_share=0.2,
        )
        for name in ("a", "b")
    ]  # fmt: skip
    result = results[0]
    assert json.dumps(result) == json.dumps(results[1])
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == FILES
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()

    assert (result["kind"], result["topics"], result["seed"]) == (kind, 4, 1)
    assert (result["vacancies"], result["without_topic"]) == (200, 1)
    assert 1 < result["perplexity"] < 60
    assert -1 <= result["npmi"] == pytest.approx(np.mean(result["npmi_of_topics"]))
    assert 0 < result["diversity"] <= 1
    assert np.shape(result["similarity"]) == (4, 4)

    ids, shares = read_document_topics(tmp_path / "a")
    assert ids[:2] == ["id0", "id1"]
    documents, _ = planted_documents(200, seed=1)
    expected = load_model(tmp_path / "a").transform(documents[:3])
    np.testing.assert_allclose(shares[:3], expected, atol=1e-6)
    assert not shares[3].any()
    sizes = np.bincount(most_probable(shares)[most_probable(shares) >= 0], minlength=4)
    assert result["largest_topic"] == sizes.max()


def test_seeds_are_compared_on_the_same_held_out_vacancies(skills: Path, tmp_path: Path) -> None:
    results = [
        fit_topics(
            tmp_path / str(seed), skills=str(skills), kind="clusters", text="trimmed", topics=4,
            seed=seed, preset="report",
        )
        for seed in range(3)
    ]  # fmt: skip
    assert len({result["terms"] for result in results}) == 1
    found = compare_seeds(tmp_path, models=[str(tmp_path / str(seed)) for seed in range(3)])
    assert found["name"] == "clusters-4"
    assert found["models"] == 3
    assert 0.5 < found["cosine"] <= 1
    assert 0 < found["jaccard"] <= 1


def test_nothing_held_out(skills: Path, tmp_path: Path) -> None:
    result = fit_topics(
        tmp_path, skills=str(skills), kind="clusters", text="filtered", topics=3, seed=0,
        preset="report", held_out_share=0.0,
    )  # fmt: skip
    assert result["perplexity"] is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"topics": 1}, "1 topics are too few"),
        ({"text": "whole"}, "no vacancy has a token of text=whole"),
        ({"text": "raw"}, "topics.text=raw is no form of text"),
        ({"held_out_share": 1.0}, "held_out_share=1.0 cannot be"),
        ({"kind": "plsa"}, "kind plsa does not exist"),
        ({"options": {"depth": 2}}, "clusters has no option depth"),
        ({"skills": "nowhere"}, "run `skillpath skills` first"),
    ],
)
def test_what_cannot_be_is_refused(
    skills: Path, tmp_path: Path, wrong: dict[str, object], told: str
) -> None:
    right = {
        "skills": str(skills), "kind": "clusters", "text": "filtered", "topics": 3, "seed": 0,
        "preset": "report",
    }  # fmt: skip
    with pytest.raises(UserError, match=told):
        fit_topics(tmp_path, **right | wrong)


def test_stability_needs_two_seeds(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="two seeds at least"):
        compare_seeds(tmp_path, models=["one"])
