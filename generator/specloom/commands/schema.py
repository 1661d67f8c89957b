"""The command that prints JSON Schemas, and writes those for editors."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..command_options import PathType
from ..completions import key_names
from ..terminal import (
    print_json,
    print_line,
    print_remark,
    report_errors,
)

_EPILOG = """
\b
Examples:
  specloom schema
  specloom schema x-specloom-pagination
  specloom schema overlay > overlay.schema.json
  specloom schema --write specs/.schemas

\b
Exit status:
  0   success
  2   an unknown name, or a file would be replaced that Specloom did not write
  3   a file cannot be written; nothing was changed
"""


@click.command(epilog=_EPILOG)
@click.argument("key", required=False, shell_complete=key_names)
@click.option(
    "--write",
    "folder",
    type=PathType(folder=True, written=True),
    help="Write the schemas for editors to this folder.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="With --write: print the result as JSON."
)
@report_errors
def schema(key: str | None, folder: Path | None, as_json: bool) -> None:
    """Print the JSON Schema of every x-specloom key, or of KEY.

    With overlay, settings, names or view, print the schema with which editors complete
    and check an overlay, pyproject.toml, names.yaml or a view. These schemas are in
    draft 7 and refer to no other file.
    """
    # Imported late: `generate` may not need them.
    from ..editor_schemas import SCHEMAS, editor_schema
    from ..suggestions import did_you_mean
    from ..vocabulary import schemas

    if folder is not None:
        if key is not None:
            raise click.UsageError("--write writes all schemas for editors, not KEY")
        _write(folder, as_json)
        return
    if key is not None and key in SCHEMAS:
        print_json(editor_schema(key))
        return
    known = dict(schemas())
    if key is not None and key not in known:
        names = (*SCHEMAS, *known)
        hint = did_you_mean(key, names, "{} ")
        expected = f"({hint}expected one of: {', '.join(names)})"
        print_line(f'unknown key "{key}" {expected}', err=True)
        sys.exit(2)
    print_json(known[key] if key else known)


def _write(folder: Path, as_json: bool) -> None:
    """Write the schemas for editors, and print which files changed."""
    from ..editor_schemas import is_own_schema, schema_texts
    from ..generation import write_files
    from ..output.file_ownership import Protection
    from ..regular_files import read_regular

    texts = schema_texts()
    paths = [folder / name for name in texts]
    own = [path for path in paths if path.is_file()]
    own = [path for path in own if is_own_schema(read_regular(path))]
    planned = write_files(folder, texts, Protection(overwrite=own))
    if as_json:
        print_json({"new": planned.new, "changed": planned.changed})
        return
    for name in (*planned.new, *planned.changed):
        print_remark(folder / name)
    if not planned.new and not planned.changed:
        print_remark("the schemas are up to date")
        return
    line = "# yaml-language-server: $schema=PATH/overlay.schema.json"
    print_remark(f"the first line of an overlay can be: {line}", err=True)
