"""The site of the documentation, built once for all tests of a process."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

ROOT = Path(__file__).parents[2]


@cache
def built_site() -> Path:
    """Return the folder of the site, built from a copy of the pages.

    The test is skipped if the packages of `make docs` are not installed.
    """
    pytest.importorskip("zensical", reason="installed by `make docs`")
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("runtime", "generator"):
        (folder / name).symlink_to(ROOT / name)
    run = subprocess.run(
        [str(Path(sys.executable).with_name("zensical")), "build", "--strict"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    output = re.sub(r"\x1b\[[\d;]*m", "", run.stdout + run.stderr)
    assert run.returncode == 0, output
    assert not re.search("warning|error", output, re.I), output
    return folder / "build" / "site"
