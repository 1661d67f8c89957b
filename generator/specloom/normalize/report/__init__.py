"""The generation report, in which passes record omissions and changes.

`subjects` contains the rows of the report, and `reasons` the possible reasons. This
package contains no pass. All other packages of `normalize` may import this package, and
it imports none of them.
"""

from .generation_report import GenerationReport, loss_text
from .reasons import KEYWORDS, REASONS
from .subjects import Subject, events, message_parts, messages

__all__ = [
    "KEYWORDS",
    "REASONS",
    "GenerationReport",
    "Subject",
    "events",
    "loss_text",
    "message_parts",
    "messages",
]
