"""Check that a release can be published: `make release-check`.

Each check prints one line. The exit status is 1 if one of them fails.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from . import checks, installed
from .archives import metadata, read_files
from .building import (
    MACHINES,
    BuildError,
    build,
    checkout_files,
    copy_checkout,
    rebuilt_wheel,
)
from .distributions import RUNTIME, SPECLOOM, Distribution, generated
from .versions import versions_out_of_step

ROOT = Path(__file__).parents[2]


class Report:
    """The checks so far, each printed as one line."""

    def __init__(self) -> None:
        self.failed = 0

    def check(self, title: str, problems: Iterable[str]) -> bool:
        """Print whether a check found problems, and return whether there are none."""
        found = list(problems)
        self.failed += bool(found)
        print(f"{'FAIL' if found else 'ok  '} {title}", flush=True)
        for problem in found:
            print("\n".join(f"       {line}" for line in problem.splitlines()))
        return not found


def check_distribution(
    report: Report, distribution: Distribution, copies: list[Path], folder: Path
) -> list[Path]:
    """Build a distribution in each copy of the checkout, and check the archives.

    Args:
        report: what prints the results.
        distribution: the distribution.
        copies: a copy of the checkout for each machine.
        folder: an empty folder for the archives.

    Returns:
        The archives.
    """
    name = distribution.name
    builds: list[list[Path]] = []
    try:
        for machine, copy in zip(MACHINES, copies, strict=True):
            output = folder / machine.name / "dist"
            where = copy / distribution.folder
            builds.append(build(where, output, machine, "sdist", "wheel"))
        wheel, source = builds[0]
        again = rebuilt_wheel(source, folder / "from source", MACHINES[1])
    except BuildError as error:
        report.check(f"{name}: builds", [str(error)])
        return []
    report.check(
        f"{name}: wheel and source distribution have the same bytes, built twice",
        checks.differing_builds(*builds),
    )
    report.check(
        f"{name}: the source distribution builds the same wheel",
        checks.differing_builds([wheel], [again]),
    )
    listed = checkout_files(ROOT)
    words = [str(folder), *(str(copy) for copy in copies), str(ROOT)]
    for path, wrong in ((wheel, checks.wrong_wheel), (source, checks.wrong_source)):
        files = read_files(path)
        report.check(f"{path.name}: files", wrong(distribution, files, listed))
        report.check(
            f"{path.name}: metadata", checks.wrong_metadata(distribution, files)
        )
        report.check(
            f"{path.name}: no name or path of the build machine",
            checks.traces_of_machines(files, [*words, *checks.machine_words()]),
        )
    return [source, wheel]


def check_installed(report: Report, wheels: list[Path], folder: Path) -> None:
    """Check the wheels in an environment of their own."""
    problem = installed.install(wheels, folder)
    if not report.check(
        "the wheels install into an empty environment", [problem] if problem else []
    ):
        return
    version = next(
        str(metadata(read_files(wheel))["Version"])
        for wheel in wheels
        if wheel.name.startswith("specloom-")
    )
    report.check(
        "specloom --version in the environment",
        installed.wrong_commands(folder, version),
    )
    page = installed.TUTORIAL
    report.check(
        f"the snippets of docs/{page.name} in the environment",
        installed.differing_page(page, folder),
    )


def _twine(archives: list[Path]) -> Iterator[str]:
    if find_spec("twine") is None:
        yield "twine is not installed (make release-check installs it)"
    else:
        yield from checks.twine_problems(archives)


def main(arguments: list[str] | None = None) -> int:
    """Run the checks, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make release-check", description=__doc__)
    parser.add_argument("--tag", help="the tag of the release, such as v0.2.0")
    parser.add_argument("--output", type=Path, help="where to put the archives")
    parser.add_argument(
        "--quick", action="store_true", help="without the empty environment and twine"
    )
    options = parser.parse_args(arguments)
    report = Report()
    made = generated(ROOT)
    report.check(
        "versions are in step", versions_out_of_step(ROOT, made.folder, options.tag)
    )
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        files = checkout_files(ROOT)
        copies = [copy_checkout(ROOT, files, folder, on) for on in MACHINES]
        built: dict[str, list[Path]] = {
            each.name: check_distribution(report, each, copies, folder / each.name)
            for each in (RUNTIME, SPECLOOM, made)
        }
        archives = [path for paths in built.values() for path in paths]
        if not options.quick:
            report.check("twine check --strict", _twine(archives))
            wheels = [path for path in archives if path.suffix == ".whl"]
            check_installed(report, wheels, folder / "environment")
        if options.output is not None and not report.failed:
            published = [*built[RUNTIME.name], *built[SPECLOOM.name]]
            options.output.mkdir(parents=True, exist_ok=True)
            for path in published:
                shutil.copyfile(path, options.output / path.name)
    if report.failed:
        print(f"{report.failed} checks failed", file=sys.stderr)
    return int(bool(report.failed))


if __name__ == "__main__":
    sys.exit(main())
