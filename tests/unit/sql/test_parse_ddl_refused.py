"""DDL: what contradicts itself, and what is known but not done."""

import pytest

from lakeq.errors import InvalidDefinition, NotSupported
from tests.unit.sql.reading import read


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("CREATE TABLE t (a int) LOCATION 'x'", "External keyword required", 1),
        ("CREATE EXTERNAL TABLE t (a int)", "needs a LOCATION", 23),
        ("CREATE EXTERNAL TABLE t (a int) TBLPROPERTIES ('a'='b')", "needs a LOCATION", 23),
        ("CREATE EXTERNAL TABLE t LOCATION 'x'", "at least one column", 23),
        ("CREATE EXTERNAL TABLE t (a int, A int) LOCATION 'x'", "`a` is named twice", 33),
        (
            "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (b int, a int) LOCATION 'x'",
            "`a` is named twice",
            56,
        ),
        (
            "CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (b) INTO 2 BUCKETS LOCATION 'x'",
            "Bucket column `b`",
            46,
        ),
        ("CREATE EXTERNAL TABLE t (a decimal(39)) LOCATION 'x'", "from 1 to 38 digits", 28),
        ("CREATE EXTERNAL TABLE t (a decimal(3,4)) LOCATION 'x'", "from 1 to 38 digits", 28),
        ("CREATE EXTERNAL TABLE t (a char(256)) LOCATION 'x'", "char must be from 1 to 255", 28),
        (
            "CREATE EXTERNAL TABLE t (a int) LOCATION 'x' TBLPROPERTIES ('a'='b', 'a'='c')",
            "Duplicate property `a`",
            70,
        ),
        (f"DROP TABLE {'x' * 256}", "at most 255 characters", 12),
        ("ALTER TABLE t ADD PARTITION (a = 1, A = 2)", "key is named twice", 29),
        ("CREATE VIEW v (a, A) AS SELECT 1, 2", "named twice", 15),
    ],
)
def test_a_contradiction_is_refused_where_it_stands(text: str, message: str, column: int) -> None:
    with pytest.raises(InvalidDefinition) as raised:
        read(text)
    assert message in raised.value.message
    assert (raised.value.line, raised.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("INSERT INTO t SELECT 1", "INSERT INTO"),
        ("insert into t values (1)", "INSERT INTO"),
        ("CREATE TABLE t AS SELECT 1", "CREATE TABLE AS"),
        ("CREATE TABLE t WITH (format = 'ORC') AS SELECT 1 AS x", "CREATE TABLE AS"),
        ("CREATE TABLE t AS (SELECT 1 AS x)", "CREATE TABLE AS"),
        ("CREATE TABLE t LIKE u", "CREATE TABLE LIKE"),
        ("CREATE EXTERNAL TABLE t LIKE u", "CREATE TABLE LIKE"),
        (
            "CREATE TABLE t (a int) LOCATION 'x' TBLPROPERTIES ('table_type'='ICEBERG')",
            "An Iceberg",
        ),
        ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'ORC')", "UNLOAD"),
        ("MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", "MERGE INTO"),
        ("DELETE FROM t", "DELETE FROM"),
        ("UPDATE t SET a = 1", "UPDATE"),
        ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "OPTIMIZE"),
        ("VACUUM t", "VACUUM"),
        (
            "USING EXTERNAL FUNCTION f(a int) RETURNS int LAMBDA 'x' SELECT 1",
            "USING EXTERNAL FUNCTION",
        ),
        ("ALTER DATABASE x SET DBPROPERTIES ('a'='b')", "ALTER DATABASE"),
        ("ALTER TABLE t ADD COLUMNS (a int)", "ALTER TABLE ADD COLUMNS"),
        ("ALTER TABLE t REPLACE COLUMNS (a int)", "ALTER TABLE REPLACE COLUMNS"),
        ("ALTER TABLE t CHANGE COLUMN a b int", "ALTER TABLE CHANGE COLUMN"),
        ("ALTER TABLE t PARTITION (a=1) RENAME TO PARTITION (a=2)", "ALTER TABLE PARTITION"),
        ("ALTER TABLE t SET LOCATION 's3://b/'", "ALTER TABLE SET LOCATION"),
        ("ALTER TABLE t SET FILEFORMAT ORC", "ALTER TABLE SET FILEFORMAT"),
        ("ALTER TABLE t SET SERDEPROPERTIES ('a'='b')", "ALTER TABLE SET SERDEPROPERTIES"),
        ("ALTER TABLE t RENAME TO u", "ALTER TABLE RENAME TO"),
        ("ALTER TABLE t ARCHIVE PARTITION (a=1)", "ALTER TABLE ARCHIVE"),
        ("ALTER TABLE t EXCHANGE PARTITION (a=1) WITH TABLE u", "ALTER TABLE EXCHANGE"),
        ("ALTER TABLE t CLUSTERED BY (a) INTO 2 BUCKETS", "ALTER TABLE CLUSTERED"),
        ("ALTER TABLE t SKEWED BY (a) ON (1)", "ALTER TABLE SKEWED"),
        ("ALTER TABLE t TOUCH", "ALTER TABLE TOUCH"),
        ("ALTER TABLE t COMPACT 'major'", "ALTER TABLE COMPACT"),
        ("ALTER TABLE t CONCATENATE", "ALTER TABLE CONCATENATE"),
        ("ALTER TABLE t NOT SORTED", "ALTER TABLE NOT"),
        ("ALTER INDEX i ON t REBUILD", "ALTER INDEX"),
        ("ALTER VIEW v DIALECT", "ALTER VIEW"),
        ("CREATE INDEX i ON TABLE t (a)", "CREATE INDEX"),
        ("CREATE ROLE r", "CREATE ROLE"),
        ("CREATE TEMPORARY MACRO m() 1", "CREATE TEMPORARY"),
        ("CREATE PROTECTED MULTI DIALECT VIEW v", "CREATE PROTECTED"),
        ("DROP INDEX i ON t", "DROP INDEX"),
        ("DROP ROLE r", "DROP ROLE"),
        ("DROP TEMPORARY MACRO m", "DROP TEMPORARY"),
        ("COMMIT", "COMMIT"),
        ("ROLLBACK", "ROLLBACK"),
        ("START TRANSACTION", "START TRANSACTION"),
        ("DESCRIBE DATABASE x", "DESCRIBE DATABASE"),
        ("DESCRIBE INPUT p", "DESCRIBE INPUT"),
        ("DESCRIBE OUTPUT p", "DESCRIBE OUTPUT"),
        ("DFS -ls /", "DFS"),
        ("EXPORT TABLE t TO '/x'", "EXPORT"),
        ("IMPORT FROM '/x'", "IMPORT"),
        ("GRANT ROLE r TO USER u", "GRANT"),
        ("REVOKE ROLE r FROM USER u", "REVOKE"),
        ("LOCK TABLE t SHARED", "LOCK"),
        ("UNLOCK TABLE t", "UNLOCK"),
        ("TRUNCATE TABLE t", "TRUNCATE TABLE"),
        ("CALL system.x()", "CALL"),
        ("SET SESSION a = 1", "SET"),
        ("USE x", "USE"),
        ("ANALYZE t", "ANALYZE"),
        ("SHOW COMPACTIONS", "SHOW COMPACTIONS"),
        ("SHOW CURRENT ROLES", "SHOW CURRENT"),
        ("SHOW GRANT ON t", "SHOW GRANT"),
        ("SHOW INDEXES ON t", "SHOW INDEXES"),
        ("SHOW LOCKS", "SHOW LOCKS"),
        ("SHOW PRINCIPALS r", "SHOW PRINCIPALS"),
        ("SHOW ROLES", "SHOW ROLES"),
        ("SHOW STATS FOR t", "SHOW STATS"),
        ("SHOW TRANSACTIONS", "SHOW TRANSACTIONS"),
        ("SHOW FUNCTIONS", "SHOW FUNCTIONS"),
    ],
)
def test_a_statement_that_is_known_but_not_done_is_named(text: str, named: str) -> None:
    with pytest.raises(NotSupported) as raised:
        read(text)
    assert raised.value.message.startswith(named)
    assert raised.value.message.endswith("is not supported")
    assert (raised.value.line, raised.value.column) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "DROP TABLE othercatalog.x.t",
        "ALTER TABLE t DROP PARTITION (a > 1)",
        "ALTER TABLE t DROP PARTITION (a = 1) PURGE",
        "MSCK REPAIR TABLE t SYNC PARTITIONS",
        "DESCRIBE t PARTITION (a = 1)",
        "CREATE EXTERNAL TABLE t (a int) STORED BY 'x' LOCATION 'y'",
        "CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) SORTED BY (a) INTO 2 BUCKETS LOCATION 'y'",
        "CREATE VIEW v SECURITY INVOKER AS SELECT 1",
        "CREATE VIEW v AS SELECT ?",
    ],
)
def test_a_clause_that_is_known_but_not_done_is_refused(text: str) -> None:
    with pytest.raises(NotSupported, match="not supported") as raised:
        read(text)
    assert raised.value.line == 1
