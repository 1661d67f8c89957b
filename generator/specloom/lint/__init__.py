"""Find notes: declarations that are missing in a valid description.

A note is not an error. The client can be generated, but it lacks a feature of the
vendor, such as pagination. Each note has a severity, a reason, and the actions of an
overlay that mend it if these need no decision. This package must not import `check`,
`normalize` or `lower`.
"""

from .all_notes import FINDERS, findings
from .finding import LintFinding
from .mends import Mending
from .severities import ABOUT, SEVERITIES, Severity

__all__ = [
    "ABOUT",
    "FINDERS",
    "SEVERITIES",
    "LintFinding",
    "Mending",
    "Severity",
    "findings",
]
