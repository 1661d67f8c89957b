"""Copy sections of the results into the pages that show them.

A page has `<!-- generate.md: NAME -->` before, and `<!-- end of generate.md -->` after
the text of the section `## NAME` of the results in `results/generate.md`. Run it with
`make bench-tables`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "generate.md"
PAGES = [
    ROOT / "README.md",
    ROOT / "docs" / "comparison.md",
    ROOT / "docs" / "measurements.md",
    ROOT / "docs" / "how-to" / "own-transport.md",
]
SHOWN = re.compile(
    r"(?P<start><!-- (?P<file>\w+\.md): (?P<name>.+?) -->\n).*?"
    r"(?P<end><!-- end of (?P=file) -->)",
    re.DOTALL,
)


def sections(results: str) -> dict[str, str]:
    """Return the text of each section by its heading."""
    parts = re.split(r"(?m)^## (.+)\n", results)
    return dict(zip(parts[1::2], (text.strip() for text in parts[2::2]), strict=True))


def filled(page: str, results: Mapping[str, str]) -> str:
    """Return a page with the sections of the results, by file, at their places."""
    texts = {file: sections(text) for file, text in results.items()}
    return SHOWN.sub(
        lambda at: f"{at['start']}\n{texts[at['file']][at['name']]}\n\n{at['end']}",
        page,
    )


def read_results() -> dict[str, str]:
    """Return the text of each file of results."""
    return {path.name: path.read_text("utf-8") for path in RESULTS.parent.glob("*.md")}


def write_pages() -> None:
    """Write the sections into the pages."""
    results = read_results()
    for path in PAGES:
        path.write_text(filled(path.read_text("utf-8"), results), "utf-8")


if __name__ == "__main__":
    write_pages()
