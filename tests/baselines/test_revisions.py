"""The old side of a comparison is the project as it was at a git revision."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.baselines import (
    is_revision_path,
    open_baseline,
    open_revision_path,
)
from specloom.baselines.release_tags import newest_release
from specloom.errors import SpecError
from specloom.project.folders import Project

CHANGED = TINY.replace("size: {type: integer}", "size: {type: string}")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two versions: v1.0.0 declares an integer, today's a string."""
    root = tmp_path / "project"
    commit(root, {SOURCE: TINY}, "v1.0.0")
    commit(root, {SOURCE: CHANGED})
    return root


def size_at(root: Path, revision: str, name: str = "tiny") -> str:
    """Return the declared type of `Thing.size` at a revision."""
    with open_baseline(Project.at(root), revision) as baseline:
        schemas = baseline.build(name).normalized.data["components"]["schemas"]
    return str(schemas["Thing"]["properties"]["size"]["type"])


def complaint(root: Path, revision: str) -> str:
    """Return the message about a revision that cannot be used."""
    with (
        pytest.raises(SpecError) as raised,
        open_baseline(Project.at(root), revision),
    ):
        pass
    return str(raised.value)


@pytest.mark.parametrize("revision", ["v1.0.0", "HEAD~1", "HEAD^", "refs/tags/v1.0.0"])
def test_builds_the_description_of_the_revision(project: Path, revision: str) -> None:
    assert size_at(project, revision) == "integer"
    assert size_at(project, "HEAD") == "string"


def test_uncommitted_changes_belong_to_no_revision(project: Path) -> None:
    write(project, {SOURCE: TINY.replace("type: integer", "type: boolean")})
    assert size_at(project, "HEAD") == "string"


@pytest.mark.parametrize("branch", ["-x", "--all", "-", "ünï cöde"[:3], "a/b.whl"])
def test_names_with_dashes_are_revisions(project: Path, branch: str) -> None:
    git(project, "update-ref", f"refs/heads/{branch}", "HEAD~1")
    assert size_at(project, branch) == "integer"


def test_a_project_in_a_subfolder(tmp_path: Path) -> None:
    root = tmp_path / "top" / "clients" / "a b"
    commit(tmp_path / "top", {f"clients/a b/{SOURCE}": TINY, "specs/no": ""}, "old")
    commit(tmp_path / "top", {f"clients/a b/{SOURCE}": CHANGED})
    assert size_at(root, "old") == "integer"


def test_a_linked_worktree(project: Path, tmp_path: Path) -> None:
    git(project, "worktree", "add", "--quiet", str(tmp_path / "other"), "HEAD")
    assert size_at(tmp_path / "other", "v1.0.0") == "integer"


def test_the_settings_are_those_of_the_revision(tmp_path: Path) -> None:
    settings = '[tool.specloom]\nspecs = "{}"\npackage = "{}"\n'
    old = {"pyproject.toml": settings.format("apis", "old_clients")}
    commit(tmp_path, {"apis/tiny/source.yaml": TINY} | old, "v1")
    git(tmp_path, "mv", "apis", "descriptions")
    new = {"pyproject.toml": settings.format("descriptions", "new_clients")}
    commit(tmp_path, {"descriptions/tiny/source.yaml": CHANGED} | new)
    with open_baseline(Project.at(tmp_path), "v1") as baseline:
        assert baseline.project is not None
        assert baseline.project.package == "old_clients"
        assert baseline.names == ("tiny",)
    assert size_at(tmp_path, "v1") == "integer"


def test_references_to_other_files_are_those_of_the_revision(tmp_path: Path) -> None:
    thing = "type: object\nproperties:\n  size: {type: integer}\n"
    source = TINY[: TINY.index("    Thing:")] + "    Thing: {$ref: ../../shared.yaml}\n"
    settings = '[tool.specloom]\nreferences = "."\n'
    files = {"pyproject.toml": settings, SOURCE: source, "shared.yaml": thing}
    commit(tmp_path, files, "v1")
    commit(tmp_path, {"shared.yaml": thing.replace("integer", "string")})
    assert size_at(tmp_path, "v1") == "integer"
    assert size_at(tmp_path, "HEAD") == "string"


