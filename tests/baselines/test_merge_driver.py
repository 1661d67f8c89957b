"""git calls the merge driver for generated files that both branches changed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.cli import main

DRIVER = f"{shlex.quote(sys.executable)} -m specloom merge-driver"
ATTRIBUTES = """\
generated/** merge=specloom
specs/*/openapi.yaml merge=specloom
specs/*/names.yaml merge=specloom
specs/*/losses.yaml merge=specloom
"""
OTHER = """\
  /others:
    get:
      operationId: others_count
      responses: {'204': {description: Nothing.}}
"""
THIRD = OTHER.replace("others", "otters")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    isolate(monkeypatch)
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))


def generate(root: Path) -> None:
    run = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert run.exit_code == 0, run.output


def checked(root: Path) -> tuple[int, str]:
    run = CliRunner().invoke(main, ["check", "--project", str(root)])
    return run.exit_code, run.output


def committed(root: Path, source: str, **more: str) -> None:
    """Change the description, generate and commit everything."""
    write(root, {SOURCE: source, **more})
    generate(root)
    commit(root, {})


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the driver, in a repository with one commit."""
    root = tmp_path_factory.mktemp("prepared")
    commit(root, {".gitattributes": ATTRIBUTES})
    git(root, "config", "merge.specloom.driver", f"{DRIVER} %O %A %B %P")
    git(root, "config", "user.name", "t")
    git(root, "config", "user.email", "t@t.example")
    committed(root, TINY)
    return root


