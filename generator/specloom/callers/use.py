"""A use of a name in a user's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .copied_texts import ReplacedParts
from .spans import Span
from .user_files import UserFile

Form: TypeAlias = Literal[
    "name", "attribute", "keyword", "string", "mapping", "getattr"
]


@dataclass(frozen=True, kw_only=True)
class Traits:
    """How a name is written.

    Attributes:
        is_ambiguous: whether the name may also stand for something of the user.
        is_binding: whether it is the name in `from module import name`.
        has_alias: whether such a name has another name in the file, after `as`.
        is_member: whether it follows a dot.
        source: for such a name, the full name of the module after `from`.
        module: the place of that module, if nothing else is imported with the name.
        owner: for an attribute of an attribute, the place of the latter's name.
    """

    is_ambiguous: bool = False
    is_binding: bool = False
    has_alias: bool = False
    is_member: bool = False
    source: str = ""
    module: Span | None = None
    owner: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Use:
    """A use of a name in a file.

    Attributes:
        form: how it is used. A `string` may be the name, a `mapping` may contain it in
            a call with `**`, and a `getattr` may look it up.
        span: the place of the name.
        name: the last part of the name, as it is written; empty if it is not written.
        owners: the full names of the classes that may have the name; for the form
            `name`, the full names of what it stands for.
        method: for a keyword, the method that is called; `__init__` for a class.
        base: the expression whose type tells the owner; None if the owner is known.
        is_shown: whether the use breaks by itself. If an import breaks, the uses of the
            imported name do not.
        traits: how the name is written.
    """

    form: Form
    span: Span
    name: str
    owners: tuple[str, ...] = ()
    method: str = ""
    base: Span | None = None
    is_shown: bool = True
    traits: Traits = Traits()


@dataclass(frozen=True)
class FileUses:
    """The uses in one file, in the order of their places.

    Attributes:
        parts: what a copy for the type checker must not contain.
    """

    file: UserFile
    uses: tuple[Use, ...]
    parts: ReplacedParts