def test_links_are_followed_inside_the_repository_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(TINY)
    root = tmp_path / "project"
    write(root, {"shared/tiny.yaml": TINY, "specs/tiny/keep": ""})
    (root / SOURCE).symlink_to("../../shared/tiny.yaml")
    commit(root, {}, "inside")
    (root / SOURCE).unlink()
    (root / SOURCE).symlink_to("../../../secret.yaml")
    commit(root, {}, "outside")
    (root / SOURCE).unlink()
    (root / SOURCE).symlink_to(secret)
    commit(root, {}, "absolute")
    assert size_at(root, "inside") == "integer"
    assert "no vendors found" in complaint(root, "outside")
    assert "no vendors found" in complaint(root, "absolute")


@pytest.mark.parametrize(
    "revision", ["", "v9", "HEAD:specs", "v1.0.0..HEAD", "--all", "x\0y", "a\nb"]
)
def test_a_missing_revision_is_an_error(project: Path, revision: str) -> None:
    assert "there is no revision" in complaint(project, revision)


def test_a_missing_wheel_is_an_error(project: Path) -> None:
    assert "there is no revision" in complaint(project, "dist/clients.whl")


def test_a_revision_without_descriptions_is_an_error(tmp_path: Path) -> None:
    commit(tmp_path, {"README": ""}, "empty")
    commit(tmp_path, {SOURCE: TINY})
    message = complaint(tmp_path, "empty")
    assert message.startswith("empty:specs:1:1: no vendors found")


def test_a_broken_description_is_located_in_the_revision(tmp_path: Path) -> None:
    commit(tmp_path, {SOURCE: "openapi: 9.9.9\n"}, "broken")
    commit(tmp_path, {SOURCE: TINY})
    with (
        open_baseline(Project.at(tmp_path), "broken") as baseline,
        pytest.raises(SpecError, match=r"^broken:specs/tiny/source\.yaml:1:1: "),
    ):
        baseline.build("tiny")