@pytest.fixture
def root(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the project for one test."""
    return shutil.copytree(prepared, tmp_path / "project")


def attempt(root: Path, *arguments: str) -> tuple[int, str]:
    """Run a git command that may end in conflicts."""
    run = subprocess.run(
        ["git", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_EDITOR": "true"},
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def branches(root: Path, ours: str, theirs: str) -> None:
    """Commit a description on `main` and another one on `other`."""
    git(root, "checkout", "--quiet", "-b", "other")
    committed(root, theirs)
    git(root, "checkout", "--quiet", "main")
    committed(root, ours)


def pinned(root: Path, source: str, derived: str, name: str) -> None:
    """Commit a description with another name than the derived one."""
    committed(root, source)
    names = root / "specs/tiny/names.yaml"
    names.write_text(names.read_text().replace(derived, name))
    generate(root)
    commit(root, {})


FIRST, LAST = "  /things:", "components:"
OURS = TINY.replace(FIRST, OTHER + FIRST)
THEIRS = TINY.replace(LAST, THIRD + LAST)
BOTH = OURS.replace(LAST, THIRD + LAST)
"""The operations are far from each other here, and are neighbours in the client."""


def test_without_the_driver_the_branches_conflict(root: Path) -> None:
    """The merge of the sources has no conflict, but that of generated files has."""
    git(root, "config", "--unset", "merge.specloom.driver")
    branches(root, OURS, THEIRS)
    status, said = attempt(root, "merge", "other")
    assert status == 1
    assert "conflict in generated/" in said
    assert "conflict in specs/tiny/source.yaml" not in said


def test_a_merge_generates_from_the_merged_source(root: Path) -> None:
    branches(root, OURS, THEIRS)
    status, said = attempt(root, "merge", "other")
    assert status == 0, said
    assert (root / SOURCE).read_text() == BOTH
    assert checked(root)[0] == 0, checked(root)[1]


@pytest.mark.verify
def test_a_rebase_generates_from_the_merged_source(root: Path) -> None:
    branches(root, OURS, THEIRS)
    git(root, "checkout", "--quiet", "other")
    status, said = attempt(root, "rebase", "main")
    assert status == 0, said
    assert (root / SOURCE).read_text() == BOTH
    assert checked(root)[0] == 0, checked(root)[1]


@pytest.mark.verify
def test_names_of_both_sides_are_kept(root: Path) -> None:
    names = root / "specs/tiny/names.yaml"
    git(root, "checkout", "--quiet", "-b", "other")
    pinned(root, THEIRS, "otters.count", "otters.number")
    git(root, "checkout", "--quiet", "main")
    committed(root, OURS)
    status, said = attempt(root, "merge", "other")
    assert status == 0, said
    assert "GET /others: others.count\n" in names.read_text()
    assert "GET /otters: otters.number\n" in names.read_text()
    assert checked(root)[0] == 0, checked(root)[1]


@pytest.mark.verify
def test_conflicting_sources_leave_the_generated_files_as_they_were(
    root: Path,
) -> None:
    line = "      operationId: things_list\n"
    ours = OURS.replace(line, line + "      summary: One.\n")
    branches(root, ours, THEIRS.replace(line, line + "      summary: Two.\n"))
    model = root / "generated/specloom_clients/tiny/client.py"
    before = model.read_bytes()
    status, said = attempt(root, "merge", "other")
    assert status == 1
    assert "specs/tiny/source.yaml has a conflict" in said
    assert "run `specloom generate`" in said
    assert model.read_bytes() == before
    write(root, {SOURCE: BOTH})
    generate(root)
    commit(root, {})
    assert checked(root)[0] == 0, checked(root)[1]


@pytest.mark.verify
def test_a_cherry_pick_is_mended_by_generating(root: Path) -> None:
    branches(root, OURS, THEIRS)
    status, said = attempt(root, "cherry-pick", "other")
    assert status == 1
    assert "git does not say which commits it is merging" in said
    assert "<<<<" not in (root / "specs/tiny/openapi.yaml").read_text()
    assert (root / SOURCE).read_text() == BOTH
    generate(root)
    commit(root, {})
    assert checked(root)[0] == 0


@pytest.mark.verify
def test_merged_inputs_that_are_not_valid_stop_the_merge(root: Path) -> None:
    """Each side is valid, but both pin the same name for another operation."""
    names = root / "specs/tiny/names.yaml"
    git(root, "checkout", "--quiet", "-b", "other")
    pinned(root, THEIRS, "otters.count", "same.count")
    git(root, "checkout", "--quiet", "main")
    pinned(root, OURS, "others.count", "same.count")
    status, said = attempt(root, "merge", "other")
    assert status == 1
    assert "specs/tiny/names.yaml:" in said
    assert "Traceback" not in said
    assert "<<<<" not in names.read_text()


@pytest.mark.verify
def test_a_project_in_a_subfolder_of_a_worktree(tmp_path: Path) -> None:
    top = tmp_path / "top"
    root = top / "a b"
    commit(top, {".gitattributes": ATTRIBUTES.replace("specs", "*/specs")})
    git(top, "config", "user.name", "t")
    git(top, "config", "user.email", "t@t.example")
    driver = f"{DRIVER} --project 'a b' %O %A %B %P"
    git(top, "config", "merge.specloom.driver", driver)
    write(top, {".gitattributes": "generated/** merge=specloom\n"})
    write(root, {".gitattributes": ATTRIBUTES})
    committed(root, TINY)
    git(top, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "two"))
    committed(tmp_path / "two" / "a b", THEIRS)
    committed(root, OURS)
    status, said = attempt(tmp_path / "two", "merge", "main")
    assert status == 0, said
    assert checked(tmp_path / "two" / "a b")[0] == 0


def test_without_git_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, {SOURCE: TINY, "ours": "as it was", "ancestor": "", "theirs": ""})
    files = [str(tmp_path / name) for name in ("ancestor", "ours", "theirs")]
    command = ["merge-driver", "--project", str(tmp_path), *files, "x.py"]
    run = CliRunner().invoke(main, command)
    assert run.exit_code == 2
    assert "not in a git repository" in run.stderr
    assert (tmp_path / "ours").read_text() == "as it was"


@pytest.mark.verify
def test_a_cherry_pick_in_the_middle_of_a_rebase(root: Path) -> None:
    """The file of the rebase names another commit than the one that is picked."""
    branches(root, OURS, TINY.replace("title: Tiny", "title: Other"))
    git(root, "checkout", "--quiet", "-b", "third", "main~1")
    committed(root, THEIRS)
    git(root, "checkout", "--quiet", "other")
    edit = ("-c", "sequence.editor=sed -i.bak s/^pick/edit/")
    assert attempt(root, *edit, "rebase", "--interactive", "main")[0] == 0
    done = (root / ".git/rebase-merge/done").read_text()
    assert done.startswith("edit ")
    status, said = attempt(root, "cherry-pick", "third")
    assert status == 1
    assert "git does not say which commits it is merging" in said
    generate(root)
    assert "/otters:" in (root / "specs/tiny/openapi.yaml").read_text()


@pytest.mark.verify
def test_branches_that_add_the_same_vendor(root: Path) -> None:
    """The files have no common version."""
    other = SOURCE.replace("tiny", "small")
    git(root, "checkout", "--quiet", "-b", "other")
    committed(root, TINY, **{other: TINY})
    git(root, "checkout", "--quiet", "main")
    committed(root, OURS, **{other: TINY})
    (root / "specs/small/names.yaml").write_text(
        (root / "specs/small/names.yaml").read_text().replace("things.list", "all.list")
    )
    generate(root)
    commit(root, {})
    status, said = attempt(root, "merge", "other")
    assert status == 1
    assert "specs/small/names.yaml has a conflict" in said
    generate(root)
    commit(root, {})
    assert checked(root)[0] == 0


@pytest.mark.verify
def test_two_branches_at_once_are_not_merged_by_the_driver(root: Path) -> None:
    branches(root, OURS, THEIRS)
    git(root, "checkout", "--quiet", "-b", "third", "main~1")
    committed(root, TINY.replace("title: Tiny", "title: Other"))
    git(root, "checkout", "--quiet", "main")
    status, _ = attempt(root, "merge", "other", "third")
    assert status != 0
    assert "<<<<" not in (root / "specs/tiny/openapi.yaml").read_text()
