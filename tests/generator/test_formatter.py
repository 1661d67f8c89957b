"""Test that generated files are formatted in one call of the project's formatter."""

from __future__ import annotations

import ast
import errno
import shutil
import subprocess
import tomllib
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import black
import pytest
from specloom.builds.vendor_builds import build
from specloom.errors import SpecError
from specloom.ir.python_types import NONE, Leaf, union
from specloom.printing.formatter import SETTINGS, FormatError, format_files
from specloom.printing.python_literals import WIDTH, Code
from specloom.project.folders import Project
from specloom.project.generate_options import Formatter
from specloom.render.module_printer import parameter

GOLDEN = Path(__file__).parents[1] / "golden"
FORMATTERS = get_args(Formatter)
PLAIN = """import os
from .b import c
from a import f, B, A
X = call({'key':   'a value that is long', 'another key':  'another value'},
options={'many': 10_000, 'few': 1})
"""
FORMATTED = """import os

from a import A, B, f

from .b import c

X = call(
    {"key": "a value that is long", "another key": "another value"},
    options={"many": 10_000, "few": 1},
)
"""


TYPES = ("int", "str | None", "list[dict[str, int]] | None", "Sequence[A | B] | None")
DEFAULTS = ("", " = None", " = CounterKind.ANY")
BOUNDED = 'Annotated[str, Field(pattern="^[0-9a-fA-F]+$")] | AnotherOfMany | None'
UNION = union([Leaf("SomethingLong", ""), Leaf("SomethingElse", ""), NONE])


def formatted(text: str) -> str:
    """Return a file as ruff formats it, which black must do in the same way."""
    ruff, black = (format_files({"x.py": text}, each)["x.py"] for each in FORMATTERS)
    assert ruff == black
    return ruff


@pytest.mark.parametrize(
    ("before", "inside", "after"),
    [
        ("Annotated[", '{}, Field(alias="{}")', "]"),
        ("{} = Field(", 'default=None, pattern="{}"', ")"),
    ],
)
def test_field_has_at_most_three_lines(before: str, inside: str, after: str) -> None:
    defaults = DEFAULTS if after == "]" else ("",)
    form = before + inside + after
    fields = [
        f"    n{number}: {form.format(type_, length * 'a')}{default}"
        for type_ in TYPES
        for number, default in enumerate(defaults)
        for length in range(1, WIDTH - 8 - len(inside.format(type_, "")) + 1)
    ]
    (model,) = ast.parse(formatted("\n".join(["class M:", *fields, ""]))).body
    assert isinstance(model, ast.ClassDef)
    lines = Counter(1 + (each.end_lineno or 0) - each.lineno for each in model.body)
    assert {*lines} == {1, 3}, lines


def test_long_union_with_bounds_is_in_parentheses() -> None:
    made = formatted(f"class Model:\n    of_any_kind: {BOUNDED} = None\n")
    shown = ["    of_any_kind: (", f"        {BOUNDED}", "    ) = None"]
    assert made.splitlines() == ["class Model:", *shown]


@pytest.mark.parametrize("indent", [8, 12])
@pytest.mark.parametrize("default", [None, Code("None")])
def test_parameters_are_broken_in_one_way(indent: int, default: Code | None) -> None:
    shown = Code("SomethingLong | SomethingElse | None")
    parameters = [
        parameter(length * "a", UNION, shown, default, indent=indent)
        for length in range(1, WIDTH)
    ]
    bodies = [f"def f(self, *, {each}) -> {shown}: ..." for each in parameters]
    bodies = [f"{(indent - 4) * ' '}{each}" for each in bodies]
    block = "    if not TYPE_CHECKING:\n" if indent == 12 else ""
    made = formatted("\n".join([f"class Model:\n{block}{bodies[0]}", *bodies[1:], ""]))
    assert {f": ({shown})" in each for each in parameters} == {True, False}
    assert made.count("(\n" + (indent + 4) * " " + "SomethingLong") == sum(
        "(" in each for each in parameters
    )


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_imports_are_sorted_and_lines_broken(formatter: Formatter) -> None:
    texts = {"build/x.py": PLAIN, "x.yaml": "a:  1\n", "py.typed": ""}
    made = format_files(texts, formatter)
    assert made == {**texts, "build/x.py": FORMATTED}
    assert list(made) == list(texts)


