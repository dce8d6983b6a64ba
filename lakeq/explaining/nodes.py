"""Plan nodes: the tree that EXPLAIN shows, and the symbols that name what its nodes give."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lakeq.model.bound import OutputColumn
from lakeq.model.plan import TableScan


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A step of a plan: what Trino calls it, what it is given, and what it gives.

    ``outputs`` are symbols with their types. ``details`` say how symbols come about.
    """

    id: int
    name: str
    outputs: tuple[OutputColumn, ...]
    children: tuple["PlanNode", ...] = ()
    descriptor: Mapping[str, str] = field(default_factory=dict)
    details: tuple[str, ...] = ()
    scan: TableScan | None = None

    @property
    def described(self) -> str:
        """The descriptor on one line."""
        return ", ".join(f"{key} = {value}" for key, value in self.descriptor.items())

    def scans(self) -> list[TableScan]:
        """Give the scans of a plan, in the order of its leaves."""
        own = [self.scan] if self.scan is not None else []
        return own + [scan for child in self.children for scan in child.scans()]


class Symbols:
    """Gives every field of every relation a name that no other has."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._fields: dict[tuple[int, int], str] = {}

    def fresh(self, wanted: str) -> str:
        """Give a new symbol, named as wanted if nothing else is."""
        name = symbol = wanted.lower() or "expr"
        while symbol in self._taken:
            symbol = f"{name}_{self._taken[name]}"
            self._taken[name] += 1
        self._taken[symbol] = 0
        return symbol

    def field(self, relation: int, index: int, name: str) -> str:
        """Give the symbol of a relation's field."""
        key = (relation, index)
        if key not in self._fields:
            self._fields[key] = self.fresh(name)
        return self._fields[key]

    def alias(self, relation: int, index: int, symbol: str) -> None:
        """Let a relation's field go by a symbol that there is already."""
        self._fields[(relation, index)] = symbol
