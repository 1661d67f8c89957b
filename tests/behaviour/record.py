"""Record what every generated operation sends, returns and raises.

    python tests/behaviour/record.py --output FILE [--checkout FOLDER]
        [--corpus FOLDER] [--only NAME ...] [--documents FOLDER]
    python tests/behaviour/record.py --checkout FOLDER --only NAME
        --explain METHOD PATH

The vendors of `specs/` are driven as they are committed; the documents of
`tests/defects` and of a corpus are generated with the checkout's own generator. The
record of each operation has, for both modes, a hash of its requests, one of its results
and one of its messages, and the class of each error. `compare.py` compares two records.

With --documents the fixed arguments and answers come from the normalized documents in
that folder; those that are missing are copied there first. So two checkouts are driven
alike where their normalized documents differ.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SUFFIXES = (".json", ".yaml", ".yml")
SECONDS = 3600
"""The longest time of one document."""


@dataclass(frozen=True)
class Source:
    """A document to record, and where its package is or what to generate it from."""

    name: str
    package: str
    folder: Path
    document: Path
    generate: Path | None = None


class Failed(Exception):
    """A step of a document ended with an error; the text is its last line."""


def sources(options: argparse.Namespace, work: Path) -> Iterator[Source]:
    """Return the checkout's vendors, its defects, and the corpus if requested."""
    checkout = options.checkout
    for folder in sorted((checkout / "specs").iterdir()):
        document = folder / "openapi.yaml"
        if document.is_file():
            package = f"specloom_clients.{folder.name}"
            name = f"specs/{folder.name}"
            yield Source(name, package, checkout / "generated", document)
    folders = {"defects": checkout / "tests" / "defects", "corpus": options.corpus}
    for kind, folder in folders.items():
        for path in sorted(folder.iterdir()) if folder else ():
            if path.suffix in SUFFIXES:
                made = work / kind / path.stem
                document = made / "specs" / "client" / "openapi.yaml"
                yield Source(f"{kind}/{path.stem}", "client", made, document, path)


def recorded(source: Source, options: argparse.Namespace) -> Any:
    """The record of one document. Raises Failed for a step that does not succeed."""
    if source.generate is not None:
        given = ["--spec", source.generate, "--output", source.folder]
        command = ["-m", "specloom", "generate", *given, "--package", source.package]
        run(command, source, options)
    document = source.document
    if options.documents:
        document = options.documents / f"{source.name.replace('/', '--')}.yaml"
        if not document.exists():
            options.documents.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.document, document)
    command = [HERE / "drive.py", source.package, document]
    if options.explain:
        command += ["--explain", *options.explain]
    return json.loads(run(command, source, options))


def run(command: list[Any], source: Source, options: argparse.Namespace) -> str:
    """The output of a Python command that imports from the checkout."""
    checkout = options.checkout
    folders = [source.folder, checkout / "generator", checkout / "runtime"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SPECLOOM_CACHE": "",
    }
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise Failed((done.stderr.strip().splitlines() or ["no message"])[-1])
    return done.stdout


def main() -> None:
    """Record the documents that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkout", type=Path, default=HERE.parents[1])
    parser.add_argument("--output", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--only", nargs="*", help="names such as defects/forms")
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--explain", nargs=2, metavar=("METHOD", "PATH"))
    options = parser.parse_args()
    for name in ("checkout", "corpus", "documents"):
        if path := getattr(options, name):
            setattr(options, name, path.resolve())
    found: dict[str, Any] = {}
    text = ""
    with tempfile.TemporaryDirectory() as work:
        for source in sources(options, Path(work)):
            if options.only and source.name not in options.only:
                continue
            try:
                found[source.name] = recorded(source, options)
            except (Failed, subprocess.TimeoutExpired) as error:
                found[source.name] = {"failed": str(error)}
            print(f"{source.name}: {len(found[source.name])}", file=sys.stderr)
            text = json.dumps(found, sort_keys=True, indent=1) + "\n"
            if options.output:
                options.output.parent.mkdir(parents=True, exist_ok=True)
                options.output.write_text(text, "utf-8")
            if source.generate is not None:
                shutil.rmtree(source.folder, ignore_errors=True)
    if not options.output:
        print(text, end="")
    failed = [name for name, operations in found.items() if "failed" in operations]
    if failed:
        sys.exit(f"not recorded: {', '.join(failed)}")


if __name__ == "__main__":
    main()
