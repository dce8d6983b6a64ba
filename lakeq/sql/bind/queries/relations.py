"""FROM: tables, views, subqueries, VALUES, UNNEST and joins, each with the scope it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlglot import exp

from lakeq.errors import (
    LakeqError,
    MismatchedColumnAliases,
    NotSupported,
    TypeMismatch,
)
from lakeq.model.bound import (
    Join,
    OutputColumn,
    Query,
    QueryRelation,
    Relation,
    ScanRelation,
    UnnestRelation,
    ValuesRelation,
    WorkingRelation,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.names import CATALOG_NAME, TableName
from lakeq.model.table import Table, View
from lakeq.model.types import BIGINT, DataType, Kind
from lakeq.sql.bind.binder import BindQuery
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.bind.queries.joins import (
    Bound,
    check_criteria,
    check_own,
    is_by_row,
    join_by_row,
    join_using,
    outer_join,
    refers_to,
)
from lakeq.sql.bind.queries.metadata import HIDDEN, SCHEMA, metadata_query
from lakeq.sql.bind.queries.samples import sample
from lakeq.sql.bind.queries.values import bind_values
from lakeq.sql.bind.scopes import Scope, ScopeField, hide, relation_scope
from lakeq.sql.bind.session import BindSession
from lakeq.sql.nodes import RelationGroup, Sample
from lakeq.sql.positions import position


class NamedQueries(Protocol):
    """What FROM needs of the binder of whole queries: WITH's names, and the text of views."""

    def common_table(self, name: str) -> Query | WorkingRelation | None:
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
            case Sample():
                return self._sample(node, outer)
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
            if isinstance(query, WorkingRelation):
                scope = relation_scope(query.id, query.fields, (parts[0].lower(),), outer)
                return query, self._aliased(scope, node)
            if query is not None:
                return self._query(query, node, outer, (parts[0].lower(),))
        name, qualifier = self._table_name(parts, node)
        try:
            query = metadata_query(name, self.session)
            if query is not None:
                return self._query(query, node, outer, qualifier)
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
        scope = relation_scope(relation.id, relation.all_fields, qualifier, outer)
        scope = hide(scope, [column.name for column in table.hidden_columns])
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
        if qualifier[:2] == (CATALOG_NAME, SCHEMA):
            scope = hide(scope, HIDDEN)
        return relation, self._aliased(scope, node)

    def _values(self, node: exp.Values, outer: Scope | None) -> Bound:
        rows, types = bind_values(self._binder(Scope(outer=outer), "VALUES"), node)
        fields = tuple(OutputColumn(f"_col{i}", data_type) for i, data_type in enumerate(types))
        relation = ValuesRelation(self.session.next_relation(), rows, fields)
        return relation, self._aliased(relation_scope(relation.id, fields, (), outer), node)

    def _sample(self, node: Sample, outer: Scope | None) -> Bound:
        relation, scope = self._relation(node.this, outer)
        return sample(self._binder(Scope(), "Sample percentage"), node, relation, scope)

    def _binder(self, scope: Scope, clause: str) -> ExpressionBinder:
        return ExpressionBinder(self.session, scope, self.bind_query, clause=clause)

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
        line, column = position(node) or (None, None)
        if names:
            # Once all are named, those that are hidden are gone.
            scope = replace(scope, fields=tuple(f for f in scope.fields if not f.is_hidden))
        if names and len(names) != len(scope.fields):
            raise MismatchedColumnAliases(
                f"Column alias list has {len(names)} entries but '{alias.name}' has "
                f"{len(scope.fields)} columns available",
                line=line,
                column=column,
            )
        fields = tuple(
            ScopeField(
                names[i] if names else f.name, f.expression, (alias.name.lower(),), f.is_hidden
            )
            for i, f in enumerate(scope.fields)
        )
        return Scope(fields, scope.outer, scope.relations)

    def _join(self, left: Bound, node: exp.Join, outer: Scope | None) -> Bound:
        line, column = position(node) or (None, None)
        side, kind = node.args.get("side"), node.args.get("kind")
        if node.args.get("method"):
            raise NotSupported("Natural join not supported", line=line, column=column)
        join_kind = JoinKind(str(side or kind or "INNER").upper())
        check_criteria(node, join_kind)
        relation, scope, lateral = self._right_side(left[1], node, outer)
        using, on = node.args.get("using"), node.args.get("on")
        if using:
            return join_using(left, (relation, scope), join_kind, using)
        joined = left[1].join(scope)
        if on is None:
            return Join(JoinKind.CROSS, left[0], relation, None, lateral), joined
        binder = ExpressionBinder(self.session, joined, self.bind_query, clause="JOIN clause")
        condition = binder.bind_boolean(on, "JOIN ON clause")
        if join_kind is not JoinKind.INNER:
            check_own(condition, joined, on)
        if join_kind in (JoinKind.RIGHT, JoinKind.FULL) and is_by_row(node.this):
            return join_by_row(join_kind, (left[0], left[1]), (relation, scope), condition)
        if join_kind is JoinKind.INNER or lateral:
            return Join(join_kind, left[0], relation, condition, lateral), joined
        return outer_join(self.session, join_kind, left[0], relation, condition), joined

    def _right_side(
        self, left: Scope, node: exp.Join, outer: Scope | None
    ) -> tuple[Relation, Scope, bool]:
        """Bind the right side of a join, and tell whether it refers to the left one."""
        if not is_by_row(node.this):
            return *self._relation(node.this, outer), False
        relation, scope = self._relation(node.this, replace(left, outer=outer))
        return relation, replace(scope, outer=outer), refers_to(relation, left.relations)


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
