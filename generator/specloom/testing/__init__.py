"""What generated tests stand on: clients judged by their description.

Reads `openapi.yaml`, never the IR, and shares no code with the generator; openapi-core
decides whether a request is right.
"""

from .probe import Probe, probes

__all__ = ["Probe", "probes"]
