"""Compile: a bound query as one DuckDB SELECT, whose columns are named c0, c1, ...

The text is written from the bound tree alone, so nothing a user wrote reaches DuckDB but through a
literal or a quoted name. Base relations are ``t<id>``; ids are unique in a query, which is what lets
a correlated subquery name the relations around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from lakeq.engines.duckdb.correlation import lend, lent_columns, own_relations
from lakeq.engines.duckdb.expressions import ExpressionCompiler, Surroundings
from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.aggregation import COUNTABLE
from lakeq.engines.duckdb.functions.equality import has_own_identity, identity
from lakeq.engines.duckdb.nesting import check_nesting
from lakeq.engines.duckdb.relations import ROW_COUNT, RelationCompiler, ScanSource, values
from lakeq.engines.duckdb.sorting import direction, is_sorted_alike, sort_item
from lakeq.errors import NotSupported
from lakeq.functions.volatility import is_volatile
from lakeq.model.bound import (
    AggregateCall,
    BoundQuery,
    Expression,
    OutputReference,
    Query,
    Recursion,
    ScanRelation,
    Select,
    SetOperation,
    SortKey,
    Values,
    WindowCall,
)
from lakeq.model.clauses import SetOperator
from lakeq.model.traversal import all_scans, walk
from lakeq.model.types import DataType


def compile_query(
    query: BoundQuery, sources: Mapping[int, ScanSource], surroundings: Surroundings
) -> str:
    """Spell a bound query, its scans reading from ``sources`` by relation id.

    Raises NotSupported for what DuckDB cannot be made to answer as Trino would.
    """
    spelled = _QueryCompiler(sources, surroundings).query(query.query)
    check_nesting(spelled)
    return spelled


def compile_predicate(
    predicate: Expression, columns: Mapping[int, tuple[str, ...]], surroundings: Surroundings
) -> str:
    """Spell a predicate over relations ``t<id>`` whose fields have the names given."""
    sources = {number: ScanSource("", names) for number, names in columns.items()}
    spelled = _QueryCompiler(sources, surroundings).expressions().value(predicate)
    check_nesting(spelled)
    return spelled


MAX_RECURSION_DEPTH = 10
"""Trino's default, which nothing in Athena changes."""


