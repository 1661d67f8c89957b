"""Each check of a release notices what it is for."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from . import checks
from .archives import read_files
from .building import MACHINES, BuildError, build, rebuilt_wheel
from .distributions import Distribution

TINY = Distribution(
    name="tiny-thing",
    folder="tiny",
    packaged={"tiny/src": "tiny_thing"},
    sources=("src/", "pyproject.toml"),
    typed="tiny_thing",
)
CHECKOUT = ["README.md", "tiny/src/__init__.py", "tiny/src/py.typed"]
CHECKOUT += ["tiny/pyproject.toml", "tiny/notes.md"]
METADATA = """\
Metadata-Version: 2.4
Name: tiny-thing
Version: 1.0
Summary: A thing.
License-Expression: MIT
License-File: LICENSE
Requires-Python: >=3.11
Requires-Dist: httpx2>=2
Description-Content-Type: text/markdown
"""
INFO = "tiny_thing-1.0.dist-info"
WHEEL = {
    "tiny_thing/__init__.py": b"",
    "tiny_thing/py.typed": b"",
    f"{INFO}/METADATA": METADATA.encode(),
    f"{INFO}/WHEEL": b"",
    f"{INFO}/RECORD": b"",
    f"{INFO}/licenses/LICENSE": b"",
}
SOURCE = {
    "src/__init__.py": b"",
    "src/py.typed": b"",
    "pyproject.toml": b"",
    "PKG-INFO": METADATA.encode(),
}


def changed(
    files: Mapping[str, bytes], name: str, data: bytes | None
) -> dict[str, bytes]:
    """Return files with another one, or without one."""
    others = {each: found for each, found in files.items() if each != name}
    return others if data is None else {**others, name: data}


def test_right_archives_are_accepted() -> None:
    assert [*checks.wrong_wheel(TINY, WHEEL, CHECKOUT)] == []
    assert [*checks.wrong_source(TINY, SOURCE, CHECKOUT)] == []
    assert [*checks.wrong_metadata(TINY, WHEEL)] == []
    assert [*checks.wrong_metadata(TINY, SOURCE)] == []


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("tiny_thing/__init__.py", None, "tiny_thing/__init__.py is missing"),
        ("tiny_thing/more.py", b"", "tiny_thing/more.py is not expected"),
        ("tests/test_a.py", b"", "tests/test_a.py is a test, a cache or a file of"),
        ("tiny_thing/__pycache__/a.pyc", b"", "tiny_thing/__pycache__/a.pyc is a test"),
        ("tiny_thing/.env", b"", "tiny_thing/.env is a test, a cache or"),
        ("tiny_thing/py.typed", None, "tiny_thing/py.typed is missing: type checkers"),
        ("tiny_thing/__init__.py", b"#" * 1_000_001, "has 1,000,001 bytes (at most"),
        (f"{INFO}/licenses/LICENSE", None, "licenses/LICENSE is missing"),
        (f"{INFO}/top_level.txt", b"", "top_level.txt is not expected"),
        ("other-1.0.dist-info/METADATA", b"", "it has 2 folders of metadata"),
    ],
)
def test_wrong_files_of_a_wheel(name: str, data: bytes | None, problem: str) -> None:
    found = [*checks.wrong_wheel(TINY, changed(WHEEL, name, data), CHECKOUT)]
    assert [each for each in found if problem in each], found


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("src/py.typed", None, "src/py.typed is missing"),
        ("notes.md", b"", "notes.md is not expected"),
        ("README.md", b"", "README.md is not expected"),
        ("src/a.orig", b"", "src/a.orig is a test, a cache or a file of a tool"),
    ],
)
def test_wrong_files_of_a_source_distribution(
    name: str, data: bytes | None, problem: str
) -> None:
    found = [*checks.wrong_source(TINY, changed(SOURCE, name, data), CHECKOUT)]
    assert [each for each in found if problem in each], found


def test_many_wrong_files_are_a_few_lines() -> None:
    files = {**WHEEL, **{f"tiny_thing/m{number}.py": b"" for number in range(30)}}
    found = [*checks.wrong_wheel(TINY, files, CHECKOUT)]
    assert len(found) == 6 and found[-1] == "and 25 more files: each is not expected"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Name: tiny-thing", "Name: other", "its name is other (expected tiny-thing)"),
        ("Summary: A thing.\n", "", "its metadata has no Summary"),
        ("License-File: LICENSE\n", "", "its metadata has no License-File"),
        ("httpx2>=2", "httpx2 @ file:///tmp/x", "httpx2 @ file:///tmp/x, which an"),
    ],
)
def test_wrong_metadata(old: str, new: str, problem: str) -> None:
    text = METADATA.replace(old, new).encode()
    files = changed(WHEEL, f"{INFO}/METADATA", text)
    (found,) = checks.wrong_metadata(TINY, files)
    assert problem in found


def test_traces_of_the_build_machine() -> None:
    files = changed(WHEEL, "tiny_thing/a.py", b"ROOT = '/build/here/checkout'")
    (found,) = checks.traces_of_machines(files, ["/build/here", "host-7.example"])
    assert found == "tiny_thing/a.py contains '/build/here' of the build machine"


def wheel(path: Path, files: Mapping[str, bytes], year: int = 2020) -> Path:
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (year, 2, 2, 0, 0, 0)), data)
    return path


def test_a_difference_of_two_builds_is_noticed(tmp_path: Path) -> None:
    first = wheel(tmp_path / "a" / "t.whl", WHEEL)
    same = wheel(tmp_path / "b" / "t.whl", WHEEL)
    assert [*checks.differing_builds([first], [same])] == []
    data = changed(WHEEL, "tiny_thing/__init__.py", b"x = 1")
    # The list of files differs, too, but does not say what is wrong.
    data = changed(data, f"{INFO}/RECORD", b"x")
    other = wheel(tmp_path / "c" / "t.whl", data)
    (found,) = checks.differing_builds([first], [other])
    assert found == "t.whl differs: tiny_thing/__init__.py has other bytes"
    later = wheel(tmp_path / "d" / "t.whl", WHEEL, year=2021)
    (found,) = checks.differing_builds([first], [later])
    assert found.startswith("t.whl differs: its order of files, their times or")
    assert [*checks.differing_builds([first], [])] == ["t.whl is built only once"]


def test_the_files_of_a_source_distribution_are_without_its_folder(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("a-1/src/a.py")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    assert read_files(path) == {"src/a.py": b"abc"}


PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "tiny-thing"
version = "1.0"
[tool.hatch.build.targets.wheel]
packages = ["tiny_thing"]
[tool.hatch.build.hooks.custom]
"""
HOOK = """\
import os
from pathlib import Path
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        Path(self.root, "tiny_thing", "made.py").write_text(repr({}))
"""


