"""Arrays sorted: by the order of their elements, or by a comparator."""

from collections.abc import Sequence

from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.ordering import is_ordered_alike, order_key
from lakeq.engines.duckdb.spelling import captured, fresh, once
from lakeq.errors import InvalidArgument
from lakeq.model.bound import Lambda


def array_sort(call: Invocation) -> str:
    """Spell array_sort; NULLs come last, unless a comparator has it otherwise."""
    if len(call.sql) > 1:
        return captured(call.sql[:1], lambda values: _sorted_by(call, values[0]))
    element = call.first.element
    check_comparable("lt", element)
    if is_ordered_alike(element):
        return f"list_sort({call.sql[0]}, 'ASC', 'NULLS LAST')"

    def build(values: Sequence[str]) -> str:
        keys = _keys(call, values[0], nan_first=False)
        ordered = f"list_select({values[0]}, list_grade_up({keys}, 'ASC', 'NULLS LAST'))"
        return f"CASE WHEN len({values[0]}) < 2 THEN {values[0]} ELSE {ordered} END"

    return once(call.sql, build)


def array_extreme(call: Invocation) -> str:
    """Spell array_max or array_min: NaN only where there is nothing else."""
    element = call.first.element
    check_comparable("lt", element)
    greatest = call.function == "array_max"
    name = "list_max" if greatest else "list_min"

    def build(values: Sequence[str]) -> str:
        array = values[0]
        if is_ordered_alike(element, nan_first=greatest):
            found = f"{name}({array})"
        else:
            keys = _keys(call, array, nan_first=greatest)
            found = once(
                [keys], lambda each: f"{array}[list_position({each[0]}, {name}({each[0]}))]"
            )
            found = f"CASE WHEN len({array}) < 2 THEN {array}[1] ELSE {found} END"
        return f"CASE WHEN list_count({array}) = len({array}) THEN {found} END"

    return once(call.sql, build)


def _keys(call: Invocation, array: str, *, nan_first: bool) -> str:
    item = fresh("item", array)
    key = order_key(item, call.first.element, nan_first=nan_first)
    return f"list_transform({array}, lambda {item}: {key})"


def _sorted_by(call: Invocation, array: str) -> str:
    """Place each element behind as many as stand before it.

    Of two elements the later one stands before the other only where the comparator, given it and
    the other in this order, says that it is less. So does Java's sort, which keeps the order of
    equals, and asks in this order.
    """
    argument = call.arguments[1]
    assert isinstance(argument, Lambda)
    number = argument.parameters[0].id
    mine, place, other, beside = (f"{stem}{number}" for stem in ("mine", "at", "other", "by"))
    before = (
        f"CASE WHEN {beside} < {place} THEN NOT {_is_less(call, mine, other)} "
        f"WHEN {beside} > {place} THEN {_is_less(call, other, mine)} ELSE false END"
    )
    count = f"len(list_filter({array}, lambda {other}, {beside}: {before}))"
    ranks = f"list_transform({array}, lambda {mine}, {place}: {count})"
    return f"list_select({array}, list_grade_up({ranks}))"


def _is_less(call: Invocation, left: str, right: str) -> str:
    message = "Lambda comparator must return either -1, 0, or 1"
    failed = failure(InvalidArgument, message, "BOOLEAN")
    return (
        f"CASE {call.apply(1, left, right)} WHEN -1 THEN true WHEN 0 THEN false "
        f"WHEN 1 THEN false ELSE {failed} END"
    )
