"""Bounds: how large numbers can get, from the footers of the planned files.

Trino works out decimals of over 18 digits in 128 bits. DuckDB can do so too, at twice the cost; yet
few products of prices and rates come near to 18 digits, and the statistics of their columns prove
it beforehand. Should they lie, DuckDB reports an overflow, and no wrong answer.
"""

from collections.abc import Iterable, Iterator

from lakeq.model.bound import Call, Case, Cast, ColumnReference, Expression, Literal
from lakeq.model.files import ColumnStatistics, FileLayout
from lakeq.model.plan import ScanPlan, TableScan
from lakeq.model.types import DataType, Kind

INT64_DIGITS = 18
_ARITHMETIC = ("add", "subtract", "multiply")


class Bounds:
    """Knows the largest magnitude an exact number can have, in units of its last digit."""

    def __init__(self, plan: ScanPlan | None = None) -> None:
        self._scans = plan.scans if plan is not None else {}
        self._columns: dict[tuple[int, int], int | None] = {}

    def fits_int64(self, expression: Expression) -> bool:
        """Whether a decimal surely has no more than 18 digits."""
        return self.largest(expression) < _power(INT64_DIGITS)

    def largest(self, expression: Expression) -> int:
        """Bound the magnitude of an exact number."""
        match expression:
            case Literal(value=value) if value is not None:
                return abs(_units(value, expression.type))
            case ColumnReference():
                found = self._column(expression)
                return _declared(expression.type) if found is None else found
            case Cast(argument=argument) if _is_exact(argument.type):
                return self._cast(argument, expression.type)
            case Call(function="negate" | "abs", arguments=(argument,)):
                return self.largest(argument)
            case Call() if expression.function in _ARITHMETIC and _is_exact(expression.type):
                return self._arithmetic(expression)
            case Case(branches=branches, default=default):
                results = [result for _, result in branches]
                if default is not None:
                    results.append(default)
                return max(self.largest(result) for result in results)
            case _:
                return _declared(expression.type)

    def _arithmetic(self, call: Call) -> int:
        left, right = call.arguments
        if call.function == "multiply":
            return self.largest(left) * self.largest(right)
        scale = call.type.scale
        return sum(
            self.largest(side) * _power(max(scale - side.type.scale, 0)) for side in (left, right)
        )

    def _cast(self, argument: Expression, target: DataType) -> int:
        shift = target.scale - argument.type.scale
        if shift < 0:
            return _declared(target)
        return min(self.largest(argument) * _power(shift), _declared(target))

    def _column(self, reference: ColumnReference) -> int | None:
        key = (reference.relation, reference.index)
        if key not in self._columns:
            scan = self._scans.get(reference.relation)
            self._columns[key] = None if scan is None else _scanned(scan, reference)
        return self._columns[key]


def _scanned(scan: TableScan, reference: ColumnReference) -> int | None:
    """Bound a column of a table by the statistics of all chunks that will be read."""
    found = 0
    for statistics in _statistics(scan, reference.index):
        if statistics is None:
            return None
        ends = (statistics.minimum, statistics.maximum)
        if None in ends:
            return None
        found = max(found, *(abs(_units(end, reference.type)) for end in ends))
    return found


def _statistics(scan: TableScan, index: int) -> Iterator[ColumnStatistics | None]:
    positions = [place for place, column in enumerate(scan.columns) if column.index == index]
    for split in scan.splits:
        held = split.columns[positions[0]] if positions else None
        if held is None or split.layout is None:
            # NULL in every row, or a partition key: nothing is known of its size.
            yield None if not positions else ColumnStatistics(0, 0)
            continue
        leaf = _leaf(split.layout, held)
        for group in split.row_groups:
            yield None if leaf is None else split.layout.row_groups[group].chunks[leaf].statistics


def _leaf(layout: FileLayout, held: int) -> int | None:
    leaves = (index for index, leaf in enumerate(layout.leaves) if leaf.column == held)
    return _only(leaves)


def _only(indices: Iterable[int]) -> int | None:
    found = list(indices)
    return found[0] if len(found) == 1 else None


def _units(value: object, data_type: DataType) -> int:
    """Count a number in units of its type's last digit, rounded away from zero."""
    text = str(value)
    whole, _, fraction = text.lstrip("+-").partition(".")
    if not (whole + fraction).isdigit():
        return _declared(data_type)
    scale = data_type.scale
    kept, rest = fraction[:scale].ljust(scale, "0"), fraction[scale:]
    return int((whole + kept) or 0) + (1 if rest.strip("0") else 0)


def _declared(data_type: DataType) -> int:
    return _power((data_type.precision if data_type.kind is Kind.DECIMAL else None) or 19)


def _power(digits: int) -> int:
    return int("1" + "0" * digits)


def _is_exact(data_type: DataType) -> bool:
    return data_type.is_integer or data_type.kind is Kind.DECIMAL
