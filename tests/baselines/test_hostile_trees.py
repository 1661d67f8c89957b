"""Trees that git would not write, and links that leave the project, do no harm."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from git_projects import SOURCE, TINY, commit, git, isolate
from specloom.baselines import open_baseline
from specloom.errors import SpecError
from specloom.project.folders import Project


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def put(root: Path, kind: str, content: bytes) -> str:
    """Write an object without git's checks, and return its digest."""
    command = ["git", "hash-object", "--literally", "-w", "-t", kind, "--stdin"]
    run = subprocess.run(
        command, cwd=root, input=content, capture_output=True, check=True
    )
    return run.stdout.decode().strip()


def tree(root: Path, *entries: tuple[str, str, str]) -> str:
    """Write a tree of entries (mode, name, digest)."""
    rows = (
        f"{mode} {name}\0".encode() + bytes.fromhex(digest)
        for mode, name, digest in entries
    )
    return put(root, "tree", b"".join(rows))


def commit_of(root: Path, top: str) -> str:
    options = ("-c", "user.name=t", "-c", "user.email=t")
    return git(root, *options, "commit-tree", "-m", "hostile", top)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    commit(tmp_path / "a" / "project", {SOURCE: TINY})
    return tmp_path / "a" / "project"


def written(root: Path, top: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Open the baseline of a tree with an own folder for temporary files.

    Returns:
        The message of the error, or "" if a vendor was found.
    """
    folder = root.parent / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    before = {path for path in root.parents[1].rglob("*") if ".git" not in path.parts}
    try:
        with open_baseline(Project.at(root), commit_of(root, top)):
            inside = {*folder.rglob("*")}
            paths = {*root.parents[1].rglob("*")} - inside
            after = {path for path in paths if ".git" not in path.parts}
            assert after == before
            for path in inside:
                assert folder in Path(os.path.realpath(path)).parents
    except SpecError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT"])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_entries_that_leave_the_tree(
    root: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = put(root, "blob", b"evil: 1\n")
    evil = ("100644", name, blob)
    if kind == "folder":
        evil = ("40000", name, tree(root, ("100644", "source.yaml", blob)))
    source = put(root, "blob", TINY.encode())
    vendor = tree(root, evil, ("100644", "source.yaml", source))
    top = tree(root, ("40000", "specs", tree(root, ("40000", "tiny", vendor))))
    assert "is outside of the tree" in written(root, top, monkeypatch)


def test_a_link_and_a_folder_of_one_name(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the folder contains must not be written to where the link points."""
    away = put(root, "blob", b"../../..")
    source = put(root, "blob", TINY.encode())
    vendor = tree(root, ("100644", "source.yaml", source))
    specs = tree(root, ("120000", "tiny", away), ("40000", "tiny", vendor))
    assert written(root, tree(root, ("40000", "specs", specs)), monkeypatch) == ""


def test_links_that_leave_the_folder_one_after_another(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each link alone stays inside, by its text."""
    source = put(root, "blob", TINY.encode())
    up = put(root, "blob", b"../..")
    through = put(root, "blob", b"up/../../../..")
    vendor = tree(
        root,
        ("100644", "source.yaml", source),
        ("120000", "through", through),
        ("120000", "up", up),
    )
    top = tree(root, ("40000", "specs", tree(root, ("40000", "tiny", vendor))))
    assert written(root, top, monkeypatch) == ""


def test_links_in_a_circle(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    itself = put(root, "blob", b"source.yaml")
    vendor = tree(root, ("120000", "source.yaml", itself))
    top = tree(root, ("40000", "specs", tree(root, ("40000", "tiny", vendor))))
    folder = root.parent / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with (
        open_baseline(Project.at(root), commit_of(root, top)) as baseline,
        pytest.raises(SpecError, match="cannot be read"),
    ):
        baseline.build("tiny")


def test_the_folder_of_descriptions_may_be_a_link(tmp_path: Path) -> None:
    root = tmp_path / "project"
    commit(root, {"kept/descriptions/tiny/source.yaml": TINY})
    (root / "specs").symlink_to("kept/descriptions")
    commit(root, {}, "linked")
    with open_baseline(Project.at(root), "linked") as baseline:
        assert baseline.names == ("tiny",)
        assert baseline.build("tiny").package.title == "Tiny"


def test_a_missing_object_is_one_line(root: Path) -> None:
    digest = git(root, "rev-parse", f"HEAD:{SOURCE}")
    (root / ".git/objects" / digest[:2] / digest[2:]).unlink()
    with (
        pytest.raises(SpecError, match="git cannot read the project"),
        open_baseline(Project.at(root), "HEAD"),
    ):
        pass


def test_a_partial_clone_fetches_nothing(root: Path, tmp_path: Path) -> None:
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root, "tag", "v1.0.0")
    commit(root, {SOURCE: TINY.replace("Tiny", "Other")})
    clone = tmp_path / "clone"
    options = ("--quiet", "--filter=blob:none")
    git(tmp_path, "clone", *options, root.as_uri(), str(clone))
    with open_baseline(Project.at(clone), "HEAD") as baseline:
        assert baseline.build("tiny").package.title == "Other"
    with (
        pytest.raises(SpecError, match="this clone lacks files of the revision"),
        open_baseline(Project.at(clone), "v1.0.0"),
    ):
        pass


def test_a_submodule_is_left_out(root: Path) -> None:
    source = git(root, "rev-parse", f"HEAD:{SOURCE}")
    vendor = tree(root, ("100644", "source.yaml", source))
    module = ("160000", "module", "1" * 40)
    specs = tree(root, module, ("40000", "tiny", vendor))
    top = commit_of(root, tree(root, ("40000", "specs", specs)))
    with open_baseline(Project.at(root), top) as baseline:
        assert baseline.names == ("tiny",)
