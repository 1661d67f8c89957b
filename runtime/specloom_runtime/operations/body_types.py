"""Check the type of a body before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.unset import NULL, is_absent


@dataclass(frozen=True, slots=True)
class BodyType:
    """The model that is the body of an operation, or the items of its list.

    Attributes:
        model: the class of the model.
        is_list: whether the body is a list of these models.
    """

    model: type[BaseModel]
    is_list: bool = False

    def check(self, body: Any) -> None:
        """Raise RequestError, which shows no values, unless a body has this type.

        A mapping can be sent instead of a model. An absent body and null are accepted.
        """
        if body is NULL or is_absent(body):
            return
        expected = self.model.__name__
        if not self.is_list:
            if not isinstance(body, self.model | Mapping):
                raise _wrong("body", expected, body)
        elif not isinstance(body, Sequence) or isinstance(body, str | bytes):
            raise _wrong("body", f"list of {expected}", body)
        else:
            for index, item in enumerate(body):
                if not isinstance(item, self.model | Mapping):
                    raise _wrong(f"body[{index}]", expected, item)


def body_type(declared: Any) -> BodyType | None:
    """Return the type of a declared body: a class, or `list[...]` of one.

    The result is None for other types, such as unions, which are not checked.
    """
    is_list = get_origin(declared) is list
    model = get_args(declared)[0] if is_list else declared
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    return BodyType(model, is_list) if is_model else None


def _wrong(name: str, expected: str, value: Any) -> RequestError:
    found = "None" if value is None else f"a value of type {type(value).__name__}"
    return RequestError(f"{name}: expected a {expected} (not {found})")
