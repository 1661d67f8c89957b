"""The commands: parse arguments, call the package, print the result, exit.

Exit status 0 is success, 1 a difference (`check`) or a note (`lint --strict`), 2 input
that cannot be used, 70 an internal error.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click

from . import __version__
from .build import build, build_file, normalized, representation
from .cache import Cache
from .errors import Problem, SpecError
from .names import identifier
from .options import GenerateOptions, invalid_pattern
from .output_files import Plan, apply, plan
from .project import Project
from .terminal import print_notes, print_table, progress_status, report_errors
from .vendor import BuildResult, Vendor, project_vendor, single_vendor

root_option = click.option(
    "--project",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder whose pyproject.toml has [tool.specloom].",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the summary as JSON."
)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Generate typed Python clients from the API descriptions of vendors."""
    # Almost everything that is allocated lives until the process ends, so frequent
    # garbage collection only costs time. This is the process's entry point.
    gc.set_threshold(50_000, 20, 20)


@main.command()
@root_option
@json_option
@click.option(
    "--report",
    "report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the generation report to this file, as JSON.",
)
@click.option(
    "--emit-ir",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the intermediate representation to this file, as JSON.",
)
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    help="Generate from this description alone, without a project.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --spec: the folder to write to.",
)
@click.option(
    "--package", help="With --spec: the package's name [default: the file's]."
)
@click.option(
    "--include",
    multiple=True,
    help="With --spec: only operations of tag:NAME, path:/PATH or operation:NAME; "
    "* is a wildcard. May be given several times.",
)
@click.option(
    "--exclude",
    multiple=True,
    help="With --spec: skip operations that match; same syntax as --include.",
)
@click.option(
    "--allow-file",
    "files",
    multiple=True,
    help="With --spec: a file outside the description's folder that it may refer to.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="With --spec: fail if anything is skipped or degraded.",
)
@click.option(
    "--degrade",
    is_flag=True,
    help="With --spec: type references that cannot be resolved as Any instead of "
    "failing.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Build everything, and store nothing for the next run.",
)
@report_errors
def generate(
    root: Path,
    as_json: bool,
    no_cache: bool,
    report: Path | None,
    emit_ir: Path | None,
    spec: Path | None,
    output: Path | None,
    package: str | None,
    **options: Any,
) -> None:
    """Generate the clients of all vendors.

    With --spec, generate from one OpenAPI file into OUTPUT/PACKAGE, OUTPUT/specs and
    OUTPUT/tests.

    Vendors whose files did not change are taken from a cache. It is in the user's
    cache folder, or in the folder that SPECLOOM_CACHE names.
    """
    if (spec is None) != (output is None) or (
        not spec and (package or any(options.values()))
    ):
        raise click.UsageError("--spec and --output go together, --package with them")
    if wrong := invalid_pattern((*options["include"], *options["exclude"])):
        expected = "use tag:NAME, path:/PATH or operation:NAME"
        raise click.UsageError(f'invalid pattern "{wrong}": {expected}')
    for option, file in (("--report", report), ("--emit-ir", emit_ir)):
        _check_writable(option, file, output or root)
    cache = Cache() if no_cache else Cache.default()
    if spec is not None and output is not None:
        name = package or identifier(spec.stem)
        built = _build_file(spec, output, name, GenerateOptions(**options), cache)
    else:
        built = _build_project(root, cache)
    rows = {each.vendor: each.report for each in built.results}
    extra = {report: json.dumps(rows, indent=2) + "\n"}
    if emit_ir is not None:
        # From the files that the packages were built from, before any is written.
        extra[emit_ir] = representation(built.vendors)
    apply(built.plan)
    for file, text in extra.items():
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    print_table(built.results, built.plan, as_json)


def _check_writable(option: str, file: Path | None, root: Path) -> None:
    """Exit with status 2 if a file cannot be written.

    Its folder has to exist, or to be under `root`, where folders are made.
    """
    if file is None or file.exists():
        return
    folder = file.resolve().parent
    found = next(each for each in (folder, *folder.parents) if each.exists())
    reason = ""
    if found != folder and not folder.is_relative_to(root.resolve()):
        reason = f"the folder {file.parent} does not exist"
    elif not found.is_dir():
        reason = f"{found} is not a folder"
    elif not os.access(found, os.W_OK):
        reason = f"the folder {found} is not writable"
    if reason:
        click.echo(f"{option} {file}: {reason}", err=True)
        sys.exit(2)


