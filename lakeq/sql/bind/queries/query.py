"""Whole queries: WITH, set operations, ORDER BY, OFFSET and LIMIT."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from lakeq.errors import (
    DuplicateNamedQuery,
    InvalidLimit,
    MismatchedColumnAliases,
    MissingOrderBy,
    NotSupported,
    QuerySyntaxError,
    TypeMismatch,
)
from lakeq.functions.coercions import common_type
from lakeq.model.bound import (
    ColumnReference,
    OutputColumn,
    Query,
    QueryRelation,
    Select,
    SetOperation,
    WorkingRelation,
)
from lakeq.model.clauses import SetOperator
from lakeq.model.table import View
from lakeq.model.types import DataType
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.queries.counts import count_parameter
from lakeq.sql.bind.queries.recursion import WorkingTable, bind_recursion, may_recur
from lakeq.sql.bind.queries.relations import RelationBinder
from lakeq.sql.bind.queries.select import bind_order, bind_select
from lakeq.sql.bind.queries.views import analyzing, check_columns
from lakeq.sql.bind.scopes import Scope, relation_scope
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position

ParseView = Callable[[View], exp.Query]

MAX_SORTED_LIMIT = 2**31 - 1

_OPERATORS: dict[type[exp.Expr], SetOperator] = {
    exp.Union: SetOperator.UNION,
    exp.Intersect: SetOperator.INTERSECT,
    exp.Except: SetOperator.EXCEPT,
}


@dataclass(frozen=True, slots=True)
class _CommonTable:
    node: exp.CTE
    binder: "QueryBinder"
    may_recur: bool = False

    def bind(self) -> Query:
        recursion = self.binder.recursion(self.node) if self.may_recur else None
        if recursion is not None:
            return recursion
        return _renamed(self.binder(self.node.this, None), self.node)


@dataclass(frozen=True, slots=True)
class QueryBinder:
    """Binds queries that see the same WITH names and the same current database."""

    session: BindSession
    database: str
    parse_view: ParseView
    tables: Mapping[str, _CommonTable | WorkingTable] = field(default_factory=dict)

    def __call__(self, node: exp.Expr, outer: Scope | None) -> Query:
        """Bind a query expression."""
        node, wrappers = _unwrap(node)
        binder = self
        for wrapper in (*wrappers, node):
            binder = binder.with_clause(wrapper)
        query = binder.body(node, outer)
        for wrapper in reversed(wrappers):
            query = binder.tail(query, wrapper)
        return query

    def common_table(self, name: str) -> Query | WorkingRelation | None:
        """Bind a WITH query where it is referenced, as Trino expands it."""
        found = self.tables.get(name)
        if isinstance(found, WorkingTable):
            return found.refer()
        return None if found is None else found.bind()

    def view(self, view: View) -> Query:
        """Bind a view's text in its own database, without the names around it."""
        with self.session.inside_view(view.name), analyzing(view):
            inner = QueryBinder(self.session, view.database, self.parse_view)
            query = inner(self.parse_view(view), None)
        check_columns(view, query)
        coerced = self._coerced(query, [column.type for column in view.columns])
        return replace(coerced, columns=tuple(OutputColumn(c.name, c.type) for c in view.columns))

    def with_clause(self, node: exp.Expr) -> "QueryBinder":
        """Make the binder that also sees the names a node's WITH gives."""
        clause = node.args.get("with_")
        if clause is None:
            return self
        recursive = bool(clause.args.get("recursive"))
        binder = self
        seen: set[str] = set()
        for part in clause.expressions:
            name = part.alias.lower()
            if name in seen:
                line, column = position(part) or (None, None)
                raise DuplicateNamedQuery(
                    f"WITH query name '{name}' specified more than once", line=line, column=column
                )
            seen.add(name)
            table = _CommonTable(part, binder, recursive and may_recur(part))
            # Binding it here reports its errors even where nothing refers to it.
            scans = list(self.session.scans)
            table.bind()
            self.session.scans[:] = scans
            binder = replace(binder, tables={**binder.tables, name: table})
        return binder

    def recursion(self, part: exp.CTE) -> Query | None:
        """Bind a WITH query that refers to itself; ``None`` when it does not."""
        name = part.alias.lower()

        def bind_step(node: exp.Expr, working: WorkingTable) -> Query:
            return replace(self, tables={**self.tables, name: working})(node, None)

        return bind_recursion(
            part,
            self.session,
            lambda node: self(node, None),
            bind_step,
            lambda query, columns: self._coerced(query, [column.type for column in columns]),
        )

    def body(self, node: exp.Expr, outer: Scope | None) -> Query:
        """Bind a SELECT or a set operation, with its own ORDER BY and LIMIT."""
        if isinstance(node, exp.Select):
            relations = RelationBinder(self.session, self, self, self.database)
            bound = bind_select(node, _order_nodes(node), relations, outer)
            return replace(
                self._limited(Query(bound.select, bound.columns), node), order_by=bound.order_by
            )
        operator = _OPERATORS.get(type(node))
        if operator is None:
            line, column = position(node) or (None, None)
            raise NotSupported(f"{node.key.upper()} is not supported", line=line, column=column)
        return self.tail(self._set_operation(node, operator, outer), node)

    def _set_operation(self, node: exp.Expr, operator: SetOperator, outer: Scope | None) -> Query:
        left, right = self(node.this, outer), self(node.expression, outer)
        line, column = position(node) or (None, None)
        name = operator.value
        if len(left.columns) != len(right.columns):
            raise TypeMismatch(
                f"{name} query has different number of fields: "
                f"{len(left.columns)}, {len(right.columns)}",
                line=line,
                column=column,
            )
        types: list[DataType] = []
        for index, (mine, theirs) in enumerate(zip(left.columns, right.columns, strict=True)):
            shared = common_type(mine.type, theirs.type)
            if shared is None:
                raise TypeMismatch(
                    f"column {index + 1} in {name} query has incompatible types: "
                    f"{mine.type}, {theirs.type}",
                    line=line,
                    column=column,
                )
            types.append(shared)
        columns = tuple(OutputColumn(c.name, t) for c, t in zip(left.columns, types, strict=True))
        operation = SetOperation(
            operator,
            bool(node.args.get("distinct")),
            self._coerced(left, types),
            self._coerced(right, types),
        )
        return Query(operation, columns)

    def _coerced(self, query: Query, types: Sequence[DataType]) -> Query:
        if all(c.type == t for c, t in zip(query.columns, types, strict=True)):
            return query
        columns = tuple(OutputColumn(c.name, t) for c, t in zip(query.columns, types, strict=True))
        relation = QueryRelation(self.session.next_relation(), query)
        references = _references(relation)
        projections = tuple(coerce(r, t) for r, t in zip(references, types, strict=True))
        return Query(Select(projections, relation), columns)

    def tail(self, query: Query, node: exp.Expr) -> Query:
        """Put ORDER BY, OFFSET and LIMIT around a query that is no plain SELECT."""
        order = _order_nodes(node)
        if not order and not node.args.get("limit") and not node.args.get("offset"):
            return query
        if order or query.order_by or query.limit is not None or query.offset:
            return self._ordered(query, node, order)
        return self._limited(query, node)

    def _ordered(self, query: Query, node: exp.Expr, order: Sequence[exp.Expr]) -> Query:
        relation = QueryRelation(self.session.next_relation(), query)
        scope = relation_scope(relation.id, query.columns, (), None)
        keys = bind_order(order, ExpressionBinder(self.session, scope, self))
        wrapped = Query(Select(_references(relation), relation), query.columns)
        return replace(self._limited(wrapped, node), order_by=keys)

    def _limited(self, query: Query, node: exp.Expr) -> Query:
        limit, offset = node.args.get("limit"), node.args.get("offset")
        count, with_ties = None, False
        if isinstance(limit, exp.Fetch):
            count, with_ties = self._fetch(limit), bool(limit.args.get("limit_options"))
            if with_ties and not _order_nodes(node):
                line, column = position(limit) or (None, None)
                raise MissingOrderBy(
                    "FETCH FIRST WITH TIES clause requires ORDER BY", line=line, column=column
                )
        elif limit is not None:
            count = self._count(limit.expression, "LIMIT")
        if count is not None and count > MAX_SORTED_LIMIT and _order_nodes(node):
            line, column = position(node.args["limit"]) or (None, None)
            raise NotSupported(
                f"ORDER BY LIMIT > {MAX_SORTED_LIMIT} is not supported", line=line, column=column
            )
        return replace(
            query,
            limit=count,
            with_ties=with_ties,
            offset=0 if offset is None else self._count(offset.expression, "OFFSET"),
        )

    def _fetch(self, node: exp.Fetch) -> int:
        count = self._count(node.args["count"], "FETCH FIRST")
        if count == 0:
            line, column = position(node) or (None, None)
            raise InvalidLimit(
                f"FETCH FIRST row count must be positive (actual value: {count})",
                line=line,
                column=column,
            )
        return count

    def _count(self, node: exp.Expr, clause: str) -> int:
        value: object = node.name
        if isinstance(node, exp.Placeholder):
            value = count_parameter(self.session, node, clause)
        if isinstance(value, bool) or not str(value).isdigit():
            line, column = position(node) or (None, None)
            raise QuerySyntaxError(f"Invalid {clause} row count: {value}", line=line, column=column)
        return int(str(value))


