"""Write the Markdown of reports about real changes of vendors to docs/examples.

`make examples PAIRS=folder` runs it. Each pair is a folder with an old and a new
description; the Makefile names the pairs, and the package of each.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from specloom.reports.circumstances import Circumstances
from specloom.reports.file_reports import file_report
from specloom.reports.markdown_report import markdown_report

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
VERSION = "1.8.2"
"""The version that the packages are supposed to have."""


def example(pair: Path, name: str) -> str:
    """Return the Markdown of the report about a pair.

    Args:
        pair: the folder of the two descriptions.
        name: the name of the package.
    """
    old, new = (next(pair.glob(f"{side}.*")) for side in ("old", "new"))
    given = Circumstances(
        baseline=old.name, today=date(2026, 1, 1), package_version=VERSION
    )
    # Places in the report begin with the path as it is given here.
    before = Path.cwd()
    os.chdir(pair)
    try:
        report = file_report(Path(old.name), Path(new.name), name, given)
    finally:
        os.chdir(before)
    return markdown_report([report])


def main(pairs: Path, *named: str) -> None:
    """Write all examples.

    Args:
        pairs: the folder that contains the pairs.
        named: the name of a package and the folder of its pair, as `name=folder`.
    """
    EXAMPLES.mkdir(exist_ok=True)
    for each in named:
        name, _, folder = each.partition("=")
        text = example(pairs.resolve() / folder, name)
        (EXAMPLES / f"{name.replace('_', '-')}.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
