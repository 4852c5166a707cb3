-- The audit log: a line for every write, in the write's own transaction, never changed. Bodies are definitions as JSON without their secrets; an empty one: there was none.
-- Kind 5 of resources: keys of callers.
CREATE TABLE changes (
    catalog_version INTEGER NOT NULL PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    body_before BLOB NOT NULL,
    body_after BLOB NOT NULL
);

CREATE INDEX changes_by_resource ON changes (kind, id, catalog_version);
CREATE INDEX changes_by_actor ON changes (actor, catalog_version);
