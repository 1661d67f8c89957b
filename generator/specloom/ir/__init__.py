"""The intermediate representation: the content of the generated code, as data.

`python_types` contains the types, `model_definitions` the definitions of the
components, and `generated_package` everything else. This package contains neither
schemas nor code. To ensure this, it must not import other packages of the generator.
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
    Resource,
    StreamOperation,
    Webhook,
    Whole,
    field_names,
)

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
    "OperationKind",
    "Package",
    "PagedOperation",
    "Resource",
    "StreamOperation",
    "Webhook",
    "Whole",
    "field_names",
]
