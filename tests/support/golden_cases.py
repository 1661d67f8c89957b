"""The golden cases: one folder for each feature.

Files that are equal in all cases are stored once, in `tests/golden/common`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner
from specloom.builds.vendor_builds import build
from specloom.cli import main
from specloom.project.folders import Project

GOLDEN = Path(__file__).parents[1] / "golden"
COMMON = GOLDEN / "common"
PROSE = {"README.md", "AGENTS.md", "llms.txt"}
"""The documents that say the same of each vendor; the repository's own are compared."""
CASES = sorted(p for p in GOLDEN.iterdir() if (p / "specs").is_dir())
BROKEN = sorted(p for p in (GOLDEN / "broken").iterdir() if p.is_dir())


def built(case: Path) -> dict[str, str]:
    """Return everything that is generated for a case, except pages of prose.

    The keys are paths.
    """
    texts = build(Project.at(case))[1]
    return {k: text for k, text in texts.items() if Path(k).name not in PROSE}


def complaints(case: Path) -> tuple[int, str]:
    """Return the exit status and standard error of `generate` for a broken case."""
    result = CliRunner().invoke(main, ["generate", "--project", str(case)])
    return result.exit_code, result.stderr


def expected(case: Path) -> dict[str, str]:
    """Return the files that must be generated for a case; the keys are paths."""
    return _stored(COMMON) | _stored(case / "expected")


def _stored(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder)
        .as_posix()
        .removesuffix(".txt"): path.read_text("utf-8")
        for path in folder.rglob("*.txt")
    }


def rewrite() -> None:
    """Store the files that the cases generate now as the expected output."""
    made = {case: built(case) for case in CASES}
    first, *others = made.values()
    common = {
        path: text
        for path, text in first.items()
        if all(each.get(path) == text for each in others)
    }
    _store(COMMON, common)
    for case, texts in made.items():
        own = {path: text for path, text in texts.items() if path not in common}
        _store(case / "expected", own)


def _store(folder: Path, texts: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in texts.items():
        target = folder / f"{path}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
