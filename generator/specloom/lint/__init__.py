"""Find what a valid description does not declare: its notes.

Nothing is wrong where there is a note: a client can be generated, but it lacks what the
vendor has, such as pagination. Must not import `check`, `normalize` or `lower`.
"""

from .all_notes import FINDERS, notes

__all__ = ["FINDERS", "notes"]
