"""The commands about overlays: apply, check, compare and prune them."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_options import PathType
from ..terminal import (
    print_diff,
    print_json,
    print_line,
    print_remark,
    print_text,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..errors import Problem
    from ..load import Document
    from ..overlay.effects import ActionEffect

_STATUSES = """
\b
Exit status:
  0   success
{found}  2   an invalid document, overlay or argument
  3   a file cannot be written
"""


def _epilog(example: str, found: str = "") -> str:
    """Return the end of a command's help.

    Args:
        example: a command line.
        found: what exit status 1 means; "" if the command never has it.
    """
    statuses = _STATUSES.format(found=found and f"  1   {found}\n")
    return f"\b\nExample:\n  {example}\n{statuses}"


_document = click.argument("document", type=PathType())
_overlay = click.argument("overlay", type=PathType())
_output = click.option(
    "--output", type=PathType(written=True), help="Write the result to this file."
)


@click.group(epilog=_STATUSES.format(found=""))
def overlay() -> None:
    """Apply, check, derive and tidy up OpenAPI Overlays (versions 1.0 and 1.1)."""


@overlay.command(
    epilog=_epilog("specloom overlay apply source.yaml overlay.yaml > fixed.yaml")
)
@_document
@_overlay
@_output
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse actions that match nothing, and what the declared version of the "
    "format does not allow.",
)
@report_errors
def apply(
    document: Path, overlay: Path, output: Path | None, as_json: bool, strict: bool
) -> None:
    """Print DOCUMENT with the actions of OVERLAY applied.

    The result has the format of DOCUMENT, without its comments. DOCUMENT itself is not
    changed. As the published text demands, an action may match nothing.
    """
    from ..overlay.actions import apply_actions
    from ..overlay_output.document_text import document_text, format_of

    with _progress(document, "applying"):
        source, fixes = _loaded(document), _loaded(overlay)
        tree, effects = apply_actions(source.data, fixes, project=strict)
        text = document_text(tree, "json" if as_json else format_of(source.file))
    _warn(fixes, effects, strict)
    _print_text(text, output, (document, overlay))


@overlay.command(
    epilog=_epilog(
        "specloom overlay check source.yaml overlay.yaml",
        "with --strict: an action changes nothing",
    )
)
@_document
@_overlay
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with status 1 if an action changes nothing; refuse what `apply "
    "--strict` refuses.",
)
@report_errors
def check(document: Path, overlay: Path, as_json: bool, strict: bool) -> None:
    """Show what OVERLAY would change in DOCUMENT; write nothing.

    There is one line for each action, then a diff. Both sides of the diff are written
    in the same layout, so that it shows nothing but changes.
    """
    from ..overlay.actions import apply_actions
    from ..overlay_output.document_text import document_text, format_of
    from ..overlay_output.line_diff import line_diff

    with _progress(document, "applying"):
        source, fixes = _loaded(document), _loaded(overlay)
        tree, effects = apply_actions(source.data, fixes, project=strict)
        form = format_of(source.file)
        diff = line_diff(
            document_text(source.data, form),
            document_text(tree, form),
            old_name=source.file,
            new_name=f"{source.file} with {fixes.file}",
        )
    _warn(fixes, effects, strict)
    if as_json:
        print_json({"actions": [_row(each) for each in effects], "diff": diff})
    else:
        for each in effects:
            print_line(f"{each.location}: {_summary(each)}")
        print_diff(diff)
    if strict and not all(each.changed for each in effects):
        sys.exit(1)


@overlay.command(
    epilog=_epilog("specloom overlay compare old.yaml new.yaml > overlay.yaml")
)
@click.argument("old", type=PathType())
@click.argument("new", type=PathType())
@_output
@click.option("--json", "as_json", is_flag=True, help="Write the overlay as JSON.")
@click.option(
    "--keep-order",
    is_flag=True,
    help="Keep the order of members, too. An overlay can only append members, so those "
    "after a new one are removed and added again.",
)
@report_errors
def compare(
    old: Path, new: Path, output: Path | None, as_json: bool, keep_order: bool
) -> None:
    """Print the overlay that turns OLD into NEW."""
    from ..overlay.comparing import compare_documents
    from ..overlay_output.document_text import document_text
    from ..overlay_output.pruned_text import NO_CHANGE

    with _progress(new, "comparing"):
        before, after = _loaded(old), _loaded(new)
        actions = compare_documents(before, after, keep_order=keep_order)
    if not actions:
        print_remark("the documents are equal", err=True)
    made = {
        "overlay": "1.1.0",
        "info": {"title": f"Turn {old.name} into {new.name}", "version": "1.0.0"},
        "actions": actions or [NO_CHANGE],
    }
    text = document_text(made, "json" if as_json else "yaml")
    _print_text(text, output, (old, new))


@overlay.command(epilog=_epilog("specloom overlay prune source.yaml overlay.yaml"))
@_document
@_overlay
@click.option("--write", is_flag=True, help="Change OVERLAY instead of printing it.")
@click.option(
    "--unmatched", is_flag=True, help="Remove all actions that match nothing."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the lists of actions as JSON."
)
@report_errors
def prune(
    document: Path, overlay: Path, write: bool, unmatched: bool, as_json: bool
) -> None:
    """Print OVERLAY without the actions that no longer change DOCUMENT.

    An action is removed if the nodes that it selects have its values already, or if it
    removes what is gone. Comments and the layout of other lines are kept. Other actions
    that match nothing are kept and reported: what they fix may have been moved.
    """
    from ..errors import SourceLocation, SpecError
    from ..load import load_bytes
    from ..messages import Message
    from ..overlay.pruning import prune as pruned
    from ..overlay_output.pruned_text import without_actions

    with _progress(document, "applying"):
        source, fixes = _loaded(document), _loaded(overlay)
        found = pruned(source.data, fixes, unmatched=unmatched)
    data = load_bytes(overlay, shown=fixes.file)
    edited = without_actions(data, fixes, [e.effect.number for e in found.unneeded])
    is_written = write and found.kept and found.unneeded
    if is_written and not edited.keeps_layout:
        at = SourceLocation(file=fixes.file)
        raise SpecError.at(at, Message.LAYOUT_NOT_KEPT())
    _report_pruning(found, as_json)
    if not found.kept:
        print_remark(f"{fixes.file} is not needed: no action is left", err=True)
    if is_written:
        mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
        _write(overlay, mark + edited.text, ())
    elif not write and not as_json:
        _print_text(edited.text)


@contextmanager
def _progress(path: Path, step: str) -> Iterator[None]:
    """Show on a terminal what is done with a file."""
    with progress_status() as progress:
        progress(path.name, step)
        yield


def _loaded(path: Path) -> Document:
    """Return a document or an overlay.

    Raises:
        SpecError: the file is not valid JSON or YAML, or has no members.
    """
    from ..errors import SpecError
    from ..load import load
    from ..messages import Message

    found = load(path, shown=str(path))
    if not isinstance(found.data, dict | list):
        message = Message.NOT_AN_OBJECT(found="a single value")
        raise SpecError.at(found.location([]), message)
    return found


def _warn(fixes: Document, effects: list[ActionEffect], strict: bool) -> None:
    """Print warnings, or raise SpecError for them if `strict`."""
    from ..errors import SpecError
    from ..overlay.published_rules import published_warnings

    warnings: list[Problem] = [*published_warnings(fixes, effects)]
    if strict and warnings:
        raise SpecError(warnings)
    for warning in warnings:
        print_remark(f"warning: {warning}", err=True)


def _summary(effect: ActionEffect) -> str:
    """Return what an action did, in one line."""
    nodes = f"{effect.matched} node{'' if effect.matched == 1 else 's'}"
    text = f"{effect.kind} {effect.target}: "
    if not effect.matched:
        return f"{text}matches nothing"
    if effect.kind == "none":
        return f"{text}{nodes} matched, but the action does nothing"
    if not effect.changed:
        return f"{text}{nodes} matched, none changed (no longer needed)"
    text += f"{nodes} matched, {effect.changed} changed"
    if effect.repeated:
        text += f"; {effect.repeated} of the added items exist already"
    return text


def _row(effect: ActionEffect) -> dict[str, Any]:
    return {
        **effect.location._asdict(),
        "target": effect.target,
        "kind": effect.kind,
        "matched": effect.matched,
        "changed": effect.changed,
        "repeated": effect.repeated,
    }


def _report_pruning(found: Any, as_json: bool) -> None:
    """Print which actions are removed, and which ones deserve a look."""
    if as_json:
        print_json(
            {
                "removed": [
                    {**_row(each.effect), "reason": each.reason}
                    for each in found.unneeded
                ],
                "unmatched": [_row(each) for each in found.unmatched],
                "repeating": [_row(each) for each in found.repeating],
                "kept": found.kept,
            }
        )
        return
    for each in found.unneeded:
        shown = f"{each.effect.kind} {each.effect.target} {each.reason}"
        print_remark(f"removed: {each.effect.location}: {shown}", err=True)
    for effect in found.unmatched:
        shown = f"{effect.kind} {effect.target} matches nothing"
        print_remark(f"kept: {effect.location}: {shown}", err=True)
    for effect in found.repeating:
        print_remark(f"kept: {effect.location}: {_summary(effect)}", err=True)


def _print_text(
    text: str, output: Path | None = None, inputs: tuple[Path, ...] = ()
) -> None:
    """Print the text of a file, or write it."""
    if output is None:
        print_text(text)
    else:
        _write(output, text, inputs)


def _write(path: Path, text: str, inputs: tuple[Path, ...]) -> None:
    """Write a file at once: it has either its old or its new content.

    Raises:
        SpecError: the file is one of the inputs.
        OSError: the file cannot be written.
    """
    from ..generation import write_files
    from ..output.file_ownership import Protection

    protection = Protection(inputs=inputs, overwrite=[path])
    write_files(path.parent, {}, protection, reports={path: text})