@pytest.mark.verify
@pytest.mark.parametrize(
    ("value", "is_noticed"),
    [
        ('"fixed"', False),
        ("self.root", True),
        ('os.environ["TZ"]', True),
        ('hash("text")', True),
        ("os.stat(os.path.join(self.root, 'pyproject.toml')).st_mtime", True),
        ("oct(os.stat(os.path.join(self.root, 'pyproject.toml')).st_mode)", True),
    ],
)
def test_what_a_build_takes_from_its_machine_is_noticed(
    value: str, is_noticed: bool, tmp_path: Path
) -> None:
    builds = []
    for machine in MACHINES:
        folder = tmp_path / machine.name
        (folder / "tiny_thing").mkdir(parents=True)
        (folder / "tiny_thing" / "__init__.py").touch()
        (folder / "hatch_build.py").write_text(HOOK.format(value))
        project = folder / "pyproject.toml"
        project.write_text(PROJECT)
        project.chmod(0o666 & ~machine.umask)
        os.utime(project, (machine.modified, machine.modified))
        builds.append(build(folder, folder / "out" / "dist", machine, "wheel"))
    found = [*checks.differing_builds(*builds)]
    assert bool(found) is is_noticed, found


@pytest.mark.verify
def test_a_wheel_that_its_source_distribution_cannot_build(tmp_path: Path) -> None:
    (tmp_path / "tiny_thing").mkdir()
    (tmp_path / "tiny_thing" / "__init__.py").touch()
    project = PROJECT.replace("hooks.custom]", "targets.sdist]\ninclude = ['/x']")
    (tmp_path / "pyproject.toml").write_text(project)
    built, source = build(tmp_path, tmp_path / "o" / "d", MACHINES[0], "sdist", "wheel")
    assert (built.suffix, source.suffix) == (".whl", ".gz")
    with pytest.raises(BuildError):
        again = rebuilt_wheel(source, tmp_path / "again", MACHINES[1])
        problems = checks.differing_builds([built], [again])
        raise BuildError(next(problems))
