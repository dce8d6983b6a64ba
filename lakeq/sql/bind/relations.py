"""FROM: tables, views, subqueries, VALUES, UNNEST and joins, each with the scope it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlglot import exp

from lakeq.errors import (
    ColumnNotFound,
    LakeqError,
    NotSupported,
    QuerySyntaxError,
    TypeMismatch,
)
from lakeq.functions.coercions import common_type, common_type_of
from lakeq.model.bound import (
    Call,
    Expression,
    Join,
    JoinKind,
    OutputColumn,
    Query,
    QueryRelation,
    Relation,
    ScanRelation,
    UnnestRelation,
    ValuesRelation,
)
from lakeq.model.names import CATALOG_NAME, TableName
from lakeq.model.table import Table, View
from lakeq.model.types import BIGINT, BOOLEAN, DataType, Kind
from lakeq.sql.bind.binder import BindQuery
from lakeq.sql.bind.calls import comparison
from lakeq.sql.bind.coercions import coerce
from lakeq.sql.bind.expressions import ExpressionBinder
from lakeq.sql.bind.scopes import Scope, ScopeField, relation_scope, resolve
from lakeq.sql.bind.session import BindSession
from lakeq.sql.nodes import RelationGroup
from lakeq.sql.positions import position

Bound = tuple[Relation, Scope]


class NamedQueries(Protocol):
    """What FROM needs of the binder of whole queries: WITH's names, and the text of views."""

    def common_table(self, name: str) -> Query | None:
        """Bind a common table expression once more, if the name is one."""
        ...

    def view(self, view: View) -> Query:
        """Bind a view's text in the view's own database."""
        ...


@dataclass(frozen=True, slots=True)
class RelationBinder:
    """Binds one FROM clause."""

    session: BindSession
    bind_query: BindQuery
    named: NamedQueries
    database: str

    def bind(self, node: exp.Select, outer: Scope | None) -> tuple[Relation | None, Scope]:
        """Bind FROM and its joins, left to right; without FROM there are no fields."""
        source = node.args.get("from_")
        if source is None:
            return None, Scope(outer=outer)
        return self._joined(source.this, node.args.get("joins") or (), outer)

    def _joined(self, first: exp.Expr, joins: Sequence[exp.Join], outer: Scope | None) -> Bound:
        bound = self._relation(first, outer)
        for join in joins:
            bound = self._join(bound, join, outer)
        return bound

    def _relation(self, node: exp.Expr, outer: Scope | None) -> Bound:
        match node:
            case exp.Table():
                return self._table(node, outer)
            case exp.Subquery():
                return self._query(self.bind_query(node.this, outer), node, outer)
            case exp.Values():
                return self._values(node, outer)
            case exp.Unnest():
                return self._unnest(node, outer)
            case exp.Lateral():
                return self._query(self.bind_query(node.this.this, outer), node, outer)
            case RelationGroup():
                relation, scope = self._joined(node.this, node.args.get("joins") or (), outer)
                return relation, self._aliased(scope, node)
            case _:
                line, column = position(node) or (None, None)
                raise NotSupported(
                    f"{node.key.upper()} in FROM is not supported", line=line, column=column
                )

    def _table(self, node: exp.Table, outer: Scope | None) -> Bound:
        parts = [part.name for part in node.parts]
        line, column = position(node) or (None, None)
        if len(parts) == 1:
            query = self.named.common_table(parts[0].lower())
            if query is not None:
                return self._query(query, node, outer, (parts[0].lower(),))
        name, qualifier = self._table_name(parts, node)
        try:
            found = self.session.table(name)
            if isinstance(found, View):
                return self._query(self.named.view(found), node, outer, qualifier)
        except LakeqError as error:
            error.line, error.column = line, column
            raise
        return self._scan(found, node, outer, qualifier)

    def _table_name(
        self, parts: Sequence[str], node: exp.Expr
    ) -> tuple[TableName, tuple[str, ...]]:
        if len(parts) == 3 and parts[0].lower() != CATALOG_NAME:
            line, column = position(node) or (None, None)
            raise NotSupported(f"Catalog '{parts[0]}' does not exist", line=line, column=column)
        database = parts[-2] if len(parts) > 1 else self.database
        name = TableName.of(database, parts[-1])
        return name, (CATALOG_NAME, name.database, name.name)

    def _scan(
        self, table: Table, node: exp.Expr, outer: Scope | None, qualifier: tuple[str, ...]
    ) -> Bound:
        relation = ScanRelation(self.session.next_relation(), table)
        self.session.scans.append(relation)
        scope = relation_scope(relation.id, relation.fields, qualifier, outer)
        return relation, self._aliased(scope, node)

    def _query(
        self,
        query: Query,
        node: exp.Expr,
        outer: Scope | None,
        qualifier: tuple[str, ...] = (),
    ) -> Bound:
        relation = QueryRelation(self.session.next_relation(), query)
        scope = relation_scope(relation.id, query.columns, qualifier, outer)
        return relation, self._aliased(scope, node)

    def _values(self, node: exp.Values, outer: Scope | None) -> Bound:
        binder = ExpressionBinder(
            self.session, Scope(outer=outer), self.bind_query, clause="VALUES"
        )
        rows = [[binder.bind(item) for item in row.expressions] for row in node.expressions]
        types = values_types(rows, node)
        fields = tuple(OutputColumn(f"_col{i}", data_type) for i, data_type in enumerate(types))
        relation = ValuesRelation(
            self.session.next_relation(),
            tuple(tuple(coerce(i, t) for i, t in zip(row, types, strict=True)) for row in rows),
            fields,
        )
        return relation, self._aliased(relation_scope(relation.id, fields, (), outer), node)

    def _unnest(self, node: exp.Unnest, outer: Scope | None) -> Bound:
        scope = outer or Scope()
        binder = ExpressionBinder(self.session, scope, self.bind_query, clause="UNNEST")
        arguments = tuple(binder.bind(argument) for argument in node.expressions)
        types: list[tuple[str, DataType]] = []
        for argument, written in zip(arguments, node.expressions, strict=True):
            types += _unnested(argument.type, written)
        if node.args.get("offset"):
            types.append(("ordinality", BIGINT))
        fields = tuple(OutputColumn(name, data_type) for name, data_type in types)
        relation = UnnestRelation(
            self.session.next_relation(), arguments, bool(node.args.get("offset")), fields
        )
        return relation, self._aliased(relation_scope(relation.id, fields, (), outer), node)

    def _aliased(self, scope: Scope, node: exp.Expr) -> Scope:
        alias = node.args.get("alias")
        if alias is None:
            return scope
        names = [part.name for part in alias.args.get("columns") or ()]
        line, column = position(alias) or (None, None)
        if names and len(names) != len(scope.fields):
            raise QuerySyntaxError(
                f"Column alias list has {len(names)} entries but '{alias.name}' has "
                f"{len(scope.fields)} columns available",
                line=line,
                column=column,
            )
        fields = tuple(
            ScopeField(names[i] if names else f.name, f.expression, (alias.name.lower(),))
            for i, f in enumerate(scope.fields)
        )
        return Scope(fields, scope.outer, scope.relations)

    def _join(self, left: Bound, node: exp.Join, outer: Scope | None) -> Bound:
        line, column = position(node) or (None, None)
        side, kind = node.args.get("side"), node.args.get("kind")
        if node.args.get("method"):
            raise NotSupported("Natural join not supported", line=line, column=column)
        target = node.this
        lateral = isinstance(target, exp.Unnest | exp.Lateral)
        inner_scope = replace(left[1], outer=outer) if lateral else outer
        relation, scope = self._relation(target, inner_scope)
        scope = replace(scope, outer=outer)
        join_kind = JoinKind(str(side or kind or "INNER").upper())
        using = node.args.get("using")
        if using:
            return self._join_using(left, (relation, scope), join_kind, using)
        joined = left[1].join(scope)
        on = node.args.get("on")
        if on is None:
            return Join(JoinKind.CROSS, left[0], relation, None, lateral), joined
        binder = ExpressionBinder(self.session, joined, self.bind_query, clause="JOIN clause")
        condition = binder.bind_boolean(on, "JOIN ON clause")
        return Join(join_kind, left[0], relation, condition, lateral), joined

    def _join_using(
        self, left: Bound, right: Bound, kind: JoinKind, names: Sequence[exp.Expr]
    ) -> Bound:
        conditions: list[Expression] = []
        merged: list[ScopeField] = []
        used: set[Expression] = set()
        for name in names:
            mine = _using_side(left[1], name, "left")
            theirs = _using_side(right[1], name, "right")
            condition = comparison("eq", mine, theirs, name)
            conditions.append(condition)
            used |= {mine, theirs}
            merged.append(ScopeField(name.name, _merged(kind, mine, theirs)))
        rest = [f for f in (*left[1].fields, *right[1].fields) if f.expression not in used]
        scope = Scope((*merged, *rest), left[1].outer, left[1].relations | right[1].relations)
        condition = (
            conditions[0] if len(conditions) == 1 else Call("and", tuple(conditions), BOOLEAN)
        )
        return Join(kind, left[0], right[0], condition), scope


