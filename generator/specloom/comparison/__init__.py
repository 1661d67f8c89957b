"""Compare two builds of a vendor at all levels, and propose a version number.

This package may import `contract`, `surface`, `wire`, `builds` and earlier packages.
It prints nothing: `reports` does.
"""

from .compare import compare_builds
from .comparison import Bump, Comparison

__all__ = ["Bump", "Comparison", "compare_builds"]
