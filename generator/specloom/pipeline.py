"""From specs to texts: what was made before is taken, the rest is woven.

`generate`, `check` and the golden tests share `weave`; they differ in the last step.
All of it is planned before a byte moves.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cache import Cache, digest, digest_of, fingerprint
from .jobs import Job, Woven
from .messages import projects as messages
from .naming import identifier
from .problems import Place, Problem, SpecError
from .project import Project
from .wishes import EVERYTHING, Wishes

if TYPE_CHECKING:
    from .normalize import Normalized

Progress = Callable[[str, str], None]
"""Told a vendor and what is being done for it."""

Attempt = Woven | list[Problem]

APART = 1_000_000
"""Bytes of descriptions from which another process is worth its start."""


def silent(vendor: str, step: str) -> None:
    """Tells nobody."""


def weave(
    project: Project, cache: Cache | None = None, progress: Progress = silent
) -> list[Woven]:
    """Every vendor's texts, paths relative to the project's root; writes none of them.

    Large descriptions that are new or changed are woven by several processes.

    Args:
        project: where the specs are.
        cache: what was made before; None makes everything.
        progress: called before each step.

    Raises:
        SpecError: with the problems of all vendors.
    """
    kept = cache or Cache()
    jobs: list[Job] = []
    problems: list[Problem] = []
    for vendor in project.vendors():
        try:
            jobs.append(job(project, vendor))
        except SpecError as error:
            problems += error.problems
    known = {each.vendor: _known(each, kept) for each in jobs}
    fresh = [each for each in jobs if known[each.vendor] is None]
    for each, made in _made(fresh, kept, progress):
        if isinstance(made, Woven):
            known[each.vendor] = made
        else:
            problems += made
    if problems:
        raise SpecError(problems)
    return [woven for woven in known.values() if woven is not None]


def weave_file(
    path: Path,
    package: str,
    wishes: Wishes = EVERYTHING,
    cache: Cache | None = None,
    progress: Progress = silent,
) -> Woven:
    """The texts of one description on its own, paths relative to where they will be.

    The package is `<package>/`; its normal form is `specs/<package>/openapi.yaml`, its
    tests are in `tests/<package>/`.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the package's name, an identifier.
        wishes: which operations are wanted, and how defects are taken.
        cache: what was made before; None makes everything.
        progress: called before each step.

    Raises:
        SpecError: with every problem of the description.
    """
    alone = Job(
        vendor=package,
        path=path,
        shown=path.name,
        specs=f"specs/{package}",
        package=package,
        tests=f"tests/{package}",
        wishes=wishes,
    )
    kept = cache or Cache()
    return _known(alone, kept) or _woven(alone, kept, progress)


def job(project: Project, vendor: str) -> Job:
    """What is to be woven for a vendor of a project.

    Raises:
        SpecError: there is no such vendor, or its name is none for a package.
    """
    source = project.source(vendor)
    folder = f"{project.specs}/{vendor}"
    if source is None:
        place = Place(file=folder)
        raise SpecError(Problem(place=place, message=messages.NO_SOURCE()))
    if identifier(vendor) != vendor:
        expected = f"a module name such as {identifier(vendor)}"
        message = messages.INVALID_PACKAGE_NAME(name=vendor, expected=expected)
        raise SpecError(Problem(place=Place(file=folder), message=message))
    return Job(
        vendor=vendor,
        path=project.root / source,
        shown=source,
        overlay=_there(project.root / folder / "overlay.yaml"),
        names=_there(project.root / folder / "names.yaml"),
        specs=folder,
        package=f"{project.output}/{project.package}/{vendor}",
        tests=f"{project.output}/tests/{vendor}",
        above=project.package,
    )


def normalized(project: Project, vendor: str) -> Normalized:
    """One vendor's normal form, checked.

    Raises:
        SpecError: with every problem of its files.
    """
    from .weaving import normalized as made

    return made(job(project, vendor))


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _known(wanted: Job, cache: Cache) -> Woven | None:
    """What was woven before from the same files, those referred to included."""
    start = time.perf_counter()
    if cache.folder is None or (found := cache.get(wanted.key)) is None:
        return None
    woven = Woven(**found)
    if woven.files and not _led(wanted, woven.files):
        return None
    return replace(woven, seconds=time.perf_counter() - start)


def _led(wanted: Job, files: Iterable[list[str | None]]) -> bool:
    """Whether a description's references still lead to the same other files."""
    from .load import beside

    def read(path: Path, shown: str) -> str:
        if (found := digest_of(path)) is None:
            raise SpecError(
                Problem(place=Place(file=shown), message=messages.NO_FILE())
            )
        return found

    found = beside(wanted.path, wanted.shown, read, wanted.wishes.files)
    return all(
        (found(str(file), str(reference)) or (None, None)) == (name, content)
        for file, reference, name, content in files
    )


def _woven(wanted: Job, cache: Cache, progress: Progress) -> Woven:
    """A job done here and now, and kept unless its files changed meanwhile."""
    progress(wanted.vendor, "starting")
    from .weaving import woven

    key = wanted.key
    made = woven(wanted, cache, lambda step: progress(wanted.vendor, step))
    if wanted.key == key:
        cache.put(key, replace(made, seconds=0.0).as_json())
    return made


def _attempt(wanted: Job, cache: Cache, progress: Progress = silent) -> Attempt:
    try:
        return _woven(wanted, cache, progress)
    except SpecError as error:
        return list(error.problems)


def _made(
    jobs: list[Job], cache: Cache, progress: Progress
) -> Iterator[tuple[Job, Attempt]]:
    """Each job with its result or its problems, by several processes if they are large.

    The processes are started afresh: a copy of this one would copy its threads' locks.
    """
    apart = sum(each.size for each in jobs) // APART
    if (workers := min(len(jobs), os.cpu_count() or 1, apart)) < 2:
        for each in jobs:
            yield each, _attempt(each, cache, progress)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _mortal)
    try:
        done = {pool.submit(_attempt, each, cache): each for each in jobs}
        for each in jobs:
            progress(each.vendor, f"weaving in {workers} processes")
        for number, future in enumerate(as_completed(done), 1):
            progress(done[future].vendor, f"done, {number} of {len(jobs)}")
            yield done[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _mortal() -> None:
    """A process that Ctrl-C ends at once: nothing it does has to be finished."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def distribution(
    project: Project, woven: Iterable[Woven], cache: Cache | None = None
) -> dict[str, str]:
    """The texts of the distribution around the vendors' packages."""
    kept, vendors = cache or Cache(), [each.vendor for each in woven]
    key = digest(fingerprint(), "distribution", project.package, vendors)
    texts = kept.get(key)
    if texts is None:
        from .weaving import distribution as made

        texts = made(project.package, vendors)
        kept.put(key, texts)
    return {f"{project.output}/{path}": text for path, text in texts.items()}


def all_texts(
    project: Project, woven: list[Woven], cache: Cache | None = None
) -> dict[str, str]:
    """Everything to be on disk: path -> text."""
    found = distribution(project, woven, cache)
    for each in woven:
        found |= each.texts
    return found


def report(woven: Iterable[Woven]) -> dict[str, Any]:
    """The coverage ledger of all vendors, JSON-able."""
    return {each.vendor: each.ledger for each in woven}
