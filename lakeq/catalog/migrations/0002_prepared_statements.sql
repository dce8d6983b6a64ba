-- Statements that PREPARE has named, kept until DEALLOCATE; each workgroup has names of its own.
CREATE TABLE prepared_statements (
    workgroup TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (workgroup, name)
) WITHOUT ROWID;
