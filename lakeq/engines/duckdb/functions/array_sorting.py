"""Arrays sorted: by the order of their elements, or by a comparator."""

from collections.abc import Sequence

from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.ordering import is_ordered_alike, order_key
from lakeq.engines.duckdb.spelling import captured, fresh, once
from lakeq.errors import InvalidArgument
from lakeq.model.bound import Lambda

_LONGEST_RANKED = 200
_DEEPLY_NESTED = 20
"""Where a comparator's text must not be repeated, because there would be no end of it."""


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
    """Sort by a comparator.

    Of two elements the later one comes before the other only where the comparator, given it and the
    other in this order, says that it is less. So does Java's sort, which keeps the order of equals,
    and asks in this order.
    """
    ranked = _ranked(call, array)
    if _number(call) >= _DEEPLY_NESTED:
        return ranked
    merged = _merged(call, array)
    return f"CASE WHEN len({array}) <= {_LONGEST_RANKED} THEN {ranked} ELSE {merged} END"


def _ranked(call: Invocation, array: str) -> str:
    """Place each element behind as many as come before it: the fastest way, as long as it is short."""
    mine, place, other, beside = _names(call, "mine", "at", "other", "by")
    is_later = f"{beside} > {place}"
    later = f"(CASE WHEN {is_later} THEN {other} ELSE {mine} END)"
    earlier = f"(CASE WHEN {is_later} THEN {mine} ELSE {other} END)"
    comes_first = f"({_is_less(call, later, earlier)}) = ({is_later})"
    before = f"CASE WHEN {beside} = {place} THEN false ELSE {comes_first} END"
    count = f"len(list_filter({array}, lambda {other}, {beside}: {before}))"
    ranks = f"list_transform({array}, lambda {mine}, {place}: {count})"
    return f"list_select({array}, list_grade_up({ranks}))"


def _merged(call: Invocation, array: str) -> str:
    """Merge sorted runs into runs of twice the length, until there is one.

    An element's place in the longer run is its own in its run, and behind as many of the run beside
    it as a binary search says. All elements are searched at once.
    """
    state, level, index = _names(call, "state", "level", "index")
    length, width = f"len({state}.s)", f"{level}.w"
    first = f"({index} - {index} % (2 * {width}))"
    is_left = f"({index} % (2 * {width}) < {width})"
    beside = f"(CASE WHEN {is_left} THEN {first} + {width} ELSE {first} END)"
    size = f"greatest(0, least({width}, {length} - {beside}))"
    before = _count_before(call, f"{state}.s", beside, is_left, size, width)
    place = f"{first} + {index} % {width} + {before}"
    places = f"list_transform(range({length}), lambda {index}: {place})"
    merged = f"list_select({state}.s, list_grade_up({places}))"
    nothing = f"CAST(NULL AS {call.type_name})"
    levels = (
        f"list_transform(range(CAST(ceil(log2(greatest(len({array}), 1))) AS BIGINT)), lambda {level}: "
        f"struct_pack(s := {nothing}, w := CAST(1 AS BIGINT) << {level}))"
    )
    step = f"struct_pack(s := {merged}, w := CAST(NULL AS BIGINT))"
    start = f"struct_pack(s := {array}, w := CAST(NULL AS BIGINT))"
    return f"list_reduce({levels}, lambda {state}, {level}: {step}, {start}).s"


def _count_before(
    call: Invocation, array: str, beside: str, is_left: str, size: str, width: str
) -> str:
    """Spell how many elements of the run beside an element's own come before it."""
    index, bounds, step, pair = _names(call, "index", "bounds", "step", "pair")
    middle = f"(({bounds}.lo + {bounds}.hi) // 2)"
    mine, other = f"{array}[{index} + 1]", f"{array}[{beside} + {middle} + 1]"
    later = f"CASE WHEN {is_left} THEN {other} ELSE {mine} END"
    earlier = f"CASE WHEN {is_left} THEN {mine} ELSE {other} END"
    comes_before = (
        f"list_transform([struct_pack(a := {later}, b := {earlier})], lambda {pair}: "
        f"({_is_less(call, f'{pair}.a', f'{pair}.b')}) = {is_left})[1]"
    )
    nowhere = "struct_pack(lo := CAST(NULL AS BIGINT), hi := CAST(NULL AS BIGINT))"
    steps = (
        f"list_transform(range(CAST(ceil(log2({width} + 1)) AS BIGINT)), lambda {step}: {nowhere})"
    )
    narrowed = (
        f"CASE WHEN {bounds}.lo >= {bounds}.hi THEN {bounds} "
        f"WHEN {comes_before} THEN struct_pack(lo := {middle} + 1, hi := {bounds}.hi) "
        f"ELSE struct_pack(lo := {bounds}.lo, hi := {middle}) END"
    )
    start = f"struct_pack(lo := CAST(0 AS BIGINT), hi := CAST({size} AS BIGINT))"
    return f"list_reduce({steps}, lambda {bounds}, {step}: {narrowed}, {start}).lo"


def _names(call: Invocation, *stems: str) -> list[str]:
    return [f"{stem}{_number(call)}" for stem in stems]


def _number(call: Invocation) -> int:
    """Give the number of the comparator's first parameter, which says how deep it is nested."""
    argument = call.arguments[1]
    assert isinstance(argument, Lambda)
    return argument.parameters[0].id


def _is_less(call: Invocation, left: str, right: str) -> str:
    message = "Lambda comparator must return either -1, 0, or 1"
    failed = failure(InvalidArgument, message, "BOOLEAN")
    # A simple CASE would have DuckDB repeat the whole comparator for each of its branches.
    index = f"least(greatest({call.apply(1, left, right)}, -2), 2) + 3"
    return f"coalesce(list_extract([NULL, true, false, false, NULL], {index}), {failed})"