class _QueryCompiler:
    def __init__(
        self,
        sources: Mapping[int, ScanSource],
        surroundings: Surroundings,
        working: Mapping[int, ScanSource] | None = None,
    ) -> None:
        self._sources = sources
        self._working = working or {}
        self._surroundings = surroundings
        self._columns = {number: source.columns for number, source in sources.items()}

    def expressions(
        self, row_count: str | None = None, own: frozenset[int] | None = None
    ) -> ExpressionCompiler:
        return ExpressionCompiler(self.subquery, self._columns, self._surroundings, row_count, own)

    def query(self, query: Query) -> str:
        if query.with_ties or not all(_is_position(key) for key in query.order_by):
            return self._sorted_outside(query)
        match query.body:
            case Select():
                spelled, expressions = self._select(query.body, query.order_by)
            case SetOperation():
                spelled, expressions = self._set_operation(query.body), self.expressions()
            case Recursion():
                spelled, expressions = self._recursion(query.body), self.expressions()
            case Values():
                expressions = self.expressions()
                names = ", ".join(f"c{index}" for index in range(len(query.columns)))
                rows = values(expressions, query.body.rows)
                spelled = f"SELECT * FROM ({rows}) AS v({names})"
            case _:
                assert_never(query.body)
        return spelled + _tail(query, expressions)

    def subquery(self, query: Query) -> str:
        spelled = self.query(query)
        if query.limit is None and not query.offset:
            return spelled
        # DuckDB 1.5 pushes what a join learns of its keys below a LIMIT, which then lets other rows
        # through; below a table that it has to materialize first, it pushes nothing.
        return f"WITH limited AS MATERIALIZED ({spelled}) SELECT * FROM limited"

    def _sorted_outside(self, query: Query) -> str:
        """Sort in a SELECT of its own, where the keys are columns that can be spelled anew."""
        assert isinstance(query.body, Select), "an ORDER BY stands over a SELECT"
        keys = [key.expression for key in query.order_by]
        hidden = tuple(key for key in keys if not isinstance(key, OutputReference))
        names = iter(f"k{index}" for index in range(len(hidden)))
        order = ", ".join(
            sort_item(
                f"c{key.expression.index}"
                if isinstance(key.expression, OutputReference)
                else next(names),
                key,
            )
            for key in query.order_by
        )
        spelled, _ = self._select(query.body, query.order_by, hidden)
        columns = ", ".join(f"c{index}" for index in range(len(query.columns)))
        ordered = f"({spelled}) AS q"
        if not query.with_ties:
            return f"SELECT {columns} FROM {ordered} ORDER BY {order}{_limits(query)}"
        # Ties are those of the rows that an OFFSET leaves.
        if query.offset:
            ordered = f"(SELECT * FROM {ordered} ORDER BY {order} OFFSET {query.offset}) AS q"
        ranked = f"SELECT *, rank() OVER (ORDER BY {order}) AS place FROM {ordered}"
        return (
            f"SELECT {columns} FROM ({ranked}) AS r WHERE place <= {query.limit} ORDER BY {order}"
        )

    def _recursion(self, recursion: Recursion) -> str:
        """Take each step over the rows of the one before, as often as Trino does.

        What a step scans is read once, before the first one.
        """
        name = f"r{recursion.working.id}"
        sources = dict(self._sources)
        tables = []
        for scan in all_scans(recursion.step):
            source = self._sources[scan.id]
            tables.append(f"{name}_scan{scan.id} AS MATERIALIZED ({source.sql})")
            sources[scan.id] = replace(source, sql=f"SELECT * FROM {name}_scan{scan.id}")
        tables.append(f"{name}_0 AS MATERIALIZED ({self.subquery(recursion.base)})")
        for number in range(1, MAX_RECURSION_DEPTH + 2):
            working = ScanSource(f"SELECT * FROM {name}_{number - 1}", ())
            step = _QueryCompiler(
                sources, self._surroundings, {**self._working, recursion.working.id: working}
            )
            tables.append(f"{name}_{number} AS MATERIALIZED ({step.subquery(recursion.step)})")
        steps = " UNION ALL ".join(
            f"SELECT * FROM {name}_{number}" for number in range(MAX_RECURSION_DEPTH + 1)
        )
        failed = failure(
            NotSupported,
            f"Recursion depth limit exceeded ({MAX_RECURSION_DEPTH}). "
            "Use 'max_recursion_depth' session property to modify the limit",
            "BOOLEAN",
        )
        left = f"SELECT count(*) AS n FROM {name}_{MAX_RECURSION_DEPTH + 1}"
        return (
            f"WITH {', '.join(tables)} SELECT u.* FROM ({steps}) u, ({left}) d "
            f"WHERE CASE WHEN d.n > 0 THEN {failed} ELSE true END"
        )

    def _select(
        self,
        select: Select,
        order_by: tuple[SortKey, ...],
        hidden: tuple[Expression, ...] = (),
    ) -> tuple[str, ExpressionCompiler]:
        counted = self._counts(select, order_by)
        row_count = f't{counted}."{ROW_COUNT}"' if counted is not None else None
        own = own_relations(select)
        expressions = self.expressions(row_count, own)
        relations = RelationCompiler(
            expressions,
            self.subquery,
            {**self._sources, **self._working},
            counted=counted is not None,
            by_chance=_is_by_chance(select),
        )
        parts = []
        source = None if select.source is None else relations.relation(select.source)
        lent = lent_columns(_parts(select, order_by), own).values()
        if lent:
            source = lend(source, [(column, expressions.column(column)) for column in lent])
        if source is not None:
            parts.append(f"FROM {source}")
        if select.where is not None:
            parts.append(f"WHERE {expressions.condition(select.where)}")
        if select.grouping is not None:
            parts.append(expressions.group_by(select.grouping))
        if select.having is not None:
            parts.append(f"HAVING {expressions.value(select.having)}")
        columns = ", ".join(
            f"{expressions.value(item)} AS c{index}"
            for index, item in enumerate(select.projections)
        )
        for index, key in enumerate(hidden):
            columns += f", {expressions.value(key)} AS k{index}"
        distinct = _distinct(select, expressions) if select.distinct else ""
        return " ".join([f"SELECT {distinct}{columns}", *parts]), expressions

    def _counts(self, select: Select, order_by: tuple[SortKey, ...]) -> int | None:
        """Give the scan that a SELECT need only count the rows of, if it is such a SELECT.

        Its one relation reads no data, and its answer is the same whether a row that stands for
        many comes once or many times, but for counts, which can be added up.
        """
        source = select.source
        if not isinstance(source, ScanRelation) or not self._sources[source.id].counted:
            return None
        nodes = [node for part in _parts(select, order_by) for node in walk(part)]
        if any(isinstance(node, WindowCall) for node in nodes):
            return None
        if _is_by_chance(select) or any(is_volatile(part) for part in _parts(select, order_by)):
            return None
        aggregates = [node for node in nodes if isinstance(node, AggregateCall)]
        if not (aggregates or select.grouping is not None or select.distinct):
            return None
        if all(call.distinct or call.function in COUNTABLE for call in aggregates):
            return source.id
        return None

    def _set_operation(self, operation: SetOperation) -> str:
        quantifier = "" if operation.distinct else " ALL"
        left, right = self.subquery(operation.left), self.subquery(operation.right)
        types = [column.type for column in operation.left.columns]
        is_union_all = operation.operator is SetOperator.UNION and not operation.distinct
        if is_union_all or all(map(has_own_identity, types)):
            return f"({left}) {operation.operator.value}{quantifier} ({right})"
        if not operation.distinct:
            raise NotSupported(f"{operation.operator.value} ALL of these types is not supported")
        return _apart(operation.operator, types, left, right)


