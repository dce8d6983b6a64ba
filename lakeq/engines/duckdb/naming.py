"""Naming: parts of an expression that are computed outside of it and stand in it by name."""

from collections.abc import Callable, Iterable

from lakeq.engines.duckdb.spelling import bound
from lakeq.model.bound import ColumnReference, Expression


class NamedParts:
    """The parts that have names in what is being spelled."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def name(self, part: Expression) -> str | None:
        """Give a part's name, if it has one."""
        return self._names.get(id(part))

    def around(
        self,
        parts: Iterable[Expression],
        value: Callable[[Expression], str],
        spell: Callable[[], str],
    ) -> str:
        """Spell something in which the parts, each spelled by ``value``, stand by name.

        Of a Parquet file's dictionary, DuckDB 1.5 computes a function once for each word, NULL and
        those of rows that are filtered out among them, unless it sees that the function may fail.
        It does not look into lambdas. So beside the names stands a cast that may fail, and never
        does.
        """
        unnamed = [part for part in parts if id(part) not in self._names]
        if not unnamed:
            return spell()
        distinct: list[Expression] = []
        places: dict[int, int] = {}
        for part in unnamed:
            if part not in distinct:
                distinct.append(part)
            places[id(part)] = distinct.index(part)

        def build(names: list[str]) -> str:
            self._names.update((key, names[place]) for key, place in places.items())
            try:
                return spell()
            finally:
                for key in places:
                    del self._names[key]

        values = [value(part) for part in distinct]
        for part, spelled in zip(distinct, list(values), strict=True):
            if isinstance(part, ColumnReference):
                values.append(f"CAST(hash({spelled}) % 2 AS TINYINT)")
                break
        return bound(values, lambda names: build(list(names)))
