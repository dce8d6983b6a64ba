-- The metastore's first schema, in Glue's nouns.

-- Every change of the catalog takes the next number, so that a number never means two states.
CREATE TABLE metastore (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    change_number INTEGER NOT NULL
);

INSERT INTO metastore VALUES (1, 0);

CREATE TABLE databases (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    comment TEXT,
    location TEXT,
    properties TEXT NOT NULL
);

INSERT INTO databases (name, comment, properties) VALUES ('default', NULL, '{}');

-- Tables and views; what they look like is in table_versions.
-- Numbers are never given twice, because partitions_<id> is named by them.
CREATE TABLE tables (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    database_id INTEGER NOT NULL REFERENCES databases (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('EXTERNAL_TABLE', 'VIRTUAL_VIEW')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    change_number INTEGER NOT NULL,
    partition_count INTEGER NOT NULL DEFAULT 0,
    -- The partition count when the planner's statistics were last gathered.
    analyzed_count INTEGER NOT NULL DEFAULT 0,
    UNIQUE (database_id, name)
);

-- Storage descriptors, shared by a table's versions and by the partitions that are alike.
-- A partition's location is below its descriptor's, or spelled out.
CREATE TABLE descriptors (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
    location TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (table_id, location, document)
);

-- Every definition a table or view ever had; tables.version says which one holds.
CREATE TABLE table_versions (
    table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    descriptor_id INTEGER NOT NULL REFERENCES descriptors (id),
    partition_keys TEXT NOT NULL,
    properties TEXT NOT NULL,
    comment TEXT,
    view_text TEXT,
    view_database TEXT,
    PRIMARY KEY (table_id, version)
) WITHOUT ROWID;

-- Each partitioned table also has a table partitions_<id>, whose key columns are typed as its keys
-- are; it is made and dropped with the table.
