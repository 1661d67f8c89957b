"""The commands: parse arguments, call the package, print the result, exit.

`EXIT_STATUSES` lists the exit statuses.
"""

from __future__ import annotations

import atexit
import gc
import os
from pathlib import Path
from shlex import quote
from typing import Any

import click

from . import __version__
from .builds.accepted_losses import AcceptedLosses
from .builds.cache import Cache
from .builds.vendor_builds import built_vendor, normalized_document
from .command_group import CommandGroup
from .command_options import (
    generate_options,
    json_option,
    overwrite_option,
    root_option,
)
from .commands.add import add
from .commands.check import check
from .commands.completion import completion
from .commands.diff import diff
from .commands.docs import docs
from .commands.explain import explain
from .commands.impact import impact, migrate
from .commands.init import init
from .commands.lint import lint
from .commands.merge_driver import merge_driver
from .commands.mock import mock
from .commands.overlay import overlay
from .commands.report import report as report_command
from .commands.schema import schema
from .commands.suggest import suggest
from .commands.try_file import try_file
from .commands.update import update
from .completions import vendor_names
from .generation import (
    Generation,
    generate_file,
    generate_project,
    report_texts,
    write_files,
)
from .output.file_ownership import Protection, absolute
from .output.plan import Plan
from .project.folders import Project
from .project.generate_options import (
    DEFAULT_OPTIONS,
    GenerateOptions,
    invalid_pattern,
)
from .project.package_names import package_name
from .regular_files import real_path
from .stages import Stage, StageTimes
from .terminal import (
    accept_any_character,
    print_json,
    print_next,
    print_remark,
    print_table,
    print_timings,
    print_warnings,
    progress_status,
    report_errors,
)

EXIT_STATUSES = """
\b
Exit status:
  0   success
  1   the command found what it looks for, such as out-of-date files (`check`)
  2   invalid input or arguments, or the output would replace a file that
      Specloom did not write
  3   a file cannot be read or written (full disk, read-only or missing folder)
  70  internal error
  130 interrupted; no files were changed
docs/terminal.md lists them for each command.
"""
_WRITING = """
\b
Exit status:
  0   the files were written, or are as they should be
  2   invalid input or arguments, or a file would be replaced that Specloom did
      not write; nothing was written
  3   a file cannot be read or written; nothing was changed
"""


def _epilog(*examples: str) -> str:
    """Return the end of the help of a command that writes files."""
    lines = "".join(f"  specloom {example}\n" for example in examples)
    return f"\b\nExamples:\n{lines}{_WRITING}"


@click.group(cls=CommandGroup, epilog=EXIT_STATUSES)
@click.version_option(__version__)
def main() -> None:
    """Generate typed Python clients from vendors' API descriptions."""
    # Almost everything that is allocated lives until the process ends, so garbage
    # collection only costs time, and most at the end, when Python collects everything
    # several times. This is the process's entry point.
    gc.set_threshold(1_000_000, 20, 20)
    atexit.register(gc.freeze)
    accept_any_character()


@main.command(
    epilog=_epilog(
        "generate", "generate --spec openapi.yaml --output client --package acme"
    )
)
@root_option
@json_option
@generate_options
@report_errors
def generate(
    root: Path,
    as_json: bool,
    timings: bool,
    no_cache: bool,
    report: Path | None,
    emit_ir: Path | None,
    spec: Path | None,
    output: Path | None,
    package: str | None,
    overwrite: tuple[Path, ...],
    overlay: Path | None,
    references_root: Path | None,
    **options: Any,
) -> None:
    """Generate the clients for all vendors.

    With --spec, generate from one OpenAPI file into OUTPUT/PACKAGE, OUTPUT/specs and
    OUTPUT/tests; with --package-only, into OUTPUT/PACKAGE alone.

    For vendors whose files have not changed, the output is taken from a cache. The
    cache is in the user's cache folder, or in the folder set in the environment
    variable SPECLOOM_CACHE.
    """
    if spec is None:
        own = {"--output": output, "--package": package, "--overlay": overlay}
        _refuse_without_spec({**own, "--root": references_root}, options)
    elif output is None:
        raise click.UsageError("--spec needs --output: the folder to write to")
    if report and emit_ir and real_path(report) == real_path(emit_ir):
        raise click.UsageError("--report and --emit-ir are the same file")
    # The cache does not store what `--emit-ir` writes.
    cache = Cache() if no_cache or emit_ir else Cache.default()
    with progress_status() as progress:
        times = StageTimes(progress)
        if spec is not None and output is not None:
            name = _package_name(package or package_name(spec.stem))
            folder = real_path(spec.parent)
            settings = _options(folder, overlay, references_root, options)
            made = generate_file(spec, name, output, settings, cache, times)
        else:
            made = generate_project(root, cache, times)
        times("", Stage.WRITING)
        reports = report_texts(made.results, report, emit_ir)
        protection = made.protection(overwrite)
        planned = write_files(made.root, made.texts, protection, made.owned, reports)
        times.stop()
    print_warnings(made.added_losses())
    print_warnings(made.unneeded_actions())
    print_table(made.results, planned, times, as_json)
    if timings and not as_json:
        print_timings(times)
    if spec is None:
        _print_next(made, planned)


