"""Compare recorded versions of vendors' descriptions at all levels.

They are next to a checkout (../shared/pairs, or the folder SPECLOOM_SHARED); without
them these tests are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from specloom.builds.full_builds import full_build
from specloom.comparison import compare_builds
from specloom.contract import RULES
from specloom.project.vendor import single_vendor

SHARED = Path(os.environ.get("SPECLOOM_SHARED", Path(__file__).parents[3] / "shared"))
PAIRS = SHARED / "pairs"
FOLDERS = sorted(PAIRS.glob("*/")) if PAIRS.is_dir() else []
LARGE = 800_000
"""The size in bytes above which `make soak` alone compares the descriptions."""
UNEXPLAINED = 0.05
"""The most changes of the package that no change of the contract explains: their part
of all changes of the package. Most are other names that were derived for the same
schema, and schemas that say the same in other words."""

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not FOLDERS, reason="the pairs are not there"),
]


def size(folder: Path) -> int:
    """Return the size of the larger description of a pair."""
    return max(path.stat().st_size for path in folder.glob("*.*"))


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(each, marks=[pytest.mark.soak] if size(each) > LARGE else [])
        for each in FOLDERS
    ],
    ids=lambda each: each.name,
)
def test_changes_of_the_package_are_explained(folder: Path) -> None:
    old, new = (
        full_build(single_vendor(next(folder.glob(f"{side}.*")), "acme"))
        for side in ("old", "new")
    )
    found = compare_builds(old, new)
    fingerprints = [each.fingerprint for each in found.changes]
    assert len(fingerprints) == len({*fingerprints})
    alone = [each for each in found.changes if each.rule not in RULES]
    assert len(alone) <= max(8, UNEXPLAINED * len(found.surface))
    # Nothing of the package is lost by joining the levels.
    effects = {each.effect for each in found.surface}
    assert effects <= {each.python for each in found.changes}
    assert (found.bump == "major") >= ("breaking" in effects)
