"""Turn component schemas into modules of pydantic models.

Decides names, inheritance and modules, so that `lower` and the models cannot
disagree. Must not import `normalize` or `lower`, and touches no file.
"""

from .document_models import Models

__all__ = ["Models"]