def test_a_shallow_clone_says_what_is_missing(project: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    url = project.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", url, str(shallow))
    assert "git fetch --unshallow --tags" in complaint(shallow, "v1.0.0")
    assert "git fetch --unshallow --tags" in complaint(shallow, "last-release")


def test_nothing_that_the_repository_configures_is_run(
    project: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "was-run"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\necho run >> '{mark}'\n")
    script.chmod(0o755)
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (project / ".git" / "hooks" / hook).write_bytes(script.read_bytes())
        (project / ".git" / "hooks" / hook).chmod(0o755)
    write(project, {".gitattributes": "*.yaml filter=evil diff=evil\n"})
    commit(project, {})
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.textconv",
        "filter.evil.smudge",
        "filter.evil.clean",
        "alias.rev-parse",
        "alias.ls-tree",
    ):
        value = f"!{script}" if name.startswith("alias") else str(script)
        git(project, "config", name, value)
    mark.unlink(missing_ok=True)
    assert size_at(project, "v1.0.0") == "integer"
    assert not mark.exists()


def test_variables_of_a_hook_do_not_name_the_repository(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(tmp_path / "elsewhere", {"README": ""}, "v1.0.0")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    assert size_at(project, "v1.0.0") == "integer"


def test_the_repository_is_not_written(project: Path) -> None:
    def state() -> dict[str, int]:
        files = (path for path in project.rglob("*") if path.is_file())
        return {str(path): path.stat().st_mtime_ns for path in files}

    before = state()
    assert size_at(project, "v1.0.0") == "integer"
    assert state() == before


def test_the_temporary_folder_is_removed(project: Path) -> None:
    with open_baseline(Project.at(project), "HEAD") as baseline:
        assert baseline.project is not None
        folder = baseline.project.root
        assert folder.is_dir()
    assert not folder.exists()


def test_git_that_is_not_installed_is_a_missing_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with (
        pytest.raises(FileNotFoundError, match="not installed"),
        open_baseline(Project.at(project), "HEAD"),
    ):
        pass


@pytest.mark.parametrize(
    ("pattern", "tags", "newest"),
    [
        ("v*", ["v1.9.0", "v1.10.0", "v1.2.0"], "v1.10.0"),
        ("v*", ["v1.0.0", "v2.0.0rc1", "v1.1.0.post1"], "v1.1.0.post1"),
        ("v*", ["v2.0.0rc1", "v2.0.0a9", "v2.0.0.dev3"], "v2.0.0rc1"),
        ("v*", ["v1", "version", "v", "vnext", "1.0"], "v1"),
        ("clients-*-final", ["clients-3-final", "clients-9", "v7"], "clients-3-final"),
        ("*", ["2026.11", "2026.9"], "2026.11"),
        ("v*", ["v1!1.0", "v9.0"], "v1!1.0"),
        ("v*", ["release"], None),
        ("v*v", ["v"], None),
    ],
)
def test_the_last_release(pattern: str, tags: list[str], newest: str | None) -> None:
    assert newest_release(tags, pattern) == newest
    assert newest_release(reversed(tags), pattern) == newest


def test_the_last_release_is_a_tag_even_if_a_branch_has_its_name(
    project: Path,
) -> None:
    git(project, "branch", "v1.0.0")
    assert size_at(project, "last-release") == "integer"


def test_the_tags_of_releases_are_a_setting(tmp_path: Path) -> None:
    settings = '[tool.specloom]\nrelease-tags = "clients-*"\n'
    files = {"pyproject.toml": settings, SOURCE: TINY}
    commit(tmp_path, files, "clients-1.0", "v3.0")
    commit(tmp_path, {SOURCE: CHANGED}, "v4.0")
    assert size_at(tmp_path, "last-release") == "integer"
    with open_baseline(Project.at(tmp_path), "last-release") as baseline:
        assert (baseline.kind, baseline.label) == ("release", "clients-1.0")


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("v1.0.0:clients/specs/tiny/source.yaml", "."),
        ("v1.0.0:clients/specs/tiny/source.yaml", "clients"),
        ("v1.0.0:./specs/tiny/source.yaml", "clients"),
        ("v1.0.0:../clients/specs//tiny/../tiny/source.yaml", "clients"),
        ("last-release:clients/specs/tiny/source.yaml", "."),
    ],
)
def test_one_description_of_a_revision(tmp_path: Path, path: str, folder: str) -> None:
    source = f"clients/{SOURCE}"
    commit(tmp_path, {source: TINY, "clients/specs/tiny/other.yaml": "1"}, "v1.0.0")
    commit(tmp_path, {source: CHANGED, "clients/specs/tiny/other.yaml": "2"})
    assert is_revision_path(path)
    with open_revision_path(path, tmp_path / folder) as file:
        assert file.read_text() == TINY
        assert (file.parent / "other.yaml").read_text() == "1"
    assert not file.exists()


@pytest.mark.parametrize(
    "path",
    ["HEAD:none.yaml", "HEAD:specs", "HEAD:../x", "HEAD:/etc/passwd", "none:a.yaml"],
)
def test_a_description_that_a_revision_lacks(project: Path, path: str) -> None:
    with pytest.raises(SpecError), open_revision_path(path, project):
        pass


def test_paths_and_addresses_are_not_descriptions_of_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a:b.yaml").write_text("")
    for text in ("a:b.yaml", "source.yaml", "https://x.example/a.yaml", "HEAD:", ":a"):
        assert not is_revision_path(text)