def test_configured_formatter_is_used() -> None:
    text = 'class X:\n    """A "quote\\""""\n'
    assert format_files({"x.py": text}, "ruff") == {"x.py": text}
    assert format_files({"x.py": text}, "black") != {"x.py": text}


def test_user_settings_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = 200\n")
    (tmp_path / ".gitignore").write_text("*.py\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("specloom.printing.formatter._MEMORY", tmp_path / "missing")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "out"))
    assert format_files({"x.py": PLAIN}) == {"x.py": FORMATTED}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".gitignore", "ruff.toml"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("X = (1,\n", r"vendor/bad.py:2:1: invalid-syntax: unexpected EOF"),
        ("def f(a, a): ...\n", r"vendor/bad.py:1:10: .*Duplicate parameter"),
    ],
)
def test_invalid_code_error_names_the_file(text: str, complaint: str) -> None:
    texts = {"vendor/good.py": "X = 1\n", "vendor/bad.py": text}
    with pytest.raises(FormatError, match=complaint):
        format_files(texts)


def test_formatters_are_pinned_exactly() -> None:
    text = (GOLDEN.parents[1] / "pyproject.toml").read_text("utf-8")
    settings = tomllib.loads(text)
    pinned = {f"{name}=={version(name)}" for name in FORMATTERS}
    assert pinned <= set(settings["project"]["dependencies"])
    assert settings["tool"]["black"]["line-length"] == WIDTH
    assert settings["tool"]["ruff"]["line-length"] == WIDTH
    assert f"--target-version={settings['tool']['ruff']['target-version']}" in SETTINGS


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_black_accepts_the_output_of_each_formatter(
    formatter: str, tmp_path: Path
) -> None:
    shutil.copytree(GOLDEN / "cursor-pages" / "specs", tmp_path / "specs")
    settings = f'[tool.specloom]\nformatter = "{formatter}"\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    project = Project.at(tmp_path)
    assert project.formatter == formatter
    texts = build(project)[1]
    for path, text in texts.items():
        if path.endswith(".py"):
            mode = black.Mode({black.TargetVersion.PY311})
            assert black.format_str(text, mode=mode) == text, path


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            '[tool.other]\nformatter = 1\n\n[tool.specloom]\n  formatter = "blak"\n',
            'pyproject.toml:5:3: tool.specloom.formatter: "blak" is not a valid value '
            '(expected "ruff" or "black")',
        ),
        (
            "[tool.specloom]\nspecs = 3\n",
            "pyproject.toml:2:1: tool.specloom.specs is not a string "
            "(expected a string)",
        ),
        (
            "[tool.specloom]\nspec = ''\n",
            "pyproject.toml:2:1: tool.specloom.spec is not a setting "
            '(did you mean "specs"? expected specs, output, package, formatter, '
            "references, docstrings, release-tags, distribution, version, "
            "description, authors, license, license-files, urls, keywords, "
            "classifiers, dependencies, client-names)",
        ),
        (
            "[tool.specloom]\ndocstrings = 'long'\n",
            'pyproject.toml:2:1: tool.specloom.docstrings: "long" is not a valid value '
            '(expected "full" or "short")',
        ),
        (
            "[tool]\nspecloom.formatter = 'blak'\n",
            'pyproject.toml:2:1: tool.specloom.formatter: "blak" is not a valid value '
            '(expected "ruff" or "black")',
        ),
    ],
)
def test_invalid_settings_are_rejected(
    settings: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(settings)
    with pytest.raises(SpecError) as caught:
        Project.at(tmp_path)
    assert str(caught.value) == problem


def test_settings_have_to_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.specloom]\nspecs = '\xff'\n")
    with pytest.raises(SpecError, match="pyproject.toml:2:10: not valid UTF-8"):
        Project.at(tmp_path)


def test_full_disk_is_not_a_fault_of_the_generator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says = "Failed to write x.py: No space left on device (os error 28)"
    done = subprocess.CompletedProcess([], 2, stdout="", stderr=says)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(OSError, match="No space left on device") as caught:
        format_files({"x.py": PLAIN})
    assert caught.value.errno == errno.ENOSPC
