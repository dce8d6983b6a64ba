"""GROUP BY: plain keys, GROUPING SETS, CUBE and ROLLUP, multiplied out to sets of keys."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from sqlglot import exp

from lakeq.errors import ExpressionNotScalar, InvalidColumnReference, NotSupported
from lakeq.model.bound import AggregateCall, Expression, Grouping, WindowCall
from lakeq.model.traversal import walk
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.positions import position

MAX_GROUPING_SETS = 2048


class _Keys:
    """The distinct keys, numbered as they appear."""

    def __init__(self, binder: ExpressionBinder, projections: Sequence[Expression]) -> None:
        self.binder = binder.without_aggregates("GROUP BY clause")
        self.projections = projections
        self.expressions: list[Expression] = []

    def index(self, node: exp.Expr) -> int:
        expression = self._bind(node)
        if expression not in self.expressions:
            self.expressions.append(expression)
        return self.expressions.index(expression)

    def _bind(self, node: exp.Expr) -> Expression:
        if not isinstance(node, exp.Literal) or node.is_string or not node.name.isdigit():
            return self.binder.bind(node)
        number = int(node.name)
        line, column = position(node) or (None, None)
        if not 1 <= number <= len(self.projections):
            raise InvalidColumnReference(
                f"GROUP BY position {number} is not in select list", line=line, column=column
            )
        expression = self.projections[number - 1]
        if any(isinstance(part, AggregateCall | WindowCall) for part in walk(expression)):
            raise ExpressionNotScalar(
                "GROUP BY clause cannot contain aggregations, window functions or grouping "
                "operations",
                line=line,
                column=column,
            )
        return expression


def bind_grouping(
    node: exp.Expr, binder: ExpressionBinder, projections: Sequence[Expression]
) -> Grouping:
    """Bind a GROUP BY; its items multiply, as SQL says. Raises NotSupported beyond 2,048 sets."""
    keys = _Keys(binder, projections)
    factors = [list(_sets(item, keys)) for item in node.expressions]
    count = 1
    for factor in factors:
        count *= len(factor)
    line, column = position(node) or (None, None)
    if count > MAX_GROUPING_SETS:
        raise NotSupported(
            f"GROUP BY has {count} grouping sets but can contain at most {MAX_GROUPING_SETS}",
            line=line,
            column=column,
        )
    sets = [
        tuple(dict.fromkeys(i for part in chosen for i in part)) for chosen in product(*factors)
    ]
    if node.args.get("distinct") is True:
        sets = list({frozenset(s): s for s in sets}.values())
    return Grouping(tuple(keys.expressions), tuple(sets))


def _sets(item: exp.Expr, keys: _Keys) -> Iterator[tuple[int, ...]]:
    if isinstance(item, exp.GroupingSets):
        for part in item.expressions:
            yield _key_tuple(part, keys)
    elif isinstance(item, exp.Rollup):
        parts = [_key_tuple(part, keys) for part in item.expressions]
        for length in range(len(parts), -1, -1):
            yield tuple(index for part in parts[:length] for index in part)
    elif isinstance(item, exp.Cube):
        parts = [_key_tuple(part, keys) for part in item.expressions]
        for length in range(len(parts), -1, -1):
            for chosen in combinations(parts, length):
                yield tuple(index for part in chosen for index in part)
    else:
        yield _key_tuple(item, keys)


def _key_tuple(item: exp.Expr, keys: _Keys) -> tuple[int, ...]:
    nodes = item.expressions if isinstance(item, exp.Tuple) else [item]
    return tuple(keys.index(node) for node in nodes)
