"""What every command does alike: --quiet, --json, progress and exit statuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from command_runs import RUNS, Run, known_run, made_project, run
from specloom import cli, terminal
from specloom.command_group import commands_of

__all__ = ["known_run", "made_project", "run"]
COMMANDS = {" ".join(words): command for words, command in commands_of(cli.main)}
RUN = pytest.mark.parametrize(
    "wanted",
    [
        # The usual run has every other one of those that are quick.
        pytest.param(
            each, marks=[pytest.mark.verify] if each.slow or number % 2 else []
        )
        for number, each in enumerate(RUNS)
    ],
    ids=[each.name for each in RUNS],
)
Invoke = Callable[..., Result]


def test_every_command_has_runs() -> None:
    assert {each.command for each in RUNS} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_common_options(name: str) -> None:
    options = {option for each in COMMANDS[name].params for option in each.opts}
    assert {"--quiet", "-q", "--json"} <= options
    text = CliRunner().invoke(cli.main, [*name.split(), "--help"]).output
    assert "Print nothing but errors and the requested result." in " ".join(
        text.split()
    )


@RUN
def test_exit_status_is_documented(wanted: Run, known_run: Invoke) -> None:
    result = known_run(wanted)
    assert result.exit_code == wanted.status, result.output
    if wanted.status > 1:
        assert result.stdout == "" and result.stderr != ""
    epilog = COMMANDS[wanted.command].epilog or ""
    assert re.search(rf"^  {wanted.status}   ", epilog, re.MULTILINE)


@RUN
def test_quiet_leaves_out_everything_but_errors_and_the_result(
    wanted: Run, known_run: Invoke
) -> None:
    loud, quiet = known_run(wanted), known_run(wanted, "--quiet")
    assert quiet.exit_code == wanted.status
    if wanted.kind == "work":
        assert quiet.stdout == ""
    elif wanted.status < 2 and loud.stdout:
        assert quiet.stdout
        assert set(quiet.stdout.splitlines()) <= set(loud.stdout.splitlines())
    for line in quiet.stderr.splitlines():
        assert line in loud.stderr.splitlines()
    if wanted.status == 0:
        assert quiet.stderr == ""
    if wanted.status > 1:
        assert quiet.stderr == loud.stderr


@RUN
def test_what_to_type_next(wanted: Run, known_run: Invoke) -> None:
    lines = [x for x in known_run(wanted).stderr.splitlines() if x.startswith("next: ")]
    assert len(lines) == bool(wanted.next)
    assert all(line.startswith(f"next: {wanted.next}") for line in lines)
    assert "next: " not in known_run(wanted, "--json").stderr
    assert "next: " not in known_run(wanted, "--quiet").stderr


@RUN
def test_json_is_all_there_is_on_standard_output(
    wanted: Run, known_run: Invoke
) -> None:
    result = known_run(wanted, "--json")
    assert result.exit_code == wanted.status, result.output
    if wanted.status < 2:
        json.loads(result.stdout)
    else:
        assert result.stdout == ""


def test_quiet_before_the_command(
    made_project: Path, run: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(Run("generate")).stdout != ""
    for words in (["--quiet", "generate"], ["-q", "overlay", "check", *OVERLAID]):
        result = CliRunner().invoke(cli.main, words)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        assert (result.stdout == "") == (words[1] == "generate")


OVERLAID = ("old.yaml", "fixes.yaml")


def test_quiet_prints_json(known_run: Invoke) -> None:
    for wanted in (Run("generate"), Run("lint"), Run("diff", "old.yaml new.yaml")):
        json.loads(known_run(wanted, "--json", "--quiet").stdout)


def test_every_documented_status_is_caused() -> None:
    """Status 3 is caused by the system; other tests are about that."""
    for name, command in COMMANDS.items():
        lines = re.findall(r"^  (\d+) ", command.epilog or "", re.MULTILINE)
        caused = {str(each.status) for each in RUNS if each.command == name}
        others = {"mock": {"0"}, "merge-driver": {"0"}}.get(name, set())
        assert set(lines) - {"3"} == (caused | others) - {"3"}, name


def test_exit_statuses_are_in_one_place() -> None:
    """The page has a row for each command whose help has status 1, and no other."""
    page = (Path(__file__).parents[2] / "docs" / "terminal.md").read_text("utf-8")
    section = page.partition("## Exit statuses")[2].partition("\n## ")[0]
    rows = set(re.findall(r"^\| `specloom ([a-z -]+)` \|", section, re.MULTILINE))
    with_1 = {
        name
        for name, command in COMMANDS.items()
        if re.search(r"^  1   ", command.epilog or "", re.MULTILINE)
    }
    assert rows == with_1
    assert rows == {each.command for each in RUNS if each.status == 1}
    for status in (0, 1, 2, 3, 70, 130):
        assert f"\n| {status} | " in section
        assert re.search(rf"^  {status} ", cli.EXIT_STATUSES, re.MULTILINE)


class _Steps(terminal.ShownStep):
    shown: list[str] = []

    def show(self, text: str) -> None:
        self.shown.append(text)

    def hide(self) -> None:
        self.shown.append("hidden")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that are shown, as if standard error were a terminal."""
    monkeypatch.setattr(_Steps, "shown", [])
    monkeypatch.setattr(terminal, "ShownStep", _Steps)
    monkeypatch.setattr(terminal, "is_terminal", lambda *, err=False: err)
    return _Steps.shown


@RUN
def test_progress_is_shown_on_a_terminal(
    wanted: Run, run: Invoke, steps: list[str]
) -> None:
    run(wanted)
    shown = [step for step in steps if step != "hidden"]
    assert bool(shown) == wanted.progress
    if shown:
        assert steps[-1] == "hidden"


def test_no_progress_with_quiet_or_json(run: Invoke, steps: list[str]) -> None:
    for wanted in (Run("check"), Run("report"), Run("diff", "old.yaml new.yaml")):
        run(wanted, "--quiet")
        run(wanted, "--json")
    run(Run("diff", "old.yaml new.yaml --format json"))
    assert steps == []


def test_no_progress_without_a_terminal(run: Invoke, steps: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "is_terminal", lambda *, err=False: False)
        run(Run("lint"))
    assert steps == []


@pytest.mark.parametrize("name", COMMANDS)
def test_errors_of_every_command_are_one_line(name: str) -> None:
    """Each command is wrapped, so that no error is a traceback."""
    callback = COMMANDS[name].callback
    assert callback is not None
    assert callback.__code__ is terminal.report_errors(lambda: None).__code__


def _failing(error: BaseException) -> Result:
    @click.command()
    @terminal.report_errors
    def command() -> None:
        raise error

    return CliRunner().invoke(command)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(5, "Input/output error", "x"), 3, "specloom: x: Input/output error\n"),
        (KeyboardInterrupt(), 130, "specloom: interrupted\n"),
        (ValueError("a\nb"), 70, "specloom: internal error: ValueError: a b\n"),
    ],
)
def test_status_of_other_errors(error: BaseException, status: int, said: str) -> None:
    result = _failing(error)
    assert result.exit_code == status
    assert result.stderr.startswith(said)
