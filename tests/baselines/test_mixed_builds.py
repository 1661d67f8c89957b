"""Causes of changes are separated by builds that mix the files of two sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, isolate, write
from specloom import __version__
from specloom.baselines import open_baseline
from specloom.baselines.recorded_documents import generator_version
from specloom.builds.full_builds import FullBuild, full_build, mixed_build
from specloom.cli import main
from specloom.errors import SpecError
from specloom.project.folders import Project

OVERLAY = """\
overlay: 1.0.0
info: {{title: Fixes, version: '1'}}
actions:
- target: $.components.schemas.Thing.properties.name
  update: {{description: {}}}
"""


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def sides(root: Path, old: dict[str, str], new: dict[str, str]) -> list[FullBuild]:
    """Commit two states of a project, and return the build of each."""
    for files in (old, new):
        names = root / "specs/tiny/names.yaml"
        if names.exists() and "specs/tiny/names.yaml" not in files:
            names.unlink()
        write(root, files)
        run = CliRunner().invoke(main, ["generate", "--project", str(root)])
        assert run.exit_code == 0, run.output
        commit(root, {})
    project = Project.at(root)
    with open_baseline(project, "HEAD~1") as baseline:
        return [baseline.build("tiny"), full_build(project.vendor("tiny"))]


def thing(build: FullBuild) -> dict[str, dict[str, str]]:
    schemas = build.normalized.data["components"]["schemas"]
    properties: dict[str, dict[str, str]] = schemas["Thing"]["properties"]
    return properties


def test_each_cause_alone(tmp_path: Path) -> None:
    overlay = "specs/tiny/overlay.yaml"
    changed = TINY.replace("size: {type: integer}", "size: {type: string}")
    old, new = sides(
        tmp_path,
        {SOURCE: TINY, overlay: OVERLAY.format("Before.")},
        {SOURCE: changed, overlay: OVERLAY.format("After.")},
    )
    vendor, project = mixed_build(new, old), mixed_build(old, new)
    assert thing(vendor)["size"]["type"] == "string"
    assert thing(vendor)["name"]["description"] == "Before."
    assert thing(project)["size"]["type"] == "integer"
    assert thing(project)["name"]["description"] == "After."
    assert mixed_build(new, new).package == new.package


def test_names_of_operations_that_one_side_lacks(tmp_path: Path) -> None:
    moved = TINY.replace("/things", "/objects")
    old, new = sides(tmp_path, {SOURCE: TINY}, {SOURCE: moved})
    assert mixed_build(new, old).package == new.package
    assert mixed_build(old, new).package == old.package


def test_an_overlay_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    other = TINY.replace("Thing", "Object")
    fix = OVERLAY.format("Fixed.").replace("Thing", "Object")
    overlay = "specs/tiny/overlay.yaml"
    old, new = sides(
        tmp_path,
        {SOURCE: TINY, overlay: OVERLAY.format("Fixed.")},
        {SOURCE: other, overlay: fix},
    )
    with pytest.raises(SpecError, match=r"specs/tiny/overlay\.yaml:4"):
        mixed_build(new, old)


def test_what_a_newer_generator_changed_shows_in_the_recorded_document(
    tmp_path: Path,
) -> None:
    """The committed document has another title than today's generator would write."""
    write(tmp_path, {SOURCE: TINY})
    run = CliRunner().invoke(main, ["generate", "--project", str(tmp_path)])
    assert run.exit_code == 0
    commit(tmp_path, {})
    document = tmp_path / "specs/tiny/openapi.yaml"
    document.write_text(document.read_text().replace("title: Tiny", "title: Other"))
    commit(tmp_path, {})
    with open_baseline(Project.at(tmp_path), "HEAD~1") as baseline:
        assert baseline.is_as_recorded(baseline.build("tiny"))
    with open_baseline(Project.at(tmp_path), "HEAD") as baseline:
        assert baseline.recorded_build("tiny").package.title == "Other"
        assert not baseline.is_as_recorded(baseline.build("tiny"))
        assert baseline.generator == __version__
        assert baseline.build("tiny").package.title == "Tiny"
        with pytest.raises(SpecError, match="^HEAD:more/openapi.yaml:1:1: "):
            baseline.recorded_build("more")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('[tool.hatch.build.hooks.custom]\nspecloom = "1.2.3"\n', "1.2.3"),
        ("[tool.hatch.build.hooks.custom]\nspecloom = 1\n", ""),
        ("tool = 5\n", ""),
        ("[project]\n", ""),
        ("[", ""),
    ],
)
def test_the_version_of_the_generator(text: str, version: str) -> None:
    assert generator_version(text) == version


def test_code_that_another_version_generated_otherwise(tmp_path: Path) -> None:
    root = tmp_path / "a b"
    write(root, {SOURCE: TINY})
    run = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert run.exit_code == 0
    commit(root, {}, "same")
    package = root / "generated/specloom_clients/tiny"
    client = (package / "client.py").read_bytes()
    things = (package / "things.py").read_bytes()
    (package / "client.py").write_text("# as an older version had it\n")
    (package / "things.py").unlink()
    (package / "older.py").write_text("")
    commit(root, {}, "other")
    expected = {
        "client.py": (b"# as an older version had it\n", client),
        "older.py": (b"", None),
        "things.py": (None, things),
    }
    vendor = Project.at(root).vendor("tiny")
    for tag, found in (("same", {}), ("other", expected)):
        with open_baseline(Project.at(root), tag) as baseline:
            assert baseline.output is not None
            assert baseline.output.generated_otherwise("tiny") == found
    with open_baseline(Project.at(root), "other") as baseline:
        assert baseline.output is not None
        assert baseline.output.changed_since(vendor) == {}
        (package / "client.py").write_bytes(client)
        changed = baseline.output.changed_since(vendor)
        assert changed == {"client.py": expected["client.py"]}