def values_types(rows: Sequence[Sequence[Expression]], node: exp.Expr) -> tuple[DataType, ...]:
    """Find the common type of each column of VALUES. Raises TypeMismatch."""
    line, column = position(node) or (None, None)
    if len({len(row) for row in rows}) != 1:
        raise TypeMismatch(
            "Values rows have mismatched sizes: "
            + " vs ".join(str(size) for size in sorted({len(row) for row in rows})),
            line=line,
            column=column,
        )
    types: list[DataType] = []
    for index in range(len(rows[0])):
        shared = common_type_of(row[index].type for row in rows)
        if shared is None:
            kinds = " vs ".join(dict.fromkeys(str(row[index].type) for row in rows))
            raise TypeMismatch(
                f"Values rows have mismatched types: {kinds}", line=line, column=column
            )
        types.append(shared)
    return tuple(types)


def _merged(kind: JoinKind, left: Expression, right: Expression) -> Expression:
    if kind is JoinKind.RIGHT:
        return right
    if kind is not JoinKind.FULL:
        return left
    shared = common_type(left.type, right.type)
    assert shared is not None
    return Call("coalesce", (coerce(left, shared), coerce(right, shared)), shared)


def _using_side(scope: Scope, name: exp.Expr, side: str) -> Expression:
    try:
        return resolve(replace(scope, outer=None), [name.name], name)
    except ColumnNotFound as error:
        error.message = f"Column '{name.name}' is missing from {side} side of join"
        error.args = (error.message,)
        raise


def _unnested(data_type: DataType, node: exp.Expr) -> list[tuple[str, DataType]]:
    if data_type.kind is Kind.MAP:
        return [("_key", data_type.key), ("_value", data_type.value)]
    if data_type.kind is not Kind.ARRAY:
        line, column = position(node) or (None, None)
        raise TypeMismatch(f"Cannot unnest type: {data_type}", line=line, column=column)
    element = data_type.element
    if element.kind is Kind.ROW:
        return [(f.name or f"_field{i}", f.type) for i, f in enumerate(element.fields)]
    return [("_element", element)]