class _Built(NamedTuple):
    vendors: list[Vendor]
    results: list[BuildResult]
    plan: Plan


def _build_file(
    spec: Path, output: Path, package: str, options: GenerateOptions, cache: Cache
) -> _Built:
    """Build one description, and plan the files of its package."""
    if identifier(package) != package:
        raise click.UsageError(
            f'"{package}" is not a valid package name; try "{identifier(package)}"'
        )
    with progress_status() as progress:
        result = build_file(spec, package, options, cache, progress)
    owned = [f"{package}", f"tests/{package}", f"specs/{package}"]
    vendor = single_vendor(spec, package, options)
    return _Built([vendor], [result], plan(output, result.texts, owned))


@main.command()
@root_option
@report_errors
def check(root: Path) -> None:
    """Check that the files on disk are those that would be generated.

    The exit status is 1 if they are not. Everything is built; the cache is not used.
    """
    planned = _build_project(root, Cache()).plan
    for word, paths in (
        ("missing", planned.new),
        ("differs", planned.changed),
        ("stale", planned.stale),
    ):
        for path in paths:
            click.echo(f"{word}: {path}")
    if not planned.clean:
        click.echo("run `specloom generate` and commit what it writes", err=True)
        sys.exit(1)
    click.echo(f"{len(planned.texts)} files are as generated")


@main.command()
@root_option
@click.argument("vendors", nargs=-1)
@report_errors
def normalize(root: Path, vendors: tuple[str, ...]) -> None:
    """Write openapi.yaml and names.yaml.

    Without VENDORS, write them for all vendors.
    """
    project = Project.at(root)
    texts = {}
    for vendor in vendors or tuple(project.vendors()):
        made = normalized(project, vendor)
        folder = f"{project.specs}/{vendor}"
        texts[f"{folder}/openapi.yaml"] = made.text
        texts[f"{folder}/names.yaml"] = made.names_text
    planned = plan(root, texts, ())
    apply(planned)
    for path in (*planned.new, *planned.changed):
        click.echo(path)


@main.command()
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print the notes as JSON.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there are notes.")
@click.argument("vendors", nargs=-1)
@report_errors
def lint(root: Path, as_json: bool, strict: bool, vendors: tuple[str, ...]) -> None:
    """Check the vendors' files, and print what they do not declare.

    Without VENDORS, check all vendors. Nothing is written. A note has the place, what
    is missing, the next step and its id, which docs/lint.md explains.
    """
    from .lint import notes  # Late: `generate` may do without

    project = Project.at(root)
    problems: list[Problem] = []
    found: list[Problem] = []
    names = vendors or tuple(project.vendors())
    for vendor in names:
        try:
            made = normalized(project, vendor)
            found += notes(made.document, made.locate)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    print_notes(found, as_json)
    if not as_json:
        count = f"{len(found)} note{'' if len(found) == 1 else 's'}"
        click.echo(f"no problems and {count} in {', '.join(names)}")
    if strict and found:
        sys.exit(1)


@main.command()
@click.argument("key", required=False)
def schema(key: str | None) -> None:
    """Print the JSON Schema of every x-specloom key, or of KEY."""
    from .vocabulary import schemas  # Late: `generate` may do without

    known = dict(schemas())
    if key is not None and key not in known:
        click.echo(
            f'unknown key "{key}" (expected one of: {", ".join(known)})', err=True
        )
        sys.exit(2)
    click.echo(json.dumps(known[key] if key else known, indent=2, default=str))


def _build_project(root: Path, cache: Cache) -> _Built:
    """Build all vendors of a project, and plan the files of its two folders."""
    project = Project.at(root)
    with progress_status() as progress:
        built = build(project, cache, progress)
    vendors = [project_vendor(project, each.vendor) for each in built.vendors]
    planned = plan(root, built.texts, (project.output, project.specs))
    return _Built(vendors, built.vendors, planned)


if __name__ == "__main__":
    main()