def _print_next(made: Generation, planned: Plan) -> None:
    """Print what to do after generating a project, if anything."""
    pairs = zip(made.accepted, made.results, strict=True)
    losing = [result.vendor for accepted, result in pairs if accepted.added(result)]
    if any(Path(path).name == "pyproject.toml" for path in planned.new):
        print_next(f"python -m pip install --editable {quote(str(made.output))}")
    elif losing:
        command = f'specloom accept {losing[0]} --reason "..."'
        print_next(command, "or repair the losses in overlay.yaml")
    elif planned.new or planned.changed:
        tests = quote(str(made.output / "tests"))
        print_next(f"python -m pytest {tests}", "with pytest installed")


def _refuse_without_spec(own: dict[str, Any], options: dict[str, Any]) -> None:
    """Raise UsageError if an option is given that is allowed only with --spec."""
    others = {
        f"--{name.replace('_', '-')}": value
        for name, value in options.items()
        if name != "files"
    }
    values = {**own, **others, "--allow-file": options["files"]}
    if given := [name for name, value in values.items() if value]:
        raise click.UsageError(f"only with --spec: {', '.join(given)}")


def _options(
    folder: Path, overlay: Path | None, root: Path | None, options: dict[str, Any]
) -> GenerateOptions:
    """Return the options for a description in a folder."""
    if wrong := invalid_pattern((*options["include"], *options["exclude"])):
        expected = "use tag:NAME, path:/PATH or operation:NAME"
        raise click.UsageError(f'invalid pattern "{wrong}": {expected}')
    others = options | {"files": tuple(_from(folder, f) for f in options["files"])}
    others["docstrings"] = options["docstrings"] or DEFAULT_OPTIONS.docstrings
    return GenerateOptions(
        **others, overlay=_from(folder, overlay), root=_from(folder, root)
    )


def _from(folder: Path, path: Path | None) -> str:
    """Return a command-line path relative to a folder; "" if no path is given."""
    if path is None:
        return ""
    return Path(os.path.relpath(absolute(path), folder)).as_posix()


def _package_name(name: str) -> str:
    """Return the name of a package.

    Raises UsageError if it is not valid, or shadows a module that the package needs.
    """
    if (valid := package_name(name)) != name:
        message = f'"{name}" is not a valid package name; try "{valid}"'
        raise click.UsageError(message)
    return name


@main.command(
    short_help="Accept the losses of a vendor's client.",
    epilog=_epilog('accept acme --reason "we do not use XML"'),
)
@root_option
@json_option
@click.argument("vendor", shell_complete=vendor_names)
@click.option("--reason", required=True, help="Why the new losses are accepted.")
@report_errors
def accept(root: Path, as_json: bool, vendor: str, reason: str) -> None:
    """Accept the losses of VENDOR's client by recording them in losses.yaml.

    A loss is something that the description declares but the client does not support.
    New losses are recorded with the reason; losses that no longer occur are removed.
    """
    # An entry is one line of the file.
    reason = " ".join(reason.split())
    if not reason or not reason.isprintable():
        found = "has characters that cannot be printed" if reason else "is empty"
        raise click.UsageError(f"the reason {found} (expected a sentence)")
    project = Project.at(root)
    chosen = project.vendor(vendor)
    with progress_status() as progress:
        result = built_vendor(chosen, progress=progress)
    accepted = AcceptedLosses.read(root, f"{project.specs}/{vendor}")
    added, removed = accepted.added(result), accepted.stale(result)
    if added or removed:
        texts = {accepted.file: accepted.text(result, reason)}
        # It was read as losses above, so it may be replaced even if a user wrote it.
        write_files(root, texts, Protection(overwrite=[root / accepted.file]))
    if as_json:
        print_json({"file": accepted.file, "added": added, "removed": removed})
        return
    for line in (*added, *removed):
        print_remark(line)
    if not added and not removed:
        print_remark(f"{accepted.file} needs no change")
        return
    print_next("specloom check")


@main.command(epilog=_epilog("normalize", "normalize acme"))
@root_option
@json_option
@overwrite_option
@click.argument("vendors", nargs=-1, shell_complete=vendor_names)
@report_errors
def normalize(
    root: Path, as_json: bool, overwrite: tuple[Path, ...], vendors: tuple[str, ...]
) -> None:
    """Write the normalized description (openapi.yaml) and names.yaml.

    Without VENDORS, write these files for all vendors.
    """
    project = Project.at(root)
    texts = {}
    with progress_status() as progress:
        for name in vendors or project.names():
            vendor = project.vendor(name)
            progress(name, Stage.NORMALIZING)
            document = normalized_document(vendor)
            texts[f"{vendor.specs}/openapi.yaml"] = document.text
            texts[f"{vendor.specs}/names.yaml"] = document.names_text
    planned = write_files(root, texts, Protection(overwrite=overwrite))
    if as_json:
        print_json({"new": planned.new, "changed": planned.changed})
        return
    for path in (*planned.new, *planned.changed):
        print_remark(path)
    if planned.new or planned.changed:
        print_next("specloom generate")


main.add_command(add)
main.add_command(check)
main.add_command(completion)
main.add_command(diff)
main.add_command(docs)
main.add_command(explain)
main.add_command(impact)
main.add_command(init)
main.add_command(lint)
main.add_command(migrate)
main.add_command(merge_driver)
main.add_command(mock)
main.add_command(overlay)
main.add_command(try_file)
main.add_command(update)
main.add_command(report_command)
main.add_command(schema)
main.add_command(suggest)


if __name__ == "__main__":
    main()
