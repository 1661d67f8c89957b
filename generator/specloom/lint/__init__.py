"""Find notes: declarations that are missing in a valid description.

A note is not an error. The client can be generated, but it lacks a feature of the
vendor, such as pagination. This package must not import `check`, `normalize` or
`lower`.
"""

from .all_notes import FINDERS, notes

__all__ = ["FINDERS", "notes"]