def _unwrap(node: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
    """Open parentheses around a query, keeping those whose outer level says something."""
    wrappers: list[exp.Expr] = []
    while isinstance(node, exp.Subquery):
        if any(node.args.get(name) for name in ("with_", "order", "limit", "offset")):
            wrappers.append(node)
        node = node.this
    return node, wrappers


def _order_nodes(node: exp.Expr) -> list[exp.Expr]:
    order = node.args.get("order")
    return [] if order is None else list(order.expressions)


def _references(relation: QueryRelation) -> tuple[ColumnReference, ...]:
    return tuple(
        ColumnReference(relation.id, index, column.name, column.type)
        for index, column in enumerate(relation.fields)
    )


def _renamed(query: Query, part: exp.CTE) -> Query:
    alias = part.args["alias"]
    names = [part.name for part in alias.args.get("columns") or ()]
    if not names:
        return query
    if len(names) != len(query.columns):
        line, column = position(part) or (None, None)
        raise MismatchedColumnAliases(
            f"WITH column alias list has {len(names)} entries but WITH query({alias.name}) has "
            f"{len(query.columns)} columns",
            line=line,
            column=column,
        )
    columns = tuple(OutputColumn(n, c.type) for n, c in zip(names, query.columns, strict=True))
    return replace(query, columns=columns)
