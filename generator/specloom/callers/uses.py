"""Where a file uses names that may be those of a generated package.

The file is read with LibCST. What a name stands for is looked up in the imports; the
type of any other expression is found by `expression_types`.
"""

from __future__ import annotations

import ast
import re

import libcst as cst
from libcst import metadata

from .changed_names import ChangedNames
from .copied_texts import replaced_comments, replaced_parts
from .modules import Program, absolute_name
from .name_lookup import NameLookup
from .own_names import OwnNames
from .spans import Span
from .use import FileUses, Traits, Use
from .user_files import UserFile

_PLAIN = Traits()
_PARTIAL = "functools.partial"


def uses_of(file: UserFile, program: Program, changed: ChangedNames) -> FileUses:
    """Return the uses in one file.

    Args:
        file: the file.
        program: the modules of the user and of the packages.
        changed: the names to look for.

    Raises:
        UnsupportedSyntaxError: LibCST cannot read the file.
    """
    if changed.spelled.isdisjoint(re.findall(r"\w+", file.text)):
        return FileUses(file, (), replaced_comments(file.text))
    try:
        tree = cst.parse_module(file.text)
        wrapper = metadata.MetadataWrapper(tree, unsafe_skip_copy=True)
        visitor = _Visitor(file, program, changed, wrapper)
        wrapper.module.visit(visitor)
    except (cst.ParserSyntaxError, RecursionError) as error:
        raise UnsupportedSyntaxError(type(error).__name__) from None
    uses = sorted(set(visitor.uses), key=lambda use: (use.span, use.form, use.name))
    return FileUses(file, tuple(uses), replaced_parts(wrapper))


class UnsupportedSyntaxError(Exception):
    """LibCST cannot read a file: it is too deep, or newer than the library."""


