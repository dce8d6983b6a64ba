"""Vectors: distances and angles, added up in the order of their elements, as Trino does."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.functions.maps import keys_alike
from lakeq.engines.duckdb.spelling import captured, fresh
from lakeq.errors import InvalidArgument
from lakeq.model.types import Kind

_ZERO = "CAST(0 AS DOUBLE)"
_Spell: TypeAlias = Callable[[Invocation, str], str]


def dot_product(call: Invocation) -> str:
    """Spell dot_product."""
    return _over_pairs(call, _dot)


def euclidean_distance(call: Invocation) -> str:
    """Spell euclidean_distance."""
    return _over_pairs(call, lambda _, pairs: f"sqrt({_sum(pairs, _square('({0} - {1})'))})")


def cosine_similarity(call: Invocation) -> str:
    """Spell cosine_similarity."""
    if call.first.kind is Kind.MAP:
        return captured(call.sql, lambda values: _similarity_of_maps(call, values))
    return _over_pairs(call, _cosine)


def cosine_distance(call: Invocation) -> str:
    """Spell cosine_distance."""
    if call.first.kind is Kind.MAP:
        return f"(1 - {cosine_similarity(call)})"
    return _over_pairs(call, lambda each, pairs: f"(1 - {_cosine(each, pairs)})")


def _dot(_: Invocation, pairs: str) -> str:
    return _sum(pairs, "({0} * {1})")


def _cosine(call: Invocation, pairs: str) -> str:
    def build(values: Sequence[str]) -> str:
        first, second, product = values
        failed = call.fail(InvalidArgument, "Vector magnitude cannot be zero")
        return (
            f"CASE WHEN {first} = 0 OR {second} = 0 THEN {failed} "
            f"ELSE {product} / sqrt({first} * {second}) END"
        )

    sums = [_sum(pairs, _square("{0}")), _sum(pairs, _square("{1}")), _dot(call, pairs)]
    return captured(sums, build)


def _over_pairs(call: Invocation, spell: _Spell) -> str:
    def build(values: Sequence[str]) -> str:
        left, right = values
        missing = " OR ".join(f"list_count({each}) < len({each})" for each in values)
        unlike = call.fail(InvalidArgument, "The arguments must have the same length")
        answer = captured([f"list_zip({left}, {right})"], lambda pairs: spell(call, pairs[0]))
        return (
            f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL "
            f"WHEN len({left}) <> len({right}) THEN {unlike} WHEN {missing} THEN NULL "
            f"ELSE {answer} END"
        )

    return captured(call.sql, build)


def _similarity_of_maps(call: Invocation, values: Sequence[str]) -> str:
    left, right = values
    entry = fresh("entry", *values)
    place = f"list_position({keys_alike(left, call.first)}, {entry}.key)"
    shared = f"list_filter(map_entries({right}), lambda {entry}: {place} IS NOT NULL)"
    products = (
        f"list_transform({shared}, lambda {entry}: map_values({left})[{place}] * {entry}.value)"
    )
    norms = [f"sqrt({_total(_squares(f'map_values({each})'))})" for each in values]
    missing = " OR ".join(
        f"list_count(map_values({each})) < len(map_values({each}))" for each in values
    )
    return (
        f"CASE WHEN {left} IS NULL OR {right} IS NULL OR {missing} THEN NULL "
        f"ELSE {_total(products)} / ({' * '.join(norms)}) END"
    )


def _squares(array: str) -> str:
    item = fresh("item", array)
    return f"list_transform({array}, lambda {item}: {item} * {item})"


def _square(term: str) -> str:
    return f"({term} * {term})"


def _sum(pairs: str, term: str) -> str:
    pair = fresh("pair", pairs)
    return _total(
        f"list_transform({pairs}, lambda {pair}: {term.format(f'{pair}[1]', f'{pair}[2]')})"
    )


def _total(terms: str) -> str:
    total, item = fresh("total", terms), fresh("item", terms)
    return f"list_reduce({terms}, lambda {total}, {item}: {total} + {item}, {_ZERO})"


TEMPLATES: dict[str, Template] = {
    "dot_product": dot_product,
    "euclidean_distance": euclidean_distance,
    "cosine_similarity": cosine_similarity,
    "cosine_distance": cosine_distance,
}
