"""The base classes of generated models.

A model keeps unknown members of an object, and an enumeration keeps unknown values,
because vendors add both without a new version.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from enum import Enum, IntEnum, StrEnum
from functools import cache
from inspect import get_annotations
from types import ModuleType
from typing import Any, Final, Self, TypeGuard, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    PydanticUndefinedAnnotation,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema

from ..core.deep_stack import deeper_if_needed, on_deep_stack
from ..core.errors import RequestError
from ..core.property_names import camel_case, pascal_case, wire_name
from .partial_builds import partial_build
from .plain_data import json_object, short_text

EXTRAS = "__pydantic_extra__"
"""The attribute whose annotation is the type of a model's undeclared members."""

Member = TypeVar("Member", bound=Enum)

unknown_members: ContextVar[list[Enum] | None] = ContextVar(
    "unknown_members", default=None
)
"""The enumeration members that decoding creates; None outside of decoding."""

_only_fields: ContextVar[bool] = ContextVar("only_fields", default=False)
"""Whether a model is rebuilt for its fields alone, without its validator."""

_imported_later: Final[dict[type, set[type[BaseModel]]]] = {}
"""For each class, the models that were imported when its fields were resolved."""

_unknown: Final[dict[tuple[type[Enum], str | int], Any]] = {}
MOST_UNKNOWN: Final = 10_000
"""The maximum number of undeclared enumeration members that are kept."""
LONGEST_UNKNOWN: Final = 100
"""The maximum length of the value of an undeclared member that is kept."""

VALUES: Final = ConfigDict(
    # A number such as 1e400 is read as infinity, which no JSON can contain.
    allow_inf_nan=False,
    # Bytes are base64 in JSON, both in requests and in responses.
    ser_json_bytes="base64",
    val_json_bytes="base64",
)
"""How values are decoded and encoded, inside of models and outside."""


