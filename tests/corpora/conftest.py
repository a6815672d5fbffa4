"""Where the mirror of real data keeps the files of each corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

SPLITS = ("train", "valid", "test")

ATIS = "MiuLab/SlotGated-SLU/61f0307c729b1fad479ef1de94aa5ac5dee601b0/data/atis"
CONLL_IOB1 = "glample/tagger/1c9618889fb89500cc5e70c45c27859b89d44449/dataset"
CONLL_IOB2 = "kamalkraj/BERT-NER/e5be564156f194f1becb0d82aeaf6e762d9eb9ed/data"
FMTOD = (
    "sz128/slot_filling_and_intent_detection_of_SLU/40f334417a93bcfd4bb3da2cf043ab13973ae695"
    "/data/multilingual_task_oriented_data/en"
)
FMTOD_TSV = (
    "zliucr/mixed-language-training/d61e767eb470d1f2a2272837bd4daff76c99854f/data/nlu/nlu_data/en"
)


@pytest.fixture(scope="session")
def atis(mirror: Path) -> dict[str, list[Path]]:
    return {
        split: [mirror / ATIS / split / name for name in ("seq.in", "seq.out")] for split in SPLITS
    }


@pytest.fixture(scope="session")
def conll_iob1(mirror: Path) -> dict[str, list[Path]]:
    names = ("eng.train", "eng.testa", "eng.testb")
    return {split: [mirror / CONLL_IOB1 / name] for split, name in zip(SPLITS, names, strict=True)}


@pytest.fixture(scope="session")
def conll_iob2(mirror: Path) -> dict[str, list[Path]]:
    return {split: [mirror / CONLL_IOB2 / f"{split}.txt"] for split in SPLITS}


@pytest.fixture(scope="session")
def fmtod(mirror: Path) -> dict[str, list[Path]]:
    return {split: [mirror / FMTOD / split] for split in SPLITS}


@pytest.fixture(scope="session")
def fmtod_tsv(mirror: Path) -> dict[str, list[Path]]:
    """Of the original release, `train` is not there."""
    return {
        "valid": [mirror / FMTOD_TSV / "eval-en.tsv"],
        "test": [mirror / FMTOD_TSV / "test-en.tsv"],
    }
