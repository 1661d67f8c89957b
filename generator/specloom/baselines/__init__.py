"""Find the old side of a comparison: a git revision, a release, or a wheel.

`open_baseline` yields a `Baseline`, of which `build` returns what `full_build` returns
for a vendor of the project as it is now. `open_revision_path` yields one description of
a revision. `merge_results` generates from the merged inputs of two commits. This
package may import `builds`, `generation` and earlier packages.
"""

from .baseline import Baseline, open_baseline
from .named_commits import LAST_RELEASE
from .revision_documents import is_revision_path, open_revision_path

__all__ = [
    "LAST_RELEASE",
    "Baseline",
    "is_revision_path",
    "open_baseline",
    "open_revision_path",
]