class _Visitor(cst.CSTVisitor):
    """Collects the uses of a file."""

    def __init__(
        self,
        file: UserFile,
        program: Program,
        changed: ChangedNames,
        wrapper: metadata.MetadataWrapper,
    ) -> None:
        super().__init__()
        self.uses: list[Use] = []
        self._file, self._program, self._changed = file, program, changed
        self._attributes, self._keywords = changed.attributes, changed.keywords
        self._words = changed.words()
        self._names = NameLookup(file, program, wrapper)
        self._scopes = wrapper.resolve(metadata.ScopeProvider)
        self._parents = wrapper.resolve(metadata.ParentNodeProvider)
        self._annotations = 0
        self._own = OwnNames(file.module, self._parents.get)
        self._skipped: set[cst.CSTNode] = set()

    def _owners(self, node: cst.BaseExpression) -> tuple[tuple[str, ...], bool]:
        """Return the classes that an expression is, or is an instance of.

        Returns:
            The full names of the classes, and whether the names are all that there is
            to know; otherwise, the type of the expression tells.
        """
        if own := self._own.class_of(node):
            return (own,), True
        names, _ = self._names.full_names(node)
        classes = tuple(each for each in names if self._program.is_class(each))
        if classes:
            return classes, True
        is_module = any(self._program.is_module(each) for each in names)
        return (), is_module

    def _base(self, node: cst.BaseExpression) -> Span | None:
        """Return the place of an expression whose type is to be found."""
        if self._annotations:
            return None
        is_super = isinstance(node, cst.Call) and _is_name(node.func, "super")
        return None if is_super else self._names.span(node)

    # Classes and functions: `self` and `cls`.

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._own.enter_class(node)
        for each in node.bases:
            self._skipped.add(each)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self._own.leave_class()

    def visit_Arg(self, node: cst.Arg) -> None:
        self._annotations += node in self._skipped

    def leave_Arg(self, original_node: cst.Arg) -> None:
        self._annotations -= original_node in self._skipped

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._own.enter_function(node)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._own.leave_function()

    def visit_Annotation(self, node: cst.Annotation) -> None:
        self._annotations += 1

    def leave_Annotation(self, original_node: cst.Annotation) -> None:
        self._annotations -= 1

    # Imports.

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        name = _dotted(node.module)
        source = absolute_name(
            self._file.module, self._file.is_package, len(node.relative), name
        )
        if isinstance(node.names, cst.ImportStar):
            return False
        is_alone = len(node.names) == 1 and not node.relative
        module = self._names.span(node.module) if is_alone and node.module else None
        for alias in node.names:
            if isinstance(alias.name, cst.Name):
                full = self._program.resolve(f"{source}.{alias.name.value}")
                self._add_global(
                    alias.name,
                    alias.name.value,
                    (full,),
                    source,
                    Traits(
                        is_binding=True,
                        has_alias=alias.asname is not None,
                        source=source,
                        module=module,
                    ),
                )
        return False

    def _add_global(
        self,
        node: cst.CSTNode,
        name: str,
        names: tuple[str, ...],
        source: str,
        traits: Traits = _PLAIN,
    ) -> None:
        """Add a use of a name of a module, if it changed.

        Args:
            node: the name.
            name: the name as it is written.
            names: the full names.
            source: the module from which it is taken; "" if it was imported before.
            traits: further facts about the use.
        """
        full = tuple(each for each in names if each in self._changed.globals)
        if full:
            self.uses.append(
                Use(
                    form="name",
                    span=self._names.span(node),
                    name=name,
                    owners=full,
                    is_shown=self._program.is_generated(source),
                    traits=traits,
                )
            )

    # Expressions.

    def visit_Name(self, node: cst.Name) -> None:
        names, is_ambiguous = self._names.full_names(node)
        source = ""
        if not names and not is_ambiguous:
            names, source = self._names.from_stars(node)
        self._add_global(
            node, node.value, names, source, Traits(is_ambiguous=is_ambiguous)
        )

    def visit_Attribute(self, node: cst.Attribute) -> None:
        name = node.attr.value
        names, _ = self._names.full_names(node)
        modules, _ = self._names.full_names(node.value)
        source = next((e for e in modules if self._program.is_module(e)), "")
        self._add_global(node.attr, name, names, source, Traits(is_member=True))
        if name not in self._attributes:
            return
        owners, is_known = self._owners(node.value)
        if owners or not is_known:
            base = None if is_known else self._base(node.value)
            self.uses.append(
                Use(
                    form="attribute",
                    span=self._names.span(node.attr),
                    name=name,
                    owners=owners,
                    base=base,
                    traits=Traits(owner=self._owner_name(node.value)),
                )
            )

    def _owner_name(self, node: cst.BaseExpression) -> Span | None:
        if isinstance(node, cst.Attribute):
            return self._names.span(node.attr)
        return None

    def visit_Call(self, node: cst.Call) -> None:
        if _is_name(node.func, "getattr") and len(node.args) > 1:
            if not isinstance(node.args[1].value, cst.SimpleString):
                span = self._names.span(node.args[1].value)
                self.uses.append(Use(form="getattr", span=span, name=""))
            return
        func, arguments = node.func, list(node.args)
        names, _ = self._names.full_names(func)
        if _PARTIAL in names and arguments:
            func = arguments.pop(0).value
            names, _ = self._names.full_names(func)
        given = [
            each
            for each in arguments
            if each.star == "**"
            or (each.keyword and each.keyword.value in self._keywords)
        ]
        if not given:
            return
        classes = tuple(each for each in names if self._program.is_class(each))
        for each in given:
            if classes:
                self._add_keyword(each, classes, "__init__", None)
            elif isinstance(func, cst.Attribute):
                owners, is_known = self._owners(func.value)
                base = None if is_known else self._base(func.value)
                self._add_keyword(each, owners, func.attr.value, base)
            else:
                own = self._own.class_of(func)
                base = None if own else self._base(func)
                self._add_keyword(each, (own,) if own else (), "__init__", base)
        if names == ("builtins.dict",) or _is_name(func, "dict"):
            for each in given:
                if each.keyword is not None:
                    self._add_word(each.keyword, each.keyword.value)

    def _add_keyword(
        self, node: cst.Arg, owners: tuple[str, ...], method: str, base: Span | None
    ) -> None:
        if not owners and base is None:
            return
        self.uses.append(
            Use(
                form="keyword" if node.keyword else "mapping",
                span=self._names.span(node.keyword or node),
                name=node.keyword.value if node.keyword else "",
                owners=owners,
                method=method,
                base=base,
            )
        )

    def visit_MatchClass(self, node: cst.MatchClass) -> None:
        names, _ = self._names.full_names(node.cls)
        classes = tuple(each for each in names if self._program.is_class(each))
        for each in node.kwds:
            if classes and each.key.value in self._attributes:
                self.uses.append(
                    Use(
                        form="attribute",
                        span=self._names.span(each.key),
                        name=each.key.value,
                        owners=classes,
                    )
                )

    # Strings.

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        value = node.evaluated_value
        if not isinstance(value, str):
            return
        is_type = self._annotations or self._is_type_argument(node)
        if is_type and node.raw_value == value:
            self._add_annotation(node, value)
        elif value in self._words:
            self._add_word(node, value)
        elif self._is_listed_name(node):
            full = self._program.resolve(f"{self._file.module}.{value}")
            self._add_listed(node, value, full)

    def _add_listed(self, node: cst.SimpleString, name: str, full: str) -> None:
        """Add an item of `__all__`, if it changed."""
        start = self._names.span(node).start + len(node.prefix) + len(node.quote)
        if full in self._changed.globals and node.raw_value == name:
            span = Span(start, start + len(name.encode()))
            self.uses.append(
                Use(form="name", span=span, name=name, owners=(full,), is_shown=False)
            )

    def _add_word(self, node: cst.CSTNode, name: str) -> None:
        self.uses.append(Use(form="string", span=self._names.span(node), name=name))

    def _is_type_argument(self, node: cst.SimpleString) -> bool:
        """Return whether a string is the type in `cast("Type", value)`."""
        call = self._parents.get(self._parents[node])
        return (
            isinstance(call, cst.Call)
            and bool(call.args)
            and call.args[0].value is node
            and "typing.cast" in self._names.full_names(call.func)[0]
        )

    def _is_listed_name(self, node: cst.SimpleString) -> bool:
        """Return whether a string is an item of `__all__`."""
        parent: cst.CSTNode | None = node
        while parent is not None and not isinstance(parent, cst.Assign):
            parent = self._parents.get(parent)
        return parent is not None and any(
            _is_name(each.target, "__all__") for each in parent.targets
        )

    def _add_annotation(self, node: cst.SimpleString, value: str) -> None:
        """Add the names in an annotation that is a string."""
        try:
            tree = ast.parse(value, mode="eval")
        except (SyntaxError, ValueError):
            return
        start = self._names.span(node).start + len(node.prefix) + len(node.quote)
        scope = self._scopes.get(node)
        for each in ast.walk(tree):
            if isinstance(each, ast.Attribute | ast.Name) and scope is not None:
                self._add_quoted(each, start, value, scope)

    def _add_quoted(
        self,
        node: ast.Attribute | ast.Name,
        start: int,
        value: str,
        scope: metadata.Scope,
    ) -> None:
        text = ast.unparse(node)
        names, is_ambiguous = self._names.resolved(scope.get_qualified_names_for(text))
        full = tuple(each for each in names if each in self._changed.globals)
        if not full or "\n" in value or node.end_col_offset is None:
            return
        name = text.rpartition(".")[2]
        end = start + node.end_col_offset
        modules, _ = self._names.resolved(
            scope.get_qualified_names_for(text.rpartition(".")[0])
        )
        self.uses.append(
            Use(
                form="name",
                span=Span(end - len(name.encode()), end),
                name=name,
                owners=full,
                is_shown=any(map(self._program.is_generated, modules)),
                traits=Traits(is_ambiguous=is_ambiguous, is_member="." in text),
            )
        )


def _is_name(node: cst.CSTNode, name: str | None = None) -> bool:
    return isinstance(node, cst.Name) and name in (None, node.value)


def _dotted(node: cst.BaseExpression | None) -> str:
    """Return the text of a dotted name; "" without one."""
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
