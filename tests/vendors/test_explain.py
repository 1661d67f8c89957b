"""What is explained of every method of the vendors is what their clients do."""

from __future__ import annotations

from pathlib import Path

import pytest
from explained import check_requests, explanations, wrong_places
from specloom.builds.full_builds import full_build
from specloom.explain import as_text
from specloom.project.folders import Project
from specloom.testing.description import load_description

ROOT = Path(__file__).parents[2]
CLIENTS = {
    "economic": "Economic",
    "mews": "Mews",
    "opencell": "Opencell",
    "orquest": "Orquest",
}
LONGEST = 80


@pytest.mark.parametrize("name", CLIENTS)
def test_calls_are_as_explained(name: str) -> None:
    build = full_build(Project.at(ROOT).vendor(name))
    spec = load_description(f"specs/{name}/openapi.yaml")
    client = f"specloom_clients.{name}.{CLIENTS[name]}"
    assert check_requests(build, spec, client) == len(explanations(build))
    assert [*wrong_places(build, ROOT)] == []
    for each in explanations(build):
        for line in as_text(each):
            # Only a word that is too long for a line may be longer.
            assert len(line) <= LONGEST or " " not in line.strip()
        for _, fact in each.facts():
            at = fact.origin.location
            if at is not None and at.file.endswith("overlay.yaml"):
                assert fact.origin.provenance is not None, fact
