"""One edit of a vendor's description is one change, with its three levels."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from specloom.builds.full_builds import FullBuild, full_build
from specloom.comparison import compare_builds
from specloom.project.folders import Project

ROOT = Path(__file__).parents[2]
Build = Callable[..., FullBuild]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a vendor of the repository, of which the source may be edited."""

    def built(name: str, *edit: str) -> FullBuild:
        root = tmp_path_factory.mktemp("project")
        for file in ("pyproject.toml", "LICENSE"):
            shutil.copy(ROOT / file, root)
        shutil.copytree(ROOT / "specs", root / "specs")
        if edit:
            source = root / "specs" / name / "source.yaml"
            text = source.read_text("utf-8")
            assert text.count(edit[0]) == 1
            source.write_text(text.replace(*edit), "utf-8")
        return full_build(Project.at(root).vendor(name))

    return built


@pytest.mark.parametrize("name", ["economic", "mews", "opencell", "orquest"])
def test_equal_builds_do_not_differ(name: str, build: Build) -> None:
    found = compare_builds(build(name), build(name))
    assert (found.changes, found.surface, found.bump) == ((), (), "none")
    assert found.old_operations == found.new_operations > 0


def test_another_server_is_sent_with_every_request(build: Build) -> None:
    edit = (
        "url: https://apis.e-conomic.com/suppliersapi",
        "url: https://x.example/api",
    )
    found = compare_builds(build("economic"), build("economic", *edit))
    changed = [each for each in found.changes if each.wire == "changed"]
    assert [(e.rule, e.place.pointer) for e in changed] == [
        ("server-added", "/servers")
    ]
    assert found.bump == "major"


def test_another_header_of_a_key_is_sent(build: Build) -> None:
    edit = ("in: header, name: X-AppSecretToken", "in: header, name: X-Secret")
    found = compare_builds(build("economic"), build("economic", *edit))
    (changed,) = [each for each in found.changes if each.wire == "changed"]
    assert changed.place.pointer == "/components/securitySchemes/X-AppSecretToken"
    assert (changed.level, found.bump) == ("breaking", "major")
