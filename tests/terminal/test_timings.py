"""What each stage of a run costs: reported while it runs, measured, and printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from git_projects import TINY, write
from specloom import cli, stages
from specloom.builds.cache import Cache
from specloom.generation import generate_project
from specloom.stages import StageTimes

PER_VENDOR = ["reading", "normalizing", "checking", "lowering", "rendering"]
FILES = {
    "pyproject.toml": '[tool.specloom]\npackage = "acme"\n',
    "specs/one/source.yaml": TINY,
    "specs/two/source.yaml": TINY,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two vendors that was not generated yet."""
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    write(folder, FILES)
    return folder


def run(project: Path, *arguments: str) -> Result:
    command, *others = arguments
    words = [command, "--project", str(project), *others]
    result = CliRunner().invoke(cli.main, words)
    assert result.exit_code == 0, result.output
    return result


def test_every_stage_is_reported_once_when_it_begins(project: Path) -> None:
    seen: list[tuple[str, str]] = []
    generate_project(project, progress=lambda *step: seen.append(step))
    of_vendors = [(name, step) for name in ("one", "two") for step in PER_VENDOR]
    assert seen == [*of_vendors, ("", "formatting"), ("", "rendering")]


def test_what_comes_from_the_cache_has_no_stages(project: Path) -> None:
    cache = Cache(project.parent / "cache")
    generate_project(project, cache)
    (project / "specs/one/source.yaml").write_text(TINY + "        new: {}\n")
    seen: list[tuple[str, str]] = []
    generate_project(project, cache, lambda *step: seen.append(step))
    assert {name for name, _ in seen} == {"one", ""}


def test_a_stage_lasts_until_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((1.0, 1.5, 3.0, 7.0, 7.25, 8.0))
    monkeypatch.setattr(stages, "cpu_seconds", lambda: next(clock))
    forwarded: list[tuple[str, str]] = []
    times = StageTimes(lambda *step: forwarded.append(step))
    steps = [("a", "reading"), ("a", "lowering"), ("b", "reading"), ("", "writing")]
    for step in steps:
        times(*step)
    times.stop()
    assert forwarded == steps
    assert times.of_vendor("a") == {"reading": 0.5, "lowering": 1.5}
    assert times.of_vendor("b") == {"reading": 4.0} and times.of_vendor("c") == {}
    whole = {"starting": 1.0, "reading": 4.5, "lowering": 1.5, "writing": 0.25}
    assert times.of_run() == whole
    assert [*times.of_run()] == [*whole]


def test_child_processes_are_counted() -> None:
    times = StageTimes()
    times("a", "formatting")
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)
    times.stop()
    assert times.of_run()["formatting"] >= 0.18


def test_json_has_the_seconds_of_each_stage(project: Path) -> None:
    made = json.loads(run(project, "generate", "--json").stdout)
    common = ["formatting", "writing"]
    assert [*made["cpu_seconds"]] == ["starting", *PER_VENDOR, *common]
    for row in made["vendors"]:
        assert [*row["cpu_seconds"]] == PER_VENDOR
    for step in PER_VENDOR[:-1]:
        parts = sum(row["cpu_seconds"][step] for row in made["vendors"])
        assert made["cpu_seconds"][step] == pytest.approx(parts, abs=0.002)
    assert all(seconds >= 0 for seconds in made["cpu_seconds"].values())


def test_json_of_vendors_from_the_cache_has_no_seconds(project: Path) -> None:
    run(project, "generate")
    run(project, "generate")  # It reads the names that the first run wrote.
    again = json.loads(run(project, "generate", "--json").stdout)
    assert [row["cpu_seconds"] for row in again["vendors"]] == [{}, {}]
    assert [*again["cpu_seconds"]] == ["starting", "rendering", "writing"]


def test_json_of_check_has_the_seconds(project: Path) -> None:
    run(project, "generate")
    found = json.loads(run(project, "check", "--json").stdout)
    expected = ["starting", *PER_VENDOR, "formatting", "comparing"]
    assert [*found["cpu_seconds"]] == expected


@pytest.mark.parametrize(
    ("command", "last"), [("generate", "writing"), ("check", "comparing")]
)
def test_table_has_seconds_and_shares(project: Path, command: str, last: str) -> None:
    run(project, "generate")
    lines = run(project, command, "--timings").stdout.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("stage "))
    assert lines[head].split()[:4] == ["stage", "CPU", "seconds", "share"]
    rows = [line.split() for line in lines[head + 1 :]]
    rows = rows[: 1 + next(n for n, row in enumerate(rows) if row[0] == "total")]
    *steps, total = rows
    assert steps[0][0] == "starting" and steps[-1][0] == last
    assert sum(float(row[1]) for row in steps) == pytest.approx(
        float(total[1]), abs=0.01 * len(steps)
    )
    assert sum(int(row[2].rstrip("%")) for row in steps) == pytest.approx(100, abs=5)


def test_no_table_without_the_option_or_with_quiet(project: Path) -> None:
    assert "CPU seconds" not in run(project, "generate").stdout
    assert run(project, "generate", "--timings", "--quiet").stdout == ""
    text = run(project, "generate", "--timings", "--json").stdout
    assert "cpu_seconds" in json.loads(text)


def test_the_page_explains_every_stage() -> None:
    page = (Path(__file__).parents[2] / "docs" / "terminal.md").read_text("utf-8")
    for stage, explanation in stages.EXPLANATIONS.items():
        assert f"\n| `{stage}` | " in page and f"{explanation} |\n" in page
    assert [*stages.EXPLANATIONS] == [*stages.Stage]


def test_a_run_without_overlay_or_cache_leaves_out_what_it_does_not_need(
    project: Path,
) -> None:
    """Libraries of overlays are not imported, and the generator is not hashed."""
    program = (
        "import sys\n"
        "from specloom import cli\n"
        "from specloom.builds import cache\n"
        "cli.main(sys.argv[1:], standalone_mode=False)\n"
        "assert 'jsonpath_rfc9535' not in sys.modules\n"
        "assert 'markdown_it' not in sys.modules\n"
        "assert cache.generator_fingerprint.cache_info().misses == 0\n"
    )
    words = ["generate", "--project", str(project), "--no-cache"]
    subprocess.run([sys.executable, "-c", program, *words], check=True)
