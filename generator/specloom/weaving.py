"""One vendor's description to its texts: every room in its turn.

Importing this imports all that generating needs; `pipeline` does so only when there is
something to weave.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from .cache import Cache, digest, digest_of, fingerprint
from .check import check
from .document import each_operation
from .format import format_files
from .jobs import Job, Say, Woven
from .load import Document, beside, load
from .lower import Lowering
from .models import Models
from .normalize import Normalized, normalize
from .normalize.bundling import bundle
from .problems import SpecError
from .render import render, render_distribution
from .vocabulary import check_vocabulary
from .wishes import Formatter


def normalized(job: Job) -> Normalized:
    """The normal form of a description, checked.

    Raises:
        SpecError: with every problem of its files.
    """
    return _normalized(job, lambda step: None)[0]


def woven(job: Job, cache: Cache, say: Say) -> Woven:
    """The texts of a description.

    Args:
        job: what to weave.
        cache: has the answers about types that were asked for the last time.
        say: told of each step before it is done.

    Raises:
        SpecError: with every problem of its files.
    """
    # Nearly all that is made is kept: who looks for garbage often finds none.
    gc.set_threshold(50_000, 20, 20)
    start = time.perf_counter()
    made, files = _normalized(job, say)
    say("choosing types")
    slot = digest(fingerprint(), "answers", job.vendor, str(job.path.resolve()))
    models = Models(made.document, cache.get(slot) or {})
    lowering = Lowering(made.document, job.vendor, models)
    package = lowering.package()
    modules = models.render(lowering.modules)
    cache.put(slot, models.answers)
    say("printing")
    spec = f"{job.specs}/openapi.yaml"
    texts = render(package, modules, source=spec, package_name=job.above)
    if not job.above:
        texts["py.typed"] = ""
    return Woven(
        vendor=job.vendor,
        texts={
            spec: made.text,
            f"{job.specs}/names.yaml": made.names_text,
            **format_files(
                {_placed(job, path): text for path, text in texts.items()},
                job.formatter,
            ),
        },
        operations=sum(1 for _ in each_operation(made.document)),
        models=len(lowering.modules),
        ledger=list(made.ledger.rows()),
        files=files,
        seconds=time.perf_counter() - start,
    )


def distribution(
    package: str, vendors: Iterable[str], formatter: Formatter
) -> dict[str, str]:
    """The texts of the distribution around the vendors' packages, by path inside it."""
    return format_files(render_distribution(package, list(vendors)), formatter)


def _normalized(job: Job, say: Say) -> tuple[Normalized, list[list[str | None]]]:
    """The normal form, and where references to other files led to."""
    say("reading")
    source, files = _whole(job.path, job.shown, job.wishes.files)
    overlay = _optional(job.overlay, f"{job.specs}/overlay.yaml")
    names = _optional(job.names, f"{job.specs}/names.yaml")
    say("normalizing")
    made = normalize(source, overlay, names, vendor=job.vendor, wishes=job.wishes)
    shown = Document(f"{job.specs}/openapi.yaml", made.document)
    if problems := check_vocabulary(shown) or check(made.document, made.places):
        raise SpecError(problems)
    return made, files


def _whole(
    path: Path, shown: str, allowed: Collection[str]
) -> tuple[Document, list[list[str | None]]]:
    """A document with the files that it refers to, and which these are."""
    digests: dict[str, str | None] = {}
    files: list[list[str | None]] = []

    def loaded(at: Path, name: str) -> Any:
        digests[name] = digest_of(at)
        return load(at, shown=name).data

    found = beside(path, shown, loaded, allowed)

    def noted(file: str, reference: str) -> tuple[str, Any] | None:
        other = found(file, reference)
        name = other[0] if other else None
        files.append([file, reference, name, digests.get(name) if name else None])
        return other

    return bundle(load(path, shown=shown), noted), files


def _optional(path: Path | None, shown: str) -> Document | None:
    return None if path is None else load(path, shown=shown)


def _placed(job: Job, path: str) -> str:
    """Where a text of the package is to be, tests apart."""
    inside = path.removeprefix("tests/")
    return f"{job.package if inside == path else job.tests}/{inside}"
