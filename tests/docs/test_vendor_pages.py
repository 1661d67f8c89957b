"""The example calls on the pages of vendors: they have the right types, and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from page_snippets import ROOT, SnippetError, environment

PAGES = sorted((ROOT / "docs" / "vendors").glob("*.md"))
EXAMPLE = re.compile(r"^For example:\n\n```py\n(.*?)^```$", re.M | re.S)
OPENING = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
NOT_THERE = """
import sys, json
from specloom_runtime import ConflictError, NotFoundError
opening, examples = json.load(sys.stdin)
names = {}
exec(opening, names)
for each in examples:
    try:
        exec(each, names)
    except (ConflictError, NotFoundError):
        pass  # The mock does not have the object, or has it already.
"""


def _examples(page: Path) -> tuple[str, list[str]]:
    text = page.read_text("utf-8")
    return OPENING.findall(text)[0], EXAMPLE.findall(text)


@pytest.mark.verify
@pytest.mark.parametrize(
    "page", [each for each in PAGES if each.stem != "index"], ids=lambda each: each.stem
)
def test_every_example_is_a_request_that_the_vendor_accepts(
    page: Path, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", NOT_THERE],
        input=json.dumps(_examples(page)),
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SnippetError(run.stderr)


@pytest.mark.verify
def test_examples_have_the_right_types(tmp_path: Path) -> None:
    for page in PAGES:
        if page.stem != "index":
            opening, examples = _examples(page)
            # In functions, so that names of one example are not those of another.
            body = [
                f"def f{n}() -> None:\n" + re.sub("(?m)^(?=.)", "    ", each)
                for n, each in enumerate(examples)
            ]
            code = "\n".join([opening, *body])
            (tmp_path / f"{page.stem}_page.py").write_text(code, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, "."],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
