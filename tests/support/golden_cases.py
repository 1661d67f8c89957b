"""The golden cases: one folder for the one thing each shows."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from specloom.cli import main
from specloom.pipeline import all_texts, weave
from specloom.project import Project

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(p for p in GOLDEN.iterdir() if (p / "specs").is_dir())
BROKEN = sorted(p for p in (GOLDEN / "broken").iterdir() if p.is_dir())


def woven(case: Path) -> dict[str, str]:
    """Everything that is generated for a case: path -> text."""
    project = Project.at(case)
    return all_texts(project, weave(project))


def complaints(case: Path) -> tuple[int, str]:
    """Exit status and standard error of `specloom generate` on a broken case."""
    result = CliRunner().invoke(main, ["generate", "--project", str(case)])
    return result.exit_code, result.stderr
