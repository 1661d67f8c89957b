"""Check whether the parts of a normalized document fit together.

The vocabulary's schemas define the form of each key. This package checks that the parts
that a key refers to exist. It reports all problems at once and repairs nothing. It must
not import `normalize`, `lower` or `models`.
"""

from .all_checks import check

__all__ = ["check"]
