"""Sizes of files and operations, and what code and templates must not contain."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from specloom.printing.python_literals import Code
from specloom.render import NotCodeError
from specloom.render.environment import commas

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator" / "specloom"
MODULES = sorted([*GENERATOR.rglob("*.py"), *(ROOT / "runtime").rglob("*.py")])


def test_the_runtime_does_not_import_the_generator() -> None:
    for path in (ROOT / "runtime").rglob("*.py"):
        assert not re.search(
            r"^\s*(from|import) specloom\b", path.read_text("utf-8"), re.M
        )


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if len(path.read_text("utf-8").splitlines()) > 400
    }
    assert long == set()


def test_generated_files_have_little_code() -> None:
    """At most 300 lines of code; docstrings and blank lines do not count."""
    size = _size()
    sizes = {
        str(path.relative_to(ROOT)): size.code_lines(path.read_text("utf-8"))
        for path in (ROOT / "generated").rglob("*.py")
    }
    assert {path: lines for path, lines in sizes.items() if lines > 300} == {}


KNOWN = set((ROOT / "tests/vendors/well_known.txt").read_text("utf-8").split())
"""Names of well-known vendors, which are not ordinary words."""
FOLDERS = {path.parent.name for path in (ROOT / "specs").glob("*/openapi.yaml")}
"""Names of the vendors in `specs/`, which may be ordinary words, such as `hotel`."""


def named_vendors(text: str, vendors: Iterable[str]) -> set[str]:
    """Return the vendors that text, or a word of an identifier, names."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    return set(vendors) & set(re.findall(r"[a-z0-9]+", spaced.lower()))


TEXTS = (".py", ".j2", ".yaml", ".toml", ".md")


def _naming(folders: Iterable[Path], vendors: Iterable[str]) -> dict[str, set[str]]:
    """Return the files of folders that name vendors, and which."""
    files = [path for folder in folders for path in folder.rglob("*")]
    return _naming_files([path for path in files if path.suffix in TEXTS], vendors)


def _naming_files(files: Iterable[Path], vendors: Iterable[str]) -> dict[str, set[str]]:
    """Return those of the files that name vendors, and which."""
    named = {p: named_vendors(p.read_text("utf-8"), vendors) for p in files}
    return {p.relative_to(ROOT).as_posix(): it for p, it in named.items() if it}


def test_code_names_no_vendor() -> None:
    """Only the folder of a service for continuous integration has a vendor's name."""
    folders = (GENERATOR, ROOT / "runtime", ROOT / "templates")
    named = set(_naming(folders, KNOWN))
    assert named == {"generator/specloom/project_files/init_files.py"}
    # What the benchmarks measure, and their results, are of vendors; the code is not.
    assert _naming_files((ROOT / "benchmarks").glob("*.py"), KNOWN) == {}


def test_code_does_not_compare_with_the_name_of_a_folder() -> None:
    """A vendor that is called like an ordinary word may only stand there in prose."""
    quoted = re.compile("|".join(f"[\"']{re.escape(name)}[\"']" for name in FOLDERS))
    files = [*GENERATOR.rglob("*.py"), *(ROOT / "runtime").rglob("*.py")]
    assert [path for path in files if quoted.search(path.read_text("utf-8"))] == []


def test_tests_name_vendors_in_one_folder() -> None:
    """The README, the documentation and the examples are of vendors, and so are tests.

    The tests of files for continuous integration name the service that runs them, and
    the labels of real descriptions name these.
    """
    named = _naming((ROOT / "tests",), KNOWN)
    of_vendors = ("tests/vendors/", "tests/docs/", "tests/examples/")
    outside = {path for path in named if not path.startswith(of_vendors)}
    assert outside == {
        "tests/baselines/test_ci_files.py",
        "tests/project_files/test_add.py",
        "tests/project_files/test_init.py",
        "tests/release/test_workflows.py",
        "tests/suggest/labels.yaml",
        "tests/support/workflow_steps.py",
        "tests/test_readme.py",
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as Acme does", True),
        ("ACME_SORT", True),
        ("class AcmeSort", True),
        ("# acme: no sort", True),
        ("from acme.com", True),
        ("a pacmean word", False),
        ("acmes", False),
        ("all of it", False),
    ],
)
def test_a_vendor_is_named_by_a_whole_word(text: str, named: bool) -> None:
    assert bool(named_vendors(text, ["other", "acme"])) is named


def test_templates_print_code_only() -> None:
    assert commas([Code("a"), Code("b")]) == "a, b"
    with pytest.raises(NotCodeError):
        commas(["a"])  # type: ignore[list-item]  # that is the test


def _size() -> ModuleType:
    """Return the benchmark that counts the lines per operation."""
    path = ROOT / "benchmarks" / "size.py"
    spec = importlib.util.spec_from_file_location("size", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _operations(source: Path) -> int:
    """Return how many operations a normalized document has."""
    document = yaml.safe_load(source.read_text("utf-8"))
    return sum(
        1
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "responses" in operation
    )


def test_client_code_is_short() -> None:
    """At most 24 lines and 4 for each parameter, the median at most 25.

    Lines of docstrings do not count; the median with them is at most 70.
    """
    size = _size()
    sizes, documented, long = [], [], []
    streams = ROOT / "tests" / "golden" / "streams" / "expected"
    resources = [
        *(ROOT / "generated").glob("specloom_clients/*/*.py"),
        *streams.glob("generated/specloom_clients/*/*.py.txt"),
    ]
    for path in resources:
        if path.name.startswith(("__init__", "client", "service")):
            continue
        for each in size.operation_lines(path):
            sizes.append(each.code)
            documented.append(each.documented)
            if each.code > 24 + 4 * each.arguments:
                long.append(f"{path.parent.name}/{path.name} {each.constant}")
    assert long == []
    documents = [
        *(ROOT / "specs").glob("*/openapi.yaml"),
        *streams.glob("specs/*/openapi.yaml.txt"),
    ]
    assert len(sizes) == sum(map(_operations, documents))
    assert sorted(sizes)[len(sizes) // 2] <= 25
    assert 25 < sorted(documented)[len(documented) // 2] <= 70
