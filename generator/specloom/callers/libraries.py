"""The libraries that read and check Python code, which generating does not need."""

from __future__ import annotations

from importlib.util import find_spec

LIBRARIES = ("libcst", "mypy")
"""The libraries of the extra `specloom[impact]` that this package imports."""


class MissingLibraryError(Exception):
    """A library of the extra `specloom[impact]` is not installed."""


def require_libraries() -> None:
    """Check that the libraries are installed, without importing them.

    Raises:
        MissingLibraryError: a library is missing; the message says how to install it.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        text = f"{' and '.join(missing)} {verb} not installed "
        raise MissingLibraryError(text + "(run: pip install specloom[impact])")
