"""What is explained of defective documents is what their clients do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from explained import check_requests, explanations, is_swagger, wrong_places
from specloom.builds.full_builds import FullBuild, full_build
from specloom.builds.vendor_builds import build_file
from specloom.explain import as_json, as_text
from specloom.output.plan import plan
from specloom.output.writing import apply
from specloom.project.vendor import vendor_of_file
from specloom.testing.description import load_description

DEFECTS = sorted((Path(__file__).parents[1] / "defects").glob("*.yaml"))


def build_of(case: Path) -> FullBuild:
    """Return the build of a document."""
    return full_build(vendor_of_file(case, "repaired"))


@pytest.fixture
def client(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The import path of the client of a document."""
    apply(plan(tmp_path, build_file(case, "repaired").texts, ()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield "repaired.Repaired"
    for name in [n for n in sys.modules if n.partition(".")[0] == "repaired"]:
        del sys.modules[name]


def check(case: Path, client: str) -> None:
    """Check the requests of the client of a document."""
    spec = load_description("specs/repaired/openapi.yaml")
    check_requests(build_of(case.resolve()), spec, client)


@pytest.mark.parametrize("case", DEFECTS[::6], ids=lambda case: case.stem)
def test_requests_are_as_explained(case: Path, client: str) -> None:
    check(case, client)


@pytest.mark.verify
@pytest.mark.parametrize("case", DEFECTS, ids=lambda case: case.stem)
def test_requests_of_all_documents_are_as_explained(case: Path, client: str) -> None:
    check(case, client)


@pytest.mark.parametrize("case", DEFECTS[::3], ids=lambda case: case.stem)
def test_facts_are_at_their_places(case: Path) -> None:
    build = build_of(case)
    assert is_swagger(case) or [*wrong_places(build, Path())] == []
    for each in explanations(build):
        assert {title for title, _ in each.facts()} >= {"Request", "Retries", "Result"}
        assert as_json(each)["method"] == each.method
        assert len([*as_text(each)]) > len(each.facts())