class Model(BaseModel):
    """An object of a request or response; attribute names are in snake_case.

    Only attributes that were set are sent, because absence and null are different.
    """

    model_config = VALUES | ConfigDict(
        # Names repeat in every item of a page, values mostly do not.
        cache_strings="keys",
        defer_build=True,
        extra="allow",
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    def __init_subclass__(cls, **options: Any) -> None:
        """Complete the base classes of other packages first.

        Pydantic copies the fields of a base class, and would look up an undefined type
        in the module of the subclass. For modules of the same package, which can import
        each other, `_import_types` completes the types later.
        """
        super().__init_subclass__(**options)
        for base in cls.__mro__:
            if issubclass(base, Model) and _package(base) != _package(cls):
                completed(base)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Import types of fields from modules that themselves import this module."""
        if _only_fields.get():
            raise PydanticUndefinedAnnotation(cls.__name__, "Only its fields are used.")
        build = partial_build.get()
        if build is None:
            _import_types(cls)
            return handler(source)
        if (replacement := build.replacement(cls)) is not None:
            return replacement
        _import_types(cls)
        build.include(cls, imported_later(cls))
        return handler(source)

    @classmethod
    def model_rebuild(
        cls, *, _parent_namespace_depth: int = 2, **options: Any
    ) -> bool | None:
        """Import the types of fields first; see `BaseModel.model_rebuild`."""
        _import_types(cls)
        depth = _parent_namespace_depth + 1  # The frame of this function.
        try:
            return super().model_rebuild(_parent_namespace_depth=depth, **options)
        except RecursionError:
            # Pydantic recurses through the fields of models. Types are looked up only
            # in modules, because a new thread has no frame of a caller.
            known = {"_types_namespace": {}, **options}
            return on_deep_stack(super().model_rebuild)(**known)

    @classmethod
    def of(cls, other: BaseModel, **changes: Any) -> Self:
        """Return this view of another model: `ContactInput.of(contact, name="x")`.

        Args:
            other: the model to copy from. At every depth, a field is copied if it is
                set and this view declares it. Other fields, such as read-only ones, are
                not copied.
            changes: the fields that get other values.

        Raises:
            RequestError: a value is not allowed in this view.
        """
        wire = {name: wire_name(cls, name) for name in completed(cls).model_fields}
        data = other.model_dump(by_alias=True, exclude_unset=True, warnings="none")
        taken = set(wire.values())
        if extras_type(cls) is not None:
            taken |= (other.model_extra or {}).keys()
        taken -= {wire.get(name, name) for name in changes}
        data = {key: value for key, value in data.items() if key in taken}
        try:
            built = cls.model_validate({**data, **changes})
        except ValidationError as error:
            problems = "; ".join(
                f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
                for problem in error.errors()
            )
            raise RequestError(
                f"{cls.__name__} cannot be made of this {type(other).__name__}: "
                f"{problems}"
            ) from None
        _leave_extras(built)
        return built

    def to_dict(self) -> dict[str, Any]:
        """Return what is set as JSON data, with the names and values of the wire.

        Undeclared members and credentials are included, at any depth. Times are text or
        numbers as the vendor writes them. A Decimal is text, or a number where JSON has
        one and a float keeps all its digits.

        Raises:
            ValueError: the model contains itself, or is nested too deeply.
        """
        return json_object(self)

    def __repr__(self) -> str:
        return short_text(self)

    def __str__(self) -> str:
        return short_text(self)


def _package(model: type[BaseModel]) -> str:
    """Return the package of a model's module, or the module if it has no package."""
    return model.__module__.rpartition(".")[0] or model.__module__


def _import_types(model: type[Model]) -> None:
    """Import the types of a model's fields that its module does not contain.

    Generated modules of models must not import each other in a cycle. Therefore, a
    module imports some types only for type checking; the package contains all types.
    The types of inherited fields are added to the model's module, where pydantic looks
    them up.
    """
    own, package = sys.modules[model.__module__], sys.modules.get(_package(model))
    for base in model.__mro__:
        if issubclass(base, Model) and not _is_complete(base):
            module = sys.modules[base.__module__]
            for name in _names(base):
                found = getattr(module, name, None)
                if found is None:
                    found = getattr(package, name, None)
                    if is_model(found):
                        _imported_later.setdefault(base, set()).add(found)
                # A submodule of the package may have the name of a built-in type.
                if found is not None and not isinstance(found, ModuleType):
                    vars(own).setdefault(name, found)


def imported_later(model: type[Model]) -> set[type[BaseModel]]:
    """Return the models in a model's fields that its module does not import itself."""
    return {each for base in model.__mro__ for each in _imported_later.get(base, ())}


def is_model(kind: Any) -> TypeGuard[type[BaseModel]]:
    """Return whether a type is the class of a model."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_complete(model: type[Model]) -> bool:
    """Return whether the types of all fields are known."""
    return model.__pydantic_fields_complete__ and EXTRAS not in get_annotations(model)


def _names(model: type[Model]) -> set[str]:
    """Return the names in the annotations of a model that are still strings."""
    texts = (each for each in get_annotations(model).values() if isinstance(each, str))
    return {name for text in texts for name in compile(text, "", "eval").co_names}


def completed(model: type[BaseModel]) -> type[BaseModel]:
    """Return the model with its field types resolved as far as they are defined.

    Pydantic resolves the fields before it builds the validator. The validator is left
    for the first use of the model, because it takes time for each model inside it.
    """
    if not model.__pydantic_fields_complete__:
        token = _only_fields.set(True)
        try:
            model.model_rebuild(raise_errors=False)
        finally:
            _only_fields.reset(token)
    return model


def new_adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the pydantic adapter of a type."""
    # Classes of models have a configuration of their own.
    config = None if is_model(kind) else VALUES
    adapter: TypeAdapter[Any] = TypeAdapter(kind, config=config)
    if not adapter.pydantic_complete:
        adapter.rebuild(raise_errors=False)
    return adapter


@deeper_if_needed
def type_adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the pydantic adapter of a type, built on a deep stack if necessary."""
    return new_adapter(kind)


@cache
def extras_type(model: type[BaseModel]) -> Any:
    """Return the type of members that a model does not declare; None for any type."""
    for each in model.__mro__:
        if issubclass(each, Model) and EXTRAS in get_annotations(each):
            _import_types(each)
            declared = get_annotations(each, eval_str=True)[EXTRAS]
            return get_args(declared)[1]
    return None


def _leave_extras(value: Any) -> None:
    """Remove members that a view does not declare, at any depth."""
    if isinstance(value, list | tuple):
        for item in value:
            _leave_extras(item)
    elif isinstance(value, dict):
        _leave_extras(list(value.values()))
    elif isinstance(value, BaseModel):
        if value.model_extra and extras_type(type(value)) is None:
            value.model_fields_set.difference_update(value.model_extra)
            value.model_extra.clear()
        _leave_extras([getattr(value, name) for name in type(value).model_fields])


class CamelModel(Model):
    """A model with camelCase properties in JSON, unless a field declares a name."""

    model_config = ConfigDict(alias_generator=camel_case)


class PascalModel(Model):
    """A model with PascalCase properties in JSON, unless a field declares a name."""

    model_config = ConfigDict(alias_generator=pascal_case)


class ViewBase:
    """Mark a class with the properties that all views of a schema have.

    A generated client has several views of a schema if some of its properties are only
    sent or only received. The marked class is not a component of the description.
    """


class OpenEnum(StrEnum):
    """An enumeration of strings; an undeclared value becomes a new member."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = _unknown.get((cls, value))
        if member is None:
            member = str.__new__(cls, value)
            member._name_ = member._value_ = value
            _keep(cls, value, member)
        return _noticed(member)


class OpenIntEnum(IntEnum):
    """An enumeration of integers; an undeclared value becomes a new member."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = _unknown.get((cls, value))
        if member is None:
            member = int.__new__(cls, value)
            member._name_, member._value_ = str(value), value
            _keep(cls, value, member)
        return _noticed(member)


def is_declared(member: Enum) -> bool:
    """Return whether the description declares this member."""
    return member.name in type(member).__members__


def _keep(kind: type[Enum], value: str | int, member: Enum) -> None:
    """Keep an undeclared member, so that it is used again for the same value."""
    if len(_unknown) < MOST_UNKNOWN and len(str(value)) <= LONGEST_UNKNOWN:
        _unknown[kind, value] = member


def _noticed(member: Member) -> Member:
    gathered = unknown_members.get()
    if gathered is not None:
        gathered.append(member)
    return member
