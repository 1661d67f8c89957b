"""The command that git calls for generated files that both sides changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..command_options import PathType, root_option
from ..terminal import print_json, print_line, progress_status, report_errors

_EPILOG = """
\b
Example:
  git config merge.specloom.driver "specloom merge-driver %O %A %B %P"
  echo "generated/** merge=specloom" >> .gitattributes

\b
Exit status:
  0   OURS has what is generated from the merged inputs
  1   the inputs have conflicts, or what git is merging is not known; OURS is as before
  2   nothing can be generated from the merged inputs; OURS is as before
  3   a file cannot be read or written
"""


@click.command("merge-driver", epilog=_EPILOG)
@root_option
@click.argument("ancestor", type=PathType())
@click.argument("ours", type=PathType())
@click.argument("theirs", type=PathType())
@click.argument("path", type=PathType())
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def merge_driver(
    root: Path, ancestor: Path, ours: Path, theirs: Path, path: Path, as_json: bool
) -> None:
    """Generate the file PATH again instead of merging its lines.

    git calls this for files with the attribute `merge=specloom`. The inputs of both
    sides (descriptions, overlays, names and settings) are merged, and what is generated
    from them is written to OURS. In a merge of several branches and in `git
    cherry-pick`, git does not say what it is merging: then OURS is kept as a conflict,
    and `specloom generate` mends it afterwards.
    """
    from ..baselines.merge_results import Versions, merged_text
    from ..regular_files import read_regular

    versions = Versions(*map(read_regular, (ancestor, ours, theirs)))
    with progress_status() as progress:
        progress(path.name, "merging")
        text = merged_text(root, path.as_posix(), versions, os.environ)
    conflicts = [] if isinstance(text, str) else [*text]
    if isinstance(text, str):
        ours.write_bytes(text.encode())
    if as_json:
        print_json({"path": path, "merged": not conflicts, "conflicts": conflicts})
    if not conflicts:
        return
    for line in conflicts:
        print_line(f"{path}: {line}", err=True)
    advice = (
        "when the inputs are merged, run `specloom generate` and add what it writes"
    )
    print_line(f"{path}: {advice}", err=True)
    sys.exit(1)
