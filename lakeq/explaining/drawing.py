"""Drawing: what every part of a plan's drawing shares, and the small steps it is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from lakeq.explaining.expressions import (
    Known,
    Subquery,
    correlation,
    known_symbol,
    spelled,
    subquery_nodes,
)
from lakeq.explaining.nodes import PlanNode, Symbols
from lakeq.model.bound import (
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    OutputColumn,
    QuantifiedComparison,
    Query,
)
from lakeq.model.plan import ScanPlan
from lakeq.model.types import BOOLEAN

_MERGED = {
    ("TableScan", "Filter"): "ScanFilter",
    ("TableScan", "Project"): "ScanProject",
    ("ScanFilter", "Project"): "ScanFilterProject",
    ("Filter", "Project"): "FilterProject",
}
"""Steps that Trino draws as one."""


@dataclass(slots=True)
class Drawing:
    """The state of one plan's drawing."""

    plan: ScanPlan
    used: Mapping[int, set[int]]
    draw_query: "Callable[[Drawing, Query], PlanNode]"
    pushed: dict[int, list[Expression]] = field(default_factory=dict)
    symbols: Symbols = field(default_factory=Symbols)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def node(
        self,
        name: str,
        children: Sequence[PlanNode],
        outputs: Sequence[OutputColumn] | None = None,
        descriptor: Mapping[str, str] | None = None,
        details: Iterable[str] = (),
    ) -> PlanNode:
        """Make a node; it gives what its first child does unless it is said otherwise."""
        given = children[0].outputs if outputs is None else tuple(outputs)
        return PlanNode(
            next(self.numbers), name, given, tuple(children), descriptor or {}, tuple(details)
        )

    def query(self, query: Query) -> PlanNode:
        """Draw a query below."""
        return self.draw_query(self, query)

    def spell(self, expression: Expression, known: Known) -> str:
        """Write an expression over symbols."""
        return spelled(expression, self.symbols, known)

    def filtered(self, child: PlanNode, predicate: Expression | None, known: Known) -> PlanNode:
        """Draw a filter, in its child where that is a scan."""
        if predicate is None:
            return child
        condition = {"filterPredicate": self.spell(predicate, known)}
        return self._merged("Filter", child, child.outputs, condition, ())

    def projected(
        self, child: PlanNode, expressions: Sequence[Expression], names: Sequence[str], known: Known
    ) -> PlanNode:
        """Draw a projection; columns that are there already go through by their own symbols."""
        outputs, details = [], []
        for expression, name in zip(expressions, names, strict=True):
            symbol = self.symbol_of(expression, known)
            if symbol is None:
                symbol = self.symbols.fresh(name)
                details.append(f"{symbol} := {self.spell(expression, known)}")
            outputs.append(OutputColumn(symbol, expression.type))
        if not details and tuple(outputs) == child.outputs:
            return child
        return self._merged("Project", child, tuple(outputs), {}, details)

    def extended(
        self, child: PlanNode, expressions: Sequence[Expression], known: Known
    ) -> tuple[PlanNode, Known]:
        """Draw a projection that adds expressions to what is there; each then has a symbol."""
        added, details = list(child.outputs), []
        for expression in expressions:
            if self.symbol_of(expression, known) is None:
                symbol = self.symbols.fresh("expr")
                details.append(f"{symbol} := {self.spell(expression, known)}")
                added.append(OutputColumn(symbol, expression.type))
                known = [*known, (expression, symbol)]
        if not details:
            return child, known
        return self._merged("Project", child, added, {}, details), known

    def symbol_of(self, expression: Expression, known: Known) -> str | None:
        """Give the symbol of what is a column, or was computed already."""
        found = known_symbol(expression, known)
        if found is None and isinstance(expression, ColumnReference):
            return self.symbols.field(expression.relation, expression.index, expression.name)
        return found

    def with_subqueries(
        self, child: PlanNode, expressions: Iterable[Expression], known: Known
    ) -> tuple[PlanNode, Known]:
        """Draw the subqueries of expressions beside their rows; each then has a symbol."""
        for subquery in subquery_nodes(expressions):
            if known_symbol(subquery, known) is None:
                child, symbol = self._applied(child, subquery, known)
                known = [*known, (subquery, symbol)]
        return child, known

    def _applied(self, child: PlanNode, subquery: Subquery, known: Known) -> tuple[PlanNode, str]:
        below = self.query(subquery.query)
        outer = correlation(subquery.query, self.symbols)
        about = {"correlation": f"[{', '.join(outer)}]"} if outer else {}
        column = below.outputs[0].name
        match subquery:
            case InSubquery(argument):
                symbol = self.symbols.fresh("expr")
                about = {"criteria": f"({self.spell(argument, known)} = {column})", **about}
                name, details = "SemiJoin", (f"{symbol} := {about['criteria']}",)
            case Exists():
                symbol = self.symbols.fresh("exists")
                name, details = "Apply", (f"{symbol} := EXISTS({column})",)
            case QuantifiedComparison(operator, every, argument):
                symbol = self.symbols.fresh("expr")
                quantified = f"{operator} {'ALL' if every else 'ANY'} {column}"
                name = "Apply"
                details = (f"{symbol} := {self.spell(argument, known)} {quantified}",)
            case _:
                single = self.node("EnforceSingleRow", [below])
                name = "CorrelatedJoin" if outer else "CrossJoin"
                outputs = (*child.outputs, below.outputs[0])
                return self.node(name, [child, single], outputs, about), column
        outputs = (*child.outputs, OutputColumn(symbol, BOOLEAN))
        return self.node(name, [child, below], outputs, about, details), symbol

    def _merged(
        self,
        step: str,
        child: PlanNode,
        outputs: Sequence[OutputColumn],
        descriptor: Mapping[str, str],
        details: Iterable[str],
    ) -> PlanNode:
        name = _MERGED.get((child.name, step))
        if name is None:
            return self.node(step, [child], outputs, descriptor, details)
        return PlanNode(
            child.id,
            name,
            tuple(outputs),
            child.children,
            {**child.descriptor, **descriptor},
            (*details, *child.details),
            child.scan,
        )
