"""Convert component schemas to modules of pydantic models.

The names, base classes and modules of models are decided only here, so that signatures
refer to models correctly. This package must not import `normalize` or `lower`, and does
not access files.
"""

from .document_models import Models

__all__ = ["Models"]
