"""Arrays, maps and rows: the same answers over constants and columns, however calls are nested."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeq.errors import NotSupported
from tests.unit.engines.duckdb.lake import Asker

ARRAYS = (
    "ARRAY[3, 1, 2]",
    "ARRAY[1, NULL, 1]",
    "CAST(ARRAY[] AS array(integer))",
    "CAST(NULL AS array(integer))",
    "ARRAY[NULL, 5]",
)
MAPS = (
    "MAP(ARRAY[1, 2], ARRAY['a', 'b'])",
    "MAP(ARRAY[5], ARRAY[CAST(NULL AS varchar)])",
    "CAST(MAP() AS map(integer, varchar))",
    "CAST(NULL AS map(integer, varchar))",
)
OF_AN_ARRAY = (
    "array_distinct(v)",
    "array_sort(v)",
    "array_sort(v, (x, y) -> IF(coalesce(x, 9) < coalesce(y, 9), 1, -1))",
    "array_max(v)",
    "array_union(v, ARRAY[1, NULL, 7])",
    "array_intersect(v, ARRAY[2, NULL])",
    "array_except(v, ARRAY[1])",
    "arrays_overlap(v, ARRAY[2, NULL])",
    "contains(v, 1)",
    "array_position(v, 5)",
    "array_remove(v, 1)",
    "array_join(v, ',', '?')",
    "v || 4",
    "v = ARRAY[3, 1, 2]",
    "v IS DISTINCT FROM ARRAY[1, NULL, 1]",
    "TRY(v < ARRAY[1, 5])",
    "TRY(v[2])",
    "TRY(slice(v, -2, 1))",
    "TRY(trim_array(v, 2))",
    "ngrams(v, 2)",
    "combinations(v, 2)",
    "zip(v, ARRAY['a'])",
    "transform(v, x -> contains(v, x + 1))",
    "any_match(v, x -> x > 2)",
    "reduce(v, '', (s, x) -> s || coalesce(CAST(x AS varchar), '-'), s -> s)",
    "zip_with(v, ARRAY[1, 2], (x, y) -> x + y)",
    "TRY(map(v, v))",
    "array_histogram(v)",
    "CAST(v AS array(varchar))",
)
OF_A_MAP = (
    "element_at(v, 1)",
    "TRY(v[5])",
    "map_keys(v)",
    "map_entries(v)",
    "map_from_entries(map_entries(v))",
    "multimap_from_entries(map_entries(v))",
    "map_concat(v, MAP(ARRAY[1, 9], ARRAY['z', 'y']))",
    "map_filter(v, (k, w) -> k > 1)",
    "transform_values(v, (k, w) -> k)",
    "transform_keys(v, (k, w) -> k * 2)",
    "map_zip_with(v, MAP(ARRAY[1, 9], ARRAY['z', 'y']), (k, a, b) -> a || b)",
    "v = MAP(ARRAY[2, 1], ARRAY['b', 'a'])",
    "CAST(v AS map(varchar, varchar))",
)
CASES = [*((form, ARRAYS) for form in OF_AN_ARRAY), *((form, MAPS) for form in OF_A_MAP)]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    folder: Path = tmp_path_factory.mktemp("containers")
    asker = Asker(folder)
    yield asker
    asker.close()


@pytest.mark.parametrize(("form", "values"), CASES, ids=[form for form, _ in CASES])
def test_a_column_gets_the_answers_of_constants(
    asker: Asker, form: str, values: tuple[str, ...]
) -> None:
    rows = ", ".join(f"({number}, {value})" for number, value in enumerate(values))
    of_column = asker.rows(f"SELECT {form} FROM (VALUES {rows}) t(n, v) ORDER BY n")
    of_constants = [asker.rows(f"SELECT {form} FROM (SELECT {value} AS v)") for value in values]
    assert of_column == [row for (row,) in of_constants]


def test_lambdas_in_lambdas_are_spelled_once(asker: Asker) -> None:
    expression = "1"
    for depth in range(16):
        expression = f"cardinality(transform(ARRAY[1], x{depth} -> {expression}))"
    assert asker.value(expression) == 1


def test_names_of_nested_lambdas_do_not_hide_each_other(asker: Asker) -> None:
    expression = (
        "map_filter(MAP(ARRAY[1, 2], ARRAY[10, 20]), (k, v) -> cardinality(map_filter("
        "MAP(ARRAY[3, 4], ARRAY[10, 30]), (l, w) -> w > v AND k + l > 4)) > 0)"
    )
    assert asker.value(expression) == {1: 10, 2: 20}


def test_long_operands_of_nested_calls_keep_their_own_names(asker: Asker) -> None:
    long = " || ".join(["ARRAY[1, 2]", *["CAST(ARRAY[] AS array(integer))"] * 40])
    assert asker.value(f"contains({long}, element_at({long}, -1))") is True
    assert asker.value(f"array_except({long}, array_remove({long}, 2))") == [2]
    assert asker.value(f"({long}) = ARRAY[1, 2]") is True


@pytest.mark.parametrize(("ties", "order"), [("<", "bac"), ("<=", "cab")])
def test_a_comparator_that_knows_no_equals_places_them_as_java_does(
    asker: Asker, ties: str, order: str
) -> None:
    array = "ARRAY[ROW(1, 'b'), ROW(1, 'a'), ROW(1, 'c')]"
    expression = f"array_sort({array}, (x, y) -> IF(x[1] {ties} y[1], -1, 1))"
    assert asker.value(f"array_join(transform({expression}, r -> r[2]), '')") == order


def test_a_value_of_chance_is_drawn_once(asker: Asker) -> None:
    form = "array_distinct(ARRAY[random()] || transform(ARRAY[1], x -> 2e0))"
    assert asker.value(f"cardinality({form})") == 2
    assert asker.value("cardinality(array_distinct(shuffle(sequence(1, 100))))") == 100


def test_arrays_are_joined_without_comparing_all_with_all(asker: Asker) -> None:
    numbers = "SELECT ARRAY[a, b] AS x FROM UNNEST(sequence(1, 200)) t(a) CROSS JOIN UNNEST(sequence(1, 200)) u(b)"
    assert asker.rows(f"SELECT count(*) FROM ({numbers}) l JOIN ({numbers}) r ON l.x = r.x") == [
        (40_000,)
    ]


def test_lambdas_too_deep_to_be_bound_are_refused(asker: Asker) -> None:
    expression = "1"
    for depth in range(40):
        expression = f"cardinality(transform(ARRAY[1], x{depth} -> {expression}))"
    with pytest.raises(NotSupported, match="nested too deeply"):
        asker.value(expression)


@pytest.mark.parametrize("length", [3, 200, 201, 1000])
def test_a_comparator_sorts_short_and_long_arrays_alike(asker: Asker, length: int) -> None:
    rows = f"transform(sequence(1, {length}), i -> ROW(i * 7919 % 5, i))"
    by_comparator = (
        f"array_sort({rows}, (x, y) -> "
        "CASE WHEN x[1] < y[1] THEN -1 WHEN x[1] > y[1] THEN 1 ELSE 0 END)"
    )
    assert asker.value(f"{by_comparator} = array_sort({rows})") is True
