"""Build distributions in copies of the checkout, on machines that differ."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .archives import unpack

EPOCH = "1580601600"
"""The time of all files in archives, unless SOURCE_DATE_EPOCH is set."""


class BuildError(Exception):
    """A distribution could not be built."""


@dataclass(frozen=True)
class Machine:
    """How one machine differs from another, for a build.

    Attributes:
        name: the name of its folders.
        umask: what its users may not do with new files.
        modified: the time of its files, in seconds since 1970.
        variables: its environment variables.
    """

    name: str
    umask: int
    modified: int
    variables: tuple[tuple[str, str], ...]


MACHINES = (
    Machine(
        name="first-build-machine",
        umask=0o022,
        modified=1_000_000_000,
        variables=(("TZ", "UTC"), ("LC_ALL", "C"), ("PYTHONHASHSEED", "1")),
    ),
    Machine(
        name="another machine",
        umask=0o077,
        modified=1_700_000_000,
        variables=(("TZ", "Asia/Tokyo"), ("LC_ALL", "C.UTF-8"), ("USER", "another")),
    ),
)


def checkout_files(checkout: Path) -> list[str]:
    """Return the files of a checkout that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    )
    names = sorted({*listed.stdout.split("\0")} - {""})
    return [name for name in names if (checkout / name).is_file()]


def copy_checkout(checkout: Path, files: list[str], folder: Path, on: Machine) -> Path:
    """Copy the files of a checkout to a machine, and return their folder.

    Args:
        checkout: the folder of the checkout.
        files: the files to copy.
        folder: the folder of all machines.
        on: the machine.
    """
    root = folder / on.name / "checkout"
    for name in files:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(checkout / name, target)
        executable = os.access(checkout / name, os.X_OK)
        target.chmod((0o777 if executable else 0o666) & ~on.umask)
        os.utime(target, (on.modified, on.modified))
    # The root of a repository, above which the build looks for no .gitignore.
    (root / ".git").mkdir()
    return root


def build(folder: Path, output: Path, on: Machine, *targets: str) -> list[Path]:
    """Build distributions, and return their files, the wheel first.

    Args:
        folder: the folder with the pyproject.toml.
        output: the folder to write to.
        on: the machine.
        targets: `sdist` and `wheel`, or one of them.

    Raises:
        BuildError: the build failed; the text is what it printed.
    """
    home = output.parent / "home"
    home.mkdir(parents=True, exist_ok=True)
    chosen = [word for target in targets for word in ("--target", target)]
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *chosen, "-d", str(output)],
        cwd=folder,
        env={
            **os.environ,
            "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH),
            "HOME": str(home),
            **dict(on.variables),
        },
        umask=on.umask,
        capture_output=True,
        text=True,
    )
    if built.returncode:
        raise BuildError(built.stderr.strip() or built.stdout.strip())
    return sorted(output.iterdir(), key=lambda path: path.suffix, reverse=True)


def rebuilt_wheel(source: Path, folder: Path, on: Machine) -> Path:
    """Build a wheel from a source distribution.

    Args:
        source: the source distribution.
        folder: an empty folder to unpack and build in.
        on: the machine.
    """
    unpacked = unpack(source, folder / "unpacked")
    (wheel,) = build(unpacked, folder / "built", on, "wheel")
    return wheel
