"""What generated tests stand on: clients judged by their description.

Reads `openapi.yaml`, never the IR, and shares no code with the generator; openapi-core
decides whether a request is right.
"""

from .probe import Probe, probes
from .sent import proves_webhook

__all__ = ["Probe", "probes", "proves_webhook"]
