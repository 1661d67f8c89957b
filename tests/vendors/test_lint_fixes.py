"""What `specloom lint --fix` adds leaves the clients of the vendors as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_fixes import check_fixes
from specloom.project.folders import Project

ROOT = Path(__file__).parents[2]
ACTIONS = {"economic": 0, "mews": 1, "opencell": 0, "orquest": 0}


@pytest.mark.parametrize("name", ACTIONS)
def test_fixes_keep_the_client(name: str) -> None:
    assert check_fixes(Project.at(ROOT).vendor(name)) == ACTIONS[name]
