"""Which class `self` and `cls` stand for at a place in a file."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst


class OwnNames:
    """Follows the classes and functions that a visitor enters and leaves.

    Args:
        module: the full name of the module.
        parent: returns the parent of a node.
    """

    def __init__(
        self, module: str, parent: Callable[[cst.CSTNode], cst.CSTNode | None]
    ) -> None:
        self._module, self._parent = module, parent
        self._classes: list[str] = []
        self._own: list[dict[str, str]] = [{}]

    def class_of(self, node: cst.BaseExpression) -> str | None:
        """Return the class that a name is, or is an instance of."""
        return self._own[-1].get(node.value) if isinstance(node, cst.Name) else None

    def enter_class(self, node: cst.ClassDef) -> None:
        """Enter the body of a class."""
        self._classes.append(node.name.value)
        self._own.append(self._own[-1])

    def leave_class(self) -> None:
        """Leave the body of a class."""
        self._classes.pop()
        self._own.pop()

    def enter_function(self, node: cst.FunctionDef) -> None:
        """Enter a function, whose parameters hide the names outside."""
        parameters = node.params
        listed = [*parameters.posonly_params, *parameters.params]
        hidden = {each.name.value for each in [*listed, *parameters.kwonly_params]}
        own = {k: v for k, v in self._own[-1].items() if k not in hidden}
        if self._is_method(node) and listed:
            own[listed[0].name.value] = ".".join([self._module, *self._classes])
        self._own.append(own)

    def leave_function(self) -> None:
        """Leave a function."""
        self._own.pop()

    def _is_method(self, node: cst.FunctionDef) -> bool:
        block = self._parent(node)
        owner = None if block is None else self._parent(block)
        is_static = any(
            isinstance(each.decorator, cst.Name)
            and each.decorator.value == "staticmethod"
            for each in node.decorators
        )
        return isinstance(owner, cst.ClassDef) and not is_static
