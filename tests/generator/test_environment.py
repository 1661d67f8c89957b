"""Test the command in environments that lack something: never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_cases import GOLDEN
from next_lines import without_next
from specloom import cli, terminal

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
RUN = [sys.executable, "-m", "specloom"]
HOMES = [{"HOME": ""}, {"HOME": "/nonexistent"}]
CACHES = [{"SPECLOOM_CACHE": "/proc/nothing"}, {"SPECLOOM_CACHE": str(SOURCE)}]
ENCODINGS = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
]
SIZES = {"COLUMNS": "x", "LINES": "-1", "TERM": "nothing"}
verified = partial(pytest.param, marks=pytest.mark.verify)


def generate(folder: Path) -> list[str]:
    output = ["--output", str(folder / "out"), "--package", "tiny"]
    return [*RUN, "generate", "--spec", str(SOURCE), *output]


def test_a_reader_that_has_gone_ends_quietly(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    for command in ([*RUN, "schema"], generate(tmp_path)):
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True)
        assert (done.returncode, done.stderr) == (3, "")
    os.close(writer)
    assert (tmp_path / "out" / "tiny" / "client.py").exists()


@pytest.mark.parametrize("closed", [[0, 1, 2], *map(verified, ([0], [1], [2]))])
def test_streams_may_be_closed(closed: list[int], tmp_path: Path) -> None:
    script = f"import os, sys; [os.close(n) for n in {closed}]; os.execv(sys.executable"
    command = [sys.executable, "-c", f"{script}, {generate(tmp_path)!r})"]
    assert subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.verify
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {**HOMES[0], **CACHES[0], **ENCODINGS[0]},
        {**HOMES[1], **CACHES[1], **ENCODINGS[1], **SIZES},
        *map(verified, (*HOMES, *CACHES, *ENCODINGS, SIZES)),
    ],
    ids=str,
)
def test_variables_may_be_missing_or_wrong(
    variables: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "ö"
    folder.mkdir()
    (folder / "ö.yaml").write_text("openapi: 3.1.0\nö: {", "utf-8")
    paths = {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}
    environment = {"SPECLOOM_CACHE": str(tmp_path / "cache"), **paths, **variables}
    done = subprocess.run(generate(folder), env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    wrong = [*RUN, "generate", "--spec", str(folder / "ö.yaml"), "--output", "x"]
    done = subprocess.run(wrong, env=environment, capture_output=True)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1 and b".yaml:3:" in done.stderr


def test_what_an_encoding_does_not_have_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "specs" / "tiny").mkdir(parents=True)
    source = SOURCE.read_text("utf-8").replace("type: string", "pattern: '(ł'", 1)
    (tmp_path / "specs" / "tiny" / "source.yaml").write_text(source, "utf-8")
    command = [*RUN, "accept", "tiny", "--reason", "why", "--project", str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1:strict"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, without_next(done.stderr)) == (0, "")
    assert "(\\u0142" in done.stdout


def test_ctrl_c_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("specloom.output.writing._stage", interrupted)
    options = ["--spec", str(SOURCE), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(cli.main, ["generate", *options])
    assert (result.exit_code, result.stderr) == (130, "specloom: interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_a_line_is_short_and_printable(capsys: pytest.CaptureFixture[str]) -> None:
    name = "\x1b]52;c;x\x07\u202e\r\n" + "n" * 1_000_000 + "\u2066"
    terminal.print_line(f"a.yaml:1:1: {name} (expected a name)")
    line = capsys.readouterr().out
    assert line.count("\n") == 1 and line[:-1].isprintable()
    assert len(line) < 2100
    assert line.startswith("a.yaml:1:1: \\x1b]52") and line.endswith(" a name)\n")
