"""Each key of the vocabulary has a golden case that uses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from golden_cases import CASES

VOCABULARY = Path(__file__).parents[1] / "generator" / "specloom" / "vocabulary"
TITLES = {
    str(yaml.safe_load(path.read_text("utf-8"))["title"])
    for path in VOCABULARY.rglob("*.yaml")
}
KEYS = sorted(title for title in TITLES if re.fullmatch(r"x-specloom[a-z-]*", title))


def _used() -> set[str]:
    """Return the keys in the sources, the overlays and the normalized documents."""
    paths = [
        path
        for case in CASES
        for folder in (case / "specs", case / "expected" / "specs")
        for path in folder.rglob("*")
        if path.is_file()
    ]
    texts = [path.read_text("utf-8") for path in paths]
    return {
        key for text in texts for key in re.findall(r"x-specloom[a-z-]*(?=:)", text)
    }


def test_vocabulary_has_keys() -> None:
    assert len(KEYS) > 20


@pytest.mark.parametrize("key", KEYS)
def test_each_key_has_a_golden_case(key: str) -> None:
    assert key in _used()
