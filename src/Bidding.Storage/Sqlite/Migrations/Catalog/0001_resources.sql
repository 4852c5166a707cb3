-- kind: 1 advertiser, 2 campaign, 3 ad, 4 exchange. body is the definition as JSON. Rows are never deleted.
CREATE TABLE resources (
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    parent_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    catalog_version INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, number)
) WITHOUT ROWID;

CREATE UNIQUE INDEX resources_by_catalog_version ON resources (catalog_version);
CREATE INDEX resources_by_parent ON resources (kind, parent_id, id);

-- The last number given per kind. Numbers stand in tokens and in the ledger, so none is ever given twice.
CREATE TABLE numbers (
    kind INTEGER NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
);

-- What a request made, for whoever repeats it.
CREATE TABLE idempotency_keys (
    key TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    parent_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    catalog_version INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at_ms);
