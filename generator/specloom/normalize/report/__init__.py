"""The generation report, to which passes add what they leave out or change.

`subjects` are what it is about, and `reasons` what can have happened to them. No pass
is here. Every other package of `normalize` may import it; it imports none.
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
