"""The intermediate representation: what is generated for a vendor, as plain facts.

`python_types` has the types, `model_definitions` what becomes of the components and
`generated_package` the rest, which includes both. Of the generator this package imports
nothing, so that no schema and no code can be in it.
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
