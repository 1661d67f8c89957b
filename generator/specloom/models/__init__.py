"""Convert component schemas to modules of pydantic models.

Only this package decides the names, base classes and modules of models, so that other
packages refer to models correctly. It must not import `normalize` or `lower`, and it
does not access files.
"""

from .document_models import Models

__all__ = ["Models"]
