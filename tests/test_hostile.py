"""Test hostile documents: each is refused or becomes a harmless client.

They are next to a checkout (../shared/hostile, or the folder SPECLOOM_SHARED); without
them these tests are skipped.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from forked import Ended, run_code

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
HOSTILE = SHARED / "hostile"
FORBIDDEN_CALLS = {"__import__", "exec", "eval", "open", "compile", "popen", "system"}
INVISIBLE = {
    "\0", "\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)), *map(chr, range(0x200B, 0x2010)),
}  # fmt: skip
SPY = """
import builtins, socket, sys
from pathlib import Path
def refused(*args, **kwargs): raise AssertionError("a socket was opened")
socket.socket.connect = socket.getaddrinfo = refused
from specloom.cli import main
main(sys.argv[1:])
"""
CALLER = """
import asyncio, builtins, importlib, inspect, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import client, httpx2
from specloom.testing.argument_values import value_for
from specloom.testing.client_arguments import credentials
from typing import get_type_hints
found = [m.name for m in pkgutil.walk_packages(client.__path__, "client.")]
for name in found:
    importlib.import_module(name)
module = importlib.import_module("client.client")
kind = next(v for k, v in vars(module).items() if k in ("ClientApi",))
answer = lambda request: httpx2.Response(200, json={})
made = kind(**credentials(kind), transport=httpx2.MockTransport(answer), retries=0,
            base_url="http://127.0.0.1")
called = 0
for attribute, property_ in vars(kind).items():
    if type(property_).__name__ != "cached_property":
        continue
    group = getattr(made, attribute)
    for action, method in vars(type(group)).items():
        if action.startswith("_") or not callable(method):
            continue
        hints = get_type_hints(method)
        given = {n: value_for(hints[n]) for n in inspect.signature(method).parameters
                 if n != "self"}
        try:
            getattr(group, action)(**{k: v for k, v in given.items() if v is not None})
        except Exception:
            pass
        called += 1
assert not hasattr(builtins, "PWNED_MARK"), "code of the document ran"
print(called)
"""


def _rows() -> list[tuple[str, str]]:
    index = HOSTILE / "INDEX.tsv"
    if not index.is_file():
        return []
    rows = [line.split("\t") for line in index.read_text("utf-8").splitlines()[1:]]
    return [(row[0], row[2]) for row in rows]


def _arguments(file: str, output: Path) -> list[str]:
    spec = ["generate", "--spec", str(HOSTILE / file), "--output", str(output)]
    return [*spec, "--package", "client"]


def _generated(file: str, output: Path) -> Ended:
    folder = output.with_name("printed")
    arguments = _arguments(file, output)
    return run_code(SPY, arguments, folder, timeout=40, memory=1 << 30)


@pytest.mark.skipif(not _rows(), reason="needs ../shared/hostile")
@pytest.mark.parametrize(
    ("file", "allowed"),
    [
        # Each runs two processes: the usual run has every third document.
        pytest.param(*row, marks=[pytest.mark.verify] if number % 3 else [])
        for number, row in enumerate(_rows())
    ],
)
def test_hostile_documents_are_harmless(
    file: str, allowed: str, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    run = _generated(file, output)
    assert "Traceback" not in run.stderr
    if run.returncode:
        assert run.returncode == 2 and "error" in allowed, run.stderr
        for line in run.stderr.splitlines():
            assert line.startswith(Path(file).name + ":"), line
        assert list(tmp_path.iterdir()) == []
        return
    assert {"ok", "warn"} & set(allowed.split("|")), "expected to be refused"
    assert list(tmp_path.iterdir()) == [output]
    _names_are_safe(output)
    for path in output.rglob("*.py"):
        _code_is_harmless(path)
    _others_parse(output)
    called = run_code(CALLER, [str(output)], tmp_path / "printed", timeout=60)
    assert called.returncode == 0, called.stderr[-2000:]


def _names_are_safe(output: Path) -> None:
    paths = [p.relative_to(output).as_posix() for p in output.rglob("*")]
    folded = [unicodedata.normalize("NFC", path.casefold()) for path in paths]
    assert len(set(folded)) == len(folded), "two files of one name"
    for path in paths:
        for part in path.split("/"):
            assert len(part.encode()) <= 255 and part[0] not in "-.", part


def _code_is_harmless(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not INVISIBLE & set(text), path
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tree = ast.parse(text)
        compile(text, str(path), "exec")
    for name in _called(tree):
        assert name not in FORBIDDEN_CALLS, f"{path} calls {name}"
    for name in _named(tree):
        assert name not in ("builtins.exec", "os.system"), f"{path} names {name}"


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2]


def _named(tree: ast.AST) -> Iterator[str]:
    return (ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute))


def _others_parse(output: Path) -> None:
    for path in output.rglob("*"):
        if path.suffix == ".toml":
            tomllib.loads(path.read_text("utf-8"))
        if path.suffix == ".yaml":
            yaml.safe_load(path.read_text("utf-8"))
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))


@pytest.mark.verify
@pytest.mark.skipif(not _rows(), reason="needs ../shared/hostile")
@pytest.mark.parametrize("file", [f for f, _ in _rows() if f.startswith("names/")])
def test_output_of_hostile_documents_is_deterministic(
    file: str, tmp_path: Path
) -> None:
    _generated(file, tmp_path / "a")
    # A new interpreter has another hash seed.
    command = [sys.executable, "-c", SPY, *_arguments(file, tmp_path / "b")]
    subprocess.run(command, capture_output=True, timeout=40)
    texts = []
    for name in ("a", "b"):
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        texts.append({p.relative_to(tmp_path / name): p.read_bytes() for p in files})
    assert texts[0] and texts[0] == texts[1]
