"""An estimate is the bill, whatever form a query has."""

import pytest

from lakeq.lake import Lake

QUERIES = {
    "sample": "SELECT vendor FROM taxi.trips TABLESAMPLE BERNOULLI (20) WHERE date_parse(month, '%m')"
    " > date '1970-02-01'",
    "hidden": """SELECT "$path", count(client) FROM web.access_logs WHERE "$path" LIKE '%moved%' GROUP BY 1""",
    "recursion": "WITH RECURSIVE d (x) AS (VALUES date '2024-03-01' UNION ALL SELECT x + interval '1' day"
    " FROM d WHERE x < date '2024-03-04') SELECT x, count(client) FROM d JOIN web.access_logs"
    " ON date(dt) = x WHERE date(dt) > date '2024-03-02' GROUP BY x",
    "ties": "SELECT vendor, fare FROM taxi.trips WHERE month = '02' ORDER BY fare"
    " FETCH FIRST 3 ROWS WITH TIES",
    "subquery": "SELECT fare FROM taxi.trips WHERE month IN (SELECT month FROM taxi.trips WHERE year = 2023)",
    "moment": "SELECT fare FROM taxi.trips WHERE pickup_at > timestamp '2024-04-15 00:00:00 UTC'",
    "immediate": "EXECUTE IMMEDIATE 'SELECT fare FROM taxi.trips WHERE cast(month AS integer) = ? AND"
    " pickup_at > ?' USING 2, timestamp '2024-02-20 00:00:00 UTC'",
    "nothing": "SELECT fare FROM taxi.trips WHERE TRY(cast(month AS integer) / 0) = 1",
}


@pytest.mark.parametrize("form", QUERIES)
def test_an_estimate_is_the_bill(sample_lake: Lake, form: str) -> None:
    sql = QUERIES[form]
    estimate = sample_lake.estimate(sql, sample_lake.context())
    result = sample_lake.execute(sql, sample_lake.context())
    list(result.rows())
    assert estimate.exact
    assert result.statistics.scanned_bytes == estimate.scanned_bytes
    assert (estimate.scanned_bytes == 0) == (form == "nothing")
