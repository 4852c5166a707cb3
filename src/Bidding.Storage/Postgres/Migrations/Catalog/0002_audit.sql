-- The audit log: a line for every write, in the write's own transaction, never changed. Bodies are definitions as JSON without their secrets; an empty one: there was none.
-- Kind 5 of resources: keys of callers.
CREATE TABLE catalog.changes (
    catalog_version bigint NOT NULL PRIMARY KEY,
    at_ms bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,
    verb text COLLATE "C" NOT NULL,
    kind integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    body_before bytea NOT NULL,
    body_after bytea NOT NULL
);

CREATE INDEX changes_by_resource ON catalog.changes (kind, id, catalog_version);
CREATE INDEX changes_by_actor ON catalog.changes (actor, catalog_version);
