"""What a generated module imports, collected while its code is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field

from ..ir import Code, Import


@dataclass
class ImportCollector:
    """Collect the imports of one module, and decide how each name is spelled there.

    Attributes:
        models: the module of each component's class.
        hidden: names that a class of the module gives a meaning of its own, so that a
            builtin of such a name is spelled out.
        renamed: names that something else in the module has: a component of such a name
            is imported as another, a constant ends in an underscore. `clashes` finds
            them.
        modules: modules that are imported as a whole.
        constants: constants of the module that several operations share.
    """

    models: Mapping[str, str] = field(default_factory=dict)
    hidden: Collection[str] = ()
    renamed: Collection[str] = ()
    modules: set[str] = field(default_factory=set)
    constants: dict[str, Code] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def use(self, module: str, name: str) -> Code:
        """Return the spelling of a name that a module gives, which is imported.

        The module is empty for a name of the same module.
        """
        if module == "builtins" and name in self.hidden:
            self.modules.add(module)
            return Code(f"{module}.{name}")
        if module not in ("", "builtins"):
            self._names.setdefault(module, set()).add(name)
        return Code(name)

    def model(self, component: str) -> Code:
        """Return the spelling of a component's class, which is imported."""
        module = f".models.{self.models.get(component, 'shared')}"
        self._taken.add(component)
        if component not in self.renamed:
            return self.use(module, component)
        self.use(module, f"{component} as {component}Model")
        return Code(f"{component}Model")

    def constant_name(self, name: str) -> Code:
        """Return the spelling of a constant of the module."""
        self._taken.add(name)
        return Code(f"{name}_" if name in self.renamed else name)

    def constant(self, name: str, code: Code | None) -> Code | None:
        """Return the name of a constant of this value, which several may share."""
        if code is None:
            return None
        self.constants[name] = code
        return Code(name)

    def outside(self) -> ImportCollector:
        """Return the collector for code outside classes, where nothing is hidden."""
        other = copy(self)
        other.hidden = ()
        return other

    def clashes(self) -> set[str]:
        """Return the components and constants that are called like an import."""
        return self._taken & self.imported()

    def imported(self) -> set[str]:
        """Return the names that the module imports, models apart."""
        return {
            name
            for home, names in self._names.items()
            if not home.startswith(".models.")
            for name in names
        }

    def imports(self) -> tuple[Import, ...]:
        """Return every import of the module; the formatter groups and sorts them."""
        found = {module: set[str]() for module in self.modules} | self._names
        return tuple(
            Import(module=Code(module), names=tuple(map(Code, sorted(found[module]))))
            for module in sorted(found)
        )
