"""Check whether the parts of a normalized document fit together.

The vocabulary's schemas decide what a key may look like; this package, whether what a
key refers to exists. It reports all problems at once and repairs nothing. Must not
import `normalize`, `lower` or `models`.
"""

from .all_checks import check

__all__ = ["check"]