def _apart(operator: SetOperator, types: Sequence[DataType], left: str, right: str) -> str:
    """Combine two queries' rows by what Trino calls distinct, where DuckDB would tell more apart."""

    def keys(alias: str) -> list[str]:
        return [identity(f"{alias}.c{index}", each) for index, each in enumerate(types)]

    if operator is SetOperator.UNION:
        both = f"({left}) UNION ALL ({right})"
        return f"SELECT DISTINCT ON ({', '.join(keys('s'))}) * FROM ({both}) s"
    pairs = zip(keys("s"), keys("o"), strict=True)
    alike = " AND ".join(f"{mine} IS NOT DISTINCT FROM {theirs}" for mine, theirs in pairs)
    found = "EXISTS" if operator is SetOperator.INTERSECT else "NOT EXISTS"
    return (
        f"SELECT DISTINCT ON ({', '.join(keys('s'))}) * FROM ({left}) s "
        f"WHERE {found} (SELECT 1 FROM ({right}) o WHERE {alike})"
    )


def _distinct(select: Select, expressions: ExpressionCompiler) -> str:
    if all(has_own_identity(item.type) for item in select.projections):
        return "DISTINCT "
    keys = ", ".join(expressions.identity(item) for item in select.projections)
    return f"DISTINCT ON ({keys}) "


def _is_by_chance(select: Select) -> bool:
    """Whether a SELECT chooses each of its rows by chance."""
    return select.where is not None and is_volatile(select.where)


def _parts(select: Select, order_by: tuple[SortKey, ...]) -> Iterator[Expression]:
    yield from select.projections
    if select.having is not None:
        yield select.having
    for key in order_by:
        yield key.expression


def _tail(query: Query, expressions: ExpressionCompiler) -> str:
    if not query.order_by:
        return _limits(query)
    keys = ", ".join(_order_item(key, expressions) for key in query.order_by)
    return f" ORDER BY {keys}{_limits(query)}"


def _limits(query: Query) -> str:
    limit = "" if query.limit is None else f" LIMIT {query.limit}"
    return f"{limit} OFFSET {query.offset}" if query.offset else limit


def _is_position(key: SortKey) -> bool:
    """Whether a key can stand in the ORDER BY of its own SELECT."""
    return not isinstance(key.expression, OutputReference) or is_sorted_alike(key)


def _order_item(key: SortKey, expressions: ExpressionCompiler) -> str:
    if isinstance(key.expression, OutputReference):
        return f"{key.expression.index + 1}{direction(key)}"
    return expressions.sort_key(key)
