"""Represent the content of the generated code as data: the intermediate representation.

`python_types` contains the types, `model_definitions` the definitions of the
components, and `generated_package` everything else. This package contains neither
schemas nor code, and therefore imports no other package of the generator.
"""

from .generated_package import (
    Argument,
    BodyForm,
    CallKeyword,
    CallOperation,
    Client,
    Constant,
    Destination,
    FilterField,
    FilterFields,
    FurtherMembers,
    Member,
    Operation,
    OperationBase,
    OperationKind,
    Package,
    PagedOperation,
    PagedPartsOperation,
    Resource,
    StreamOperation,
    Webhook,
    Whole,
    field_names,
    is_fact,
)
from .operation_details import OperationDetails, RaisedError

__all__ = [
    "Argument",
    "BodyForm",
    "CallKeyword",
    "CallOperation",
    "Client",
    "Constant",
    "Destination",
    "FilterField",
    "FilterFields",
    "FurtherMembers",
    "Member",
    "Operation",
    "OperationBase",
    "OperationDetails",
    "OperationKind",
    "Package",
    "PagedOperation",
    "PagedPartsOperation",
    "RaisedError",
    "Resource",
    "StreamOperation",
    "Webhook",
    "Whole",
    "field_names",
    "is_fact",
]
