-- kind: 1 advertiser, 2 campaign, 3 ad, 4 exchange. body is the definition as JSON. Rows are never deleted. Ids are ordered byte by byte, whatever the database's language.
CREATE TABLE catalog.resources (
    kind integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    version integer NOT NULL,
    parent_id text COLLATE "C" NOT NULL,
    status integer NOT NULL,
    catalog_version bigint NOT NULL,
    updated_at_ms bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, number)
);

CREATE UNIQUE INDEX resources_by_catalog_version ON catalog.resources (catalog_version);
CREATE INDEX resources_by_parent ON catalog.resources (kind, parent_id, id);

-- The last number given per kind. Numbers stand in tokens and in the ledger, so none is ever given twice.
CREATE TABLE catalog.numbers (
    kind integer NOT NULL PRIMARY KEY,
    last integer NOT NULL
);

-- What a request made, for whoever repeats it.
CREATE TABLE catalog.idempotency_keys (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    request_hash text NOT NULL,
    created_at_ms bigint NOT NULL,
    kind integer NOT NULL,
    id text NOT NULL,
    number integer NOT NULL,
    version integer NOT NULL,
    parent_id text NOT NULL,
    status integer NOT NULL,
    catalog_version bigint NOT NULL,
    updated_at_ms bigint NOT NULL,
    body bytea NOT NULL
);

CREATE INDEX idempotency_keys_by_age ON catalog.idempotency_keys (created_at_ms);
