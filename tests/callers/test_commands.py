"""The commands `impact` and `migrate`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from git_projects import SOURCE, TINY, commit, write
from specloom.callers.impact import Packages
from specloom.cli import main

CODE = "from acme.models import Invoice\n\ndef due(x: Invoice):\n    return x.due\n"
DUE = {
    "rule": "field-removed",
    "effect": "breaking",
    "kind": "field",
    "module": "acme.models",
    "qualname": "Invoice.due",
}


class Commands:
    """Runs commands on a folder of code."""

    def __init__(self, folder: Path, packages: Packages) -> None:
        self.code, self.packages = folder / "code", packages
        self.changes = folder / "changes.json"
        self.code.mkdir()
        self.changes.write_text(json.dumps({"surface": [DUE]}))

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.code / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def run(self, verb: str, *more: str) -> Result:
        fixed = ["--changes", str(self.changes), "--old", str(self.packages.old)]
        return CliRunner().invoke(main, [verb, str(self.code), *fixed, *more])


@pytest.fixture
def commands(
    tmp_path: Path, packages: Packages, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Commands:
    monkeypatch.setenv("SPECLOOM_CACHE", str(cache))
    return Commands(tmp_path, packages)


def test_impact_lists_places(commands: Commands) -> None:
    path = commands.write("app.py", CODE)
    result = commands.run("impact")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{path}:4:14: certain: field-removed: ")
    assert "acme.models.Invoice.due" in line and "return x.due" in line


def test_impact_as_json(commands: Commands) -> None:
    commands.write("app.py", CODE)
    found = json.loads(commands.run("impact", "--json").stdout)
    (site,) = found["sites"]
    assert (site["line"], site["column"], site["certainty"]) == (4, 14, "certain")
    assert site["change"]["qualname"] == "Invoice.due"


def test_nothing_is_concerned(commands: Commands) -> None:
    commands.write("app.py", "x = 1\n")
    for verb in ("impact", "migrate"):
        result = commands.run(verb)
        assert (result.exit_code, result.stdout) == (0, "")


def test_migrate_shows_a_diff_that_git_applies(commands: Commands) -> None:
    path = commands.write("app.py", CODE)
    result = commands.run("migrate", "--rename", "Invoice.due=due_date")
    assert result.exit_code == 1
    assert path.read_text() == CODE
    done = subprocess.run(
        ["git", "apply", "--unsafe-paths", "--directory=/", "-"],
        input=result.stdout,
        text=True,
        cwd=commands.code,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert path.read_text() == CODE.replace("x.due", "x.due_date")


def test_migrate_writes_and_is_idempotent(commands: Commands) -> None:
    text = CODE.replace("\n", "\r\n").replace("x.due", "x . due  # é").encode("latin-1")
    header = b"# -*- coding: latin-1 -*-\r\n"
    path = commands.write("app.py", header + text)
    path.chmod(0o640)
    arguments = ["migrate", "--write", "--rename", "Invoice.due=due_date"]
    assert commands.run(*arguments).exit_code == 1
    expected = header + text.replace(b"x . due  ", b"x . due_date  ")
    assert path.read_bytes() == expected
    assert path.stat().st_mode & 0o777 == 0o640
    assert commands.run(*arguments).exit_code == 0
    assert path.read_bytes() == expected
    assert [each.name for each in commands.code.iterdir()] == ["app.py"]


def test_migrate_writes_all_or_nothing(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    paths = [commands.write(f"app{n}.py", CODE) for n in range(3)]
    replace = os.replace

    def fail_at_the_last(source: str, target: str) -> None:
        if str(target).endswith("app2.py"):
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_at_the_last)
    result = commands.run("migrate", "--write", "--rename", "Invoice.due=due_date")
    assert result.exit_code == 3
    assert [each.read_text() for each in paths] == [CODE] * 3
    assert len(list(commands.code.iterdir())) == 3


def test_unreadable_files_are_skipped(commands: Commands) -> None:
    commands.write("app.py", CODE)
    commands.write("broken.py", "def (:\n")
    commands.write("old.py", "print 'hello'\n")
    commands.write("letters.py", b"x = '\xff'\n")
    commands.write("unknown.py", "# coding: klingon\n")
    commands.write("nul.py", b"x = 1\0\n")
    commands.write("large.py", "x = 1\n" * 200_000)
    commands.write("deep.py", "x = " + "(" * 5000 + ")" * 5000 + "\n")
    commands.write("env/pyvenv.cfg", "")
    commands.write("env/app.py", CODE)
    commands.write(".venv/app.py", CODE)
    commands.write("bom.py", b"\xef\xbb\xbf" + CODE.encode())
    (commands.code / "loop").symlink_to(commands.code)
    (commands.code / "self.py").symlink_to("self.py")
    (commands.code / "gone.py").symlink_to("nowhere.py")
    result = commands.run("impact")
    assert result.exit_code == 1, result.output
    assert [
        Path(each.partition(":")[0]).name for each in result.stdout.splitlines()
    ] == ["app.py", "bom.py"]
    for name in (
        *("broken.py", "old.py", "letters.py", "unknown.py", "nul.py", "large.py"),
        *("deep.py", "env", "loop", "self.py", "gone.py"),
    ):
        assert f"{commands.code / name}: skipped: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "text,problem",
    [
        ("{", "changes.json:1:2: "),
        ("{}", "this has no changes"),
        ("[1]", "change 1 is not an object"),
        ('[{"rule": "x"}]', "change 1: effect is not a string"),
        (json.dumps([{**DUE, "kind": "thing"}]), 'kind is "thing"'),
        (json.dumps([{**DUE, "operations": [1]}]), "operations"),
        (json.dumps([{**DUE, "pointer_old": 1}]), "pointer_old"),
    ],
)
def test_invalid_changes(commands: Commands, text: str, problem: str) -> None:
    commands.changes.write_text(text)
    result = commands.run("impact")
    assert result.exit_code == 2, result.output
    assert problem in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("rename", ["Invoice.due", "Invoice.due=", "Invoice.sum=x"])
def test_invalid_renaming(commands: Commands, rename: str) -> None:
    commands.write("app.py", CODE)
    result = commands.run("migrate", "--rename", rename)
    assert result.exit_code == 2 and rename.partition("=")[0] in result.stderr


def test_missing_libraries(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message does not depend on which module imports the library first."""
    for name in [each for each in sys.modules if each.startswith("specloom.callers")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "libcst", None)
    for verb in ("impact", "migrate"):
        result = commands.run(verb)
        assert result.exit_code == 2, result.output
        assert "libcst is not installed" in result.stderr
        assert "pip install specloom[impact]" in result.stderr


