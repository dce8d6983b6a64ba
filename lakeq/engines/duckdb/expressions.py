"""Expressions: bound expressions as DuckDB SQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TypeAlias, assert_never

from lakeq.engines.duckdb import memberships
from lakeq.engines.duckdb.attempts import attempted, null_instead_of_failure, parts_before
from lakeq.engines.duckdb.bounds import Bounds
from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.correlation import (
    borrows,
    is_operation,
    lent_name,
    needs_names,
    parts_to_name,
)
from lakeq.engines.duckdb.frames import spell_frame
from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.functions.comparisons import (
    SYMBOLS,
    compare_in_filter,
    operands,
)
from lakeq.engines.duckdb.functions.distinction import distinct_operands
from lakeq.engines.duckdb.functions.equality import has_own_identity, identity
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.scalars import spell_call
from lakeq.engines.duckdb.functions.windows import is_window_function, spell_window
from lakeq.engines.duckdb.literals import literal
from lakeq.engines.duckdb.naming import NamedParts
from lakeq.engines.duckdb.padding import padded_operands
from lakeq.engines.duckdb.sorting import is_sorted_alike, sort_item
from lakeq.engines.duckdb.spelling import quote, text
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.engines.duckdb.udfs.base import Udfs
from lakeq.errors import InternalError, NotSupported
from lakeq.model.bound import (
    AggregateCall,
    Call,
    Case,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    Grouping,
    InSubquery,
    Lambda,
    LambdaVariable,
    Literal,
    OutputReference,
    QuantifiedComparison,
    Query,
    ScalarSubquery,
    SortKey,
    WindowCall,
)
from lakeq.model.traversal import walk

CompileQuery: TypeAlias = Callable[[Query], str]
"""Spells a subquery, whose columns it names c0, c1, ..."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a whole query shares: time zone, bounds of its numbers, Python functions it calls."""

    timezone: str = "UTC"
    bounds: Bounds = field(default_factory=Bounds)
    udfs: Udfs = field(default_factory=Udfs)


