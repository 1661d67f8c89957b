"""Find the old side of a comparison: a git revision, a release, or a wheel.

`open_baseline` yields a `Baseline`, of which `build` returns what `full_build` returns
for a vendor of the project as it is now. This package may import `builds`,
`generation` and earlier packages.
"""

from .baseline import LAST_RELEASE, Baseline, open_baseline

__all__ = ["LAST_RELEASE", "Baseline", "open_baseline"]