def test_generating_imports_no_library_of_the_extra(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from specloom.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(sorted({'libcst', 'mypy', 'griffe'} & {*sys.modules}))\n"
    )
    vendor = Path(__file__).with_name("vendor.yaml")
    arguments = ["generate", "--spec", vendor, "--output", tmp_path, "--no-cache"]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


USER = """\
from specloom_clients.tiny import Tiny

def sizes(client: Tiny, most: int) -> list[object]:
    return [thing.size for thing in client.things.list(limit=most)]
"""


@pytest.mark.verify
def test_changes_of_a_project(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECLOOM_CACHE", str(cache))
    root = tmp_path / "project"
    commit(root, {"pyproject.toml": "[tool.specloom]\n", SOURCE: TINY})
    edited = TINY.replace("name: limit", "name: most").replace("size:", "length:")
    write(root, {SOURCE: edited, "app.py": USER})

    def run(verb: str, *more: str) -> Result:
        arguments = [verb, str(root / "app.py"), "--project", str(root), *more]
        return CliRunner().invoke(main, arguments)

    found = json.loads(run("impact", "--json").stdout)["sites"]
    assert [(e["line"], e["column"], e["certainty"]) for e in found] == [
        (4, 19, "certain"),
        (4, 56, "certain"),
    ]
    renames = ["--rename", "Thing.size=length", "--rename", "Things.list(limit)=most"]
    assert run("migrate", "--write", *renames).exit_code == 1
    expected = USER.replace("thing.size", "thing.length").replace("limit=", "most=")
    assert (root / "app.py").read_text() == expected
    assert run("impact", "--against", "nowhere").exit_code == 2
    assert run("impact", "--old", str(root)).exit_code == 2
