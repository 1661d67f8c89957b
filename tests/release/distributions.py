"""The distributions of a checkout, and the files that each of them contains."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DESCRIPTION = ("openapi.yaml", "names.yaml", "specloom.json")
"""What a wheel has of each vendor, for later comparisons."""


@dataclass(frozen=True)
class Distribution:
    """A distribution.

    Attributes:
        name: its name.
        folder: its folder in the checkout.
        packaged: the folders of the checkout whose files are in the wheel, each with
            the folder in the wheel.
        sources: the files and folders of the checkout that are in the source
            distribution.
        typed: the folder of the wheel that must contain `py.typed`.
        added: the files that a build adds to the wheel.
        has_license: whether the metadata has a licence, and the wheel its text.
    """

    name: str
    folder: str
    packaged: Mapping[str, str]
    sources: tuple[str, ...]
    typed: str
    added: tuple[str, ...] = ()
    has_license: bool = True

    def in_wheel(self, files: Iterable[str]) -> Iterator[str]:
        """Yield the files that a wheel contains, without those of its metadata.

        Args:
            files: the files of the checkout.
        """
        yield from self.added
        for file in files:
            for folder, target in self.packaged.items():
                if file.startswith(f"{folder}/"):
                    yield target + file.removeprefix(folder)

    def in_source(self, files: Iterable[str]) -> Iterator[str]:
        """Yield the files that a source distribution contains, without its metadata.

        Args:
            files: the files of the checkout.
        """
        for file in files:
            inside = (
                file if self.folder == "." else file.removeprefix(f"{self.folder}/")
            )
            if self.folder != "." and inside == file:
                continue
            if inside.startswith(self.sources):
                yield inside


SPECLOOM = Distribution(
    name="specloom",
    folder=".",
    packaged={"generator/specloom": "specloom", "templates": "specloom/templates"},
    sources=(
        *("generator/", "templates/", "pyproject.toml"),
        *("README.md", "LICENSE", "CHANGELOG.md"),
    ),
    typed="specloom",
)
RUNTIME = Distribution(
    name="specloom-runtime",
    folder="runtime",
    packaged={"runtime/specloom_runtime": "specloom_runtime"},
    sources=("specloom_runtime/", "pyproject.toml", "README.md", "LICENSE"),
    typed="specloom_runtime",
)


def generated(checkout: Path) -> Distribution:
    """Return the distribution that Specloom generates in its own checkout."""
    settings = project_table(checkout, "pyproject.toml")["tool"]["specloom"]
    folder = settings["output"]
    made = project_table(checkout, f"{folder}/pyproject.toml")
    hook = made["tool"]["hatch"]["build"]["hooks"]["custom"]
    package = hook["package"]
    return Distribution(
        name=made["project"]["name"],
        folder=folder,
        packaged={f"{folder}/{package}": package},
        sources=("",),
        typed=package,
        added=tuple(
            f"{package}/{vendor}/{name}"
            for vendor in hook["vendors"]
            for name in DESCRIPTION
        ),
        has_license="license" in made["project"],
    )


def project_table(checkout: Path, path: str) -> dict[str, Any]:
    """Return the settings of a pyproject.toml of the checkout."""
    return tomllib.loads((checkout / path).read_text("utf-8"))
