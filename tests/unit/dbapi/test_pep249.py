"""What PEP 249 asks of a module, a connection and a cursor, asked of a real lake."""

import builtins

import pytest

import lakeq
from lakeq import dbapi

EXCEPTIONS = {
    "Warning": Exception,
    "Error": Exception,
    "InterfaceError": lakeq.Error,
    "DatabaseError": lakeq.Error,
    "DataError": lakeq.DatabaseError,
    "OperationalError": lakeq.DatabaseError,
    "IntegrityError": lakeq.DatabaseError,
    "InternalError": lakeq.DatabaseError,
    "ProgrammingError": lakeq.DatabaseError,
    "NotSupportedError": lakeq.DatabaseError,
}


@pytest.mark.parametrize("module", [lakeq, dbapi])
def test_the_module_names_its_level_its_thread_safety_and_its_parameters(module: object) -> None:
    names = ("apilevel", "threadsafety", "paramstyle")
    assert [getattr(module, name) for name in names] == ["2.0", 2, "qmark"]


@pytest.mark.parametrize("module", [lakeq, dbapi])
@pytest.mark.parametrize(
    "name",
    [
        *("connect", "STRING", "BINARY", "NUMBER", "DATETIME", "ROWID", "Binary"),
        *("Date", "Time", "Timestamp", "DateFromTicks", "TimeFromTicks", "TimestampFromTicks"),
    ],
)
def test_the_module_has_the_constructors_and_type_objects(module: object, name: str) -> None:
    assert getattr(module, name) is not None
    assert name in getattr(module, "__all__", ())


@pytest.mark.parametrize("name", list(EXCEPTIONS))
def test_the_exceptions_form_the_tree_of_the_pep(name: str) -> None:
    exception = getattr(lakeq, name)
    assert issubclass(exception, EXCEPTIONS[name])
    assert getattr(dbapi, name) is exception


@pytest.mark.parametrize("name", list(EXCEPTIONS))
def test_a_connection_carries_the_exceptions(connection: lakeq.Connection, name: str) -> None:
    assert getattr(connection, name) is getattr(lakeq, name)


def test_warning_is_not_pythons_own() -> None:
    warning: object = lakeq.Warning
    assert warning is not builtins.Warning


def test_a_cursor_knows_its_connection(connection: lakeq.Connection) -> None:
    assert connection.cursor().connection is connection


def test_a_new_cursor_has_no_rows_and_no_description(cursor: lakeq.Cursor) -> None:
    assert (cursor.description, cursor.rowcount, cursor.arraysize) == (None, -1, 1)
    assert cursor.lastrowid is None


@pytest.mark.parametrize("fetch", ["fetchone", "fetchmany", "fetchall"])
def test_fetching_before_executing_is_an_error(cursor: lakeq.Cursor, fetch: str) -> None:
    with pytest.raises(lakeq.Error):
        getattr(cursor, fetch)()


@pytest.mark.parametrize("fetch", ["fetchone", "fetchmany", "fetchall"])
def test_fetching_after_a_statement_without_rows_is_an_error(
    cursor: lakeq.Cursor, fetch: str
) -> None:
    cursor.execute("CREATE DATABASE IF NOT EXISTS another")
    assert cursor.description is None
    with pytest.raises(lakeq.Error):
        getattr(cursor, fetch)()


def test_fetchone_gives_rows_until_none(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers WHERE n < 2 ORDER BY n")
    assert [cursor.fetchone() for _ in range(4)] == [(0,), (1,), None, None]


def test_fetchmany_gives_fewer_rows_at_the_end_and_then_none(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers WHERE n < 5 ORDER BY n")
    assert [len(cursor.fetchmany(2)) for _ in range(4)] == [2, 2, 1, 0]


def test_fetchmany_follows_arraysize(cursor: lakeq.Cursor) -> None:
    cursor.arraysize = 3
    assert len(cursor.execute("SELECT n FROM numbers").fetchmany()) == 3


def test_the_ways_to_fetch_may_be_mixed(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers WHERE n < 6 ORDER BY n")
    rows = [cursor.fetchone(), *cursor.fetchmany(2), next(cursor), *cursor.fetchall()]
    assert rows == [(n,) for n in range(6)]


def test_a_query_without_rows_still_has_a_description(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers WHERE n < 0")
    assert cursor.description is not None
    assert (cursor.fetchall(), cursor.rowcount) == ([], 0)


def test_a_description_has_a_type_code_that_equals_a_type_object(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n, text FROM numbers")
    assert cursor.description is not None
    assert [item[1] == lakeq.NUMBER for item in cursor.description] == [True, False]
    assert [item[1] == lakeq.STRING for item in cursor.description] == [False, True]
    assert {len(item) for item in cursor.description} == {7}


def test_sizes_may_be_set_without_effect(cursor: lakeq.Cursor) -> None:
    cursor.setinputsizes([10])
    cursor.setoutputsize(10)
    cursor.setoutputsize(10, 0)
    assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_optional_methods_that_a_lake_cannot_offer_are_absent(cursor: lakeq.Cursor) -> None:
    assert not hasattr(cursor, "callproc")
    assert not hasattr(cursor, "nextset")


def test_a_closed_cursor_raises_an_error(connection: lakeq.Connection) -> None:
    cursor = connection.cursor()
    cursor.close()
    with pytest.raises(connection.Error):
        cursor.execute("SELECT 1")


def test_a_cursor_of_a_closed_connection_raises_an_error(cursor: lakeq.Cursor) -> None:
    cursor.connection.lake  # noqa: B018 - open still.
    cursor.execute("SELECT 1")
    assert isinstance(cursor.connection, lakeq.Connection)
    cursor.connection.close()
    for use in (cursor.fetchone, lambda: cursor.execute("SELECT 1")):
        with pytest.raises(lakeq.Error):
            use()


def test_an_unknown_name_is_a_programming_error_and_the_cursor_goes_on(
    cursor: lakeq.Cursor,
) -> None:
    for text in ("SELECT * FROM nowhere", "SELECT nothing FROM numbers", "SELEC 1"):
        with pytest.raises(lakeq.ProgrammingError):
            cursor.execute(text)
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_committing_is_allowed_and_rolling_back_is_not_supported(
    connection: lakeq.Connection,
) -> None:
    connection.commit()
    with pytest.raises(lakeq.NotSupportedError):
        connection.rollback()