class ExpressionCompiler:
    """Spells expressions of one query.

    ``columns`` gives, for the relations whose fields have names of their own, those names; the
    fields of all others are c0, c1, ... ``row_count`` is given where the rows counted stand for
    many: how many. ``own`` are the relations of the SELECT around, if there is one; fields of all
    others are of queries further out.
    """

    def __init__(
        self,
        compile_query: CompileQuery,
        columns: Mapping[int, Sequence[str]],
        surroundings: Surroundings,
        row_count: str | None = None,
        own: frozenset[int] | None = None,
    ) -> None:
        self._compile_query = compile_query
        self._columns = columns
        self._surroundings = surroundings
        self._variables: dict[int, str] = {}
        self._row_count = row_count
        self._grouped: Sequence[tuple[Expression, str]] = ()
        self._keys: Sequence[Expression] = ()
        self._named = NamedParts()
        self._own = own
        self._is_settled = own is None
        self._borrows = False

    def group_by(self, grouping: Grouping) -> str:
        """Spell GROUP BY. What is spelled from then on stands over the groups.

        Of values that are not distinct, though DuckDB tells them apart, a group shows one.
        """
        keys = [self.identity(key) for key in grouping.keys]
        self._keys = grouping.keys
        self._grouped = [
            (key, spelled)
            for key, spelled in zip(grouping.keys, keys, strict=True)
            if not has_own_identity(key.type)
        ]
        if grouping.sets == (tuple(range(len(keys))),) and keys:
            return f"GROUP BY {', '.join(keys)}"
        sets = ", ".join(
            "(" + ", ".join(keys[index] for index in members) + ")" for members in grouping.sets
        )
        return f"GROUP BY GROUPING SETS ({sets})"

    def identity(self, expression: Expression) -> str:
        """Spell a key by which DuckDB groups as Trino does."""
        if has_own_identity(expression.type):
            return self.key(expression)
        return identity(self.value(expression), expression.type)

    def value(self, expression: Expression) -> str:
        """Spell an expression for its value."""
        name = self._named.name(expression)
        if name is not None:
            return name
        key = self._grouped_by(expression)
        if key is None:
            return self._whole(expression)
        with self._inside_aggregate():
            return f"CASE WHEN {key} IS NOT NULL THEN any_value({self._value(expression)}) END"

    def _whole(self, expression: Expression) -> str:
        """Spell an expression that is no part of another, its fields by name where need be."""
        if self._own is None or self._is_settled or not is_operation(expression):
            return self._value(expression)
        if expression in self._keys:
            with self._inside_aggregate():
                return self._whole(expression)
        self._is_settled = True
        try:
            spelled = self._value(expression)
            if not needs_names(expression, spelled, self._own, self._keys):
                return spelled
            parts = list(parts_to_name(expression, self._keys))
            if not any(isinstance(part, ColumnReference) for part in parts):
                return spelled
            return self._named.around(parts, self.value, lambda: self._value(expression))
        finally:
            self._is_settled = False

    def _value(self, expression: Expression) -> str:
        match expression:
            case Literal():
                return literal(expression.value, expression.type)
            case ColumnReference() | FieldReference():
                return self._reference(expression)
            case Call() | LambdaVariable():
                return self._call(expression)
            case Cast():
                return self._cast(expression)
            case Case():
                return self._case(expression)
            case AggregateCall() | WindowCall():
                return self.function(expression)
            case ScalarSubquery() | Exists() | InSubquery() | QuantifiedComparison():
                return self._subquery(expression)
            case OutputReference() | Lambda():
                raise InternalError("an expression is no value by itself")
            case _:
                assert_never(expression)

    def _grouped_by(self, expression: Expression) -> str | None:
        """Give the spelled key that an expression is, if it is one that stands for several values."""
        if not self._grouped or has_own_identity(expression.type):
            return None
        return next((spelled for key, spelled in self._grouped if key == expression), None)

    @contextmanager
    def _inside_aggregate(self) -> Iterator[None]:
        """Spell what stands over the rows of a group, and not over the groups."""
        before = self._grouped, self._keys, self._is_settled
        self._grouped, self._keys, self._is_settled = (), (), self._own is None
        try:
            yield
        finally:
            self._grouped, self._keys, self._is_settled = before

    def condition(self, expression: Expression) -> str:
        """Spell a predicate of WHERE or ON, where NULL and false are the same."""
        if isinstance(expression, Call):
            if expression.function == "and":
                inner = " AND ".join(self.condition(part) for part in expression.arguments)
                return f"({inner})"
            if expression.function in SYMBOLS:
                return compare_in_filter(expression.function, *operands(self._invoke(expression)))
        if isinstance(expression, InSubquery):
            argument, inner = expression.argument, self._compile_query(expression.query)
            return memberships.contains_in_filter(argument, self.value(argument), inner)
        return self.value(expression)

    def key(self, expression: Expression) -> str:
        """Spell a key of GROUP BY or ORDER BY, where DuckDB takes a bare integer for a position."""
        spelled = self.value(expression)
        if isinstance(expression, Literal):
            return f"CAST({spelled} AS {duckdb_type(expression.type)})"
        return spelled

    def sort_key(self, key: SortKey) -> str:
        """Spell an item of ORDER BY."""
        return sort_item(self.key(key.expression), key)

    def function(self, call: AggregateCall | WindowCall) -> str:
        """Spell an aggregate or window function."""
        if call.function == "grouping" or self._own is None:
            return self._function(call)
        before, self._borrows = self._borrows, self._borrows or borrows(call, self._own)
        try:
            with self._inside_aggregate() if isinstance(call, AggregateCall) else nullcontext():
                return self._function(call)
        finally:
            self._borrows = before

    def _function(self, call: AggregateCall | WindowCall) -> str:
        if call.function == "grouping":
            with self._inside_aggregate():
                grouped = ", ".join(self.identity(argument) for argument in call.arguments)
            return f"CAST(GROUPING({grouped}) AS {duckdb_type(call.type)})"
        arguments = distinct_operands(call, self._operands(call))
        over = self._over(call) if isinstance(call, WindowCall) else ""
        if isinstance(call, WindowCall) and is_window_function(call.function):
            return spell_window(call.function, arguments, ignore_nulls=call.ignore_nulls) + over
        keys = call.argument_order if isinstance(call, WindowCall) else call.order_by
        if call.distinct and not all(map(is_sorted_alike, keys)):
            raise NotSupported(f"{call.function} of sorted DISTINCT values is not supported here")
        inner_order = f" ORDER BY {self._sort_keys(keys)}" if keys else ""
        own_filter = None if call.filter is None else self.value(call.filter)

        def spell(
            name: str, *operands: str, where: str | None = None, distinct: bool = call.distinct
        ) -> str:
            filters = [each for each in (own_filter, where) if each is not None]
            if name == "count" and self._row_count is not None and not distinct:
                filters.extend(f"{each} IS NOT NULL" for each in operands if each != "*")
                return f"CAST(coalesce(sum({self._row_count}){_filter(filters)}, 0) AS BIGINT)"
            quantifier = "DISTINCT " if distinct else ""
            return f"{name}({quantifier}{', '.join(operands)}{inner_order}){_filter(filters)}{over}"

        from lakeq.engines.duckdb.functions import aggregates  # noqa: PLC0415 - not always needed.

        return aggregates.spell_aggregate(
            Aggregation(
                call.function,
                call.arguments,
                arguments,
                call.type,
                call.distinct,
                bool(keys),
                spell,
                self._body,
            )
        )

    def _operands(self, call: AggregateCall | WindowCall) -> tuple[str, ...]:
        return tuple(
            "" if isinstance(argument, Lambda) else self.value(argument)
            for argument in call.arguments
        )

    def _reference(self, reference: ColumnReference | FieldReference) -> str:
        if isinstance(reference, FieldReference):
            name = member_names(reference.base.type)[reference.index]
            return f"struct_extract({self.value(reference.base)}, {text(name)})"
        if self._borrows and reference.relation not in (self._own or ()):
            return lent_name(reference)
        return self.column(reference)

    def column(self, reference: ColumnReference) -> str:
        """Spell a field by its relation's alias."""
        names = self._columns.get(reference.relation)
        name = f"c{reference.index}" if names is None else names[reference.index]
        return f"t{reference.relation}.{quote(name)}"

    def _call(self, call: Call | LambdaVariable) -> str:
        if isinstance(call, LambdaVariable):
            return self._variables[call.id]
        if call.function != "try":
            return spell_call(self._invoke(call))
        if call not in self._keys:
            return self._try(call.arguments[0])
        with self._inside_aggregate():
            return self._try(call.arguments[0])

    def _try(self, tried: Expression) -> str:
        """Spell TRY, around the names of what is worked out before it."""
        before = parts_before(tried, self._keys)
        if isinstance(tried, Cast):
            # Trying rows one by one is slow, which a cast that gives NULL by itself does not need.
            tried = replace(tried, safe=True)
            if isinstance(tried.argument, ColumnReference | LambdaVariable):
                return self.value(tried)
        columns = (node for node in walk(tried) if isinstance(node, ColumnReference))
        of_row = before[0] if before else next(columns, None)

        def spell() -> str:
            guard = None if of_row is None else self.value(of_row)
            likelier = null_instead_of_failure(
                tried, lambda node: node in self._keys or self._named.name(node) is not None
            )
            return attempted(self.value(likelier), guard)

        return self._named.around(before, self.value, spell)

    def _invoke(self, call: Call) -> Invocation:
        spelled = [
            "" if isinstance(argument, Lambda) else self.value(argument)
            for argument in call.arguments
        ]
        shared = self._surroundings
        return Invocation(
            call,
            padded_operands(call, spelled),
            shared.bounds,
            self._body,
            shared.udfs,
            shared.timezone,
        )

    def _body(self, node: Lambda, operands: Sequence[str]) -> str:
        for variable, operand in zip(node.parameters, operands, strict=True):
            self._variables[variable.id] = operand
        return self.value(node.body)

    def _cast(self, node: Cast) -> str:
        match node.argument:
            case Call(function="json_parse", arguments=(unparsed,)) if node.type.fields:
                written = self.value(unparsed)
                udfs = self._surroundings.udfs
                from lakeq.engines.duckdb.casts.json import cast_json_text  # noqa: PLC0415 - rare.

                return cast_json_text(written, node.type, safe=node.safe, udfs=udfs)
        operand = self.value(node.argument)
        return cast(
            operand,
            node.argument.type,
            node.type,
            safe=node.safe,
            timezone=self._surroundings.timezone,
            udfs=self._surroundings.udfs,
        )

    def _case(self, case: Case) -> str:
        branches = " ".join(
            f"WHEN {self.value(condition)} THEN {self.value(result)}"
            for condition, result in case.branches
        )
        otherwise = "" if case.default is None else f" ELSE {self.value(case.default)}"
        return f"CASE {branches}{otherwise} END"

    def _subquery(self, node: ScalarSubquery | Exists | InSubquery | QuantifiedComparison) -> str:
        if isinstance(node, ScalarSubquery) and node.answer is not None:
            return self.value(node.answer)
        inner = self._compile_query(node.query)
        match node:
            case ScalarSubquery():
                return f"({inner})"
            case Exists():
                return f"EXISTS ({inner})"
            case InSubquery():
                return memberships.contains(node.argument, self.value(node.argument), inner)
            case QuantifiedComparison(operator=operator, every=every, argument=argument):
                spelled = self.value(argument)
                return memberships.quantified(operator, argument, spelled, inner, every=every)
            case _:
                assert_never(node)

    def _sort_keys(self, keys: Sequence[SortKey]) -> str:
        return ", ".join(self.sort_key(key) for key in keys)

    def _over(self, call: WindowCall) -> str:
        parts = []
        if call.partition_by:
            keys = ", ".join(self.identity(key) for key in call.partition_by)
            parts.append(f"PARTITION BY {keys}")
        if call.order_by:
            parts.append(f"ORDER BY {self._sort_keys(call.order_by)}")
        if call.frame is not None:
            parts.append(spell_frame(call.frame, call.order_by, self.value))
        return f" OVER ({' '.join(parts)})"


def _filter(conditions: Sequence[str]) -> str:
    return f" FILTER (WHERE {' AND '.join(conditions)})" if conditions else ""
