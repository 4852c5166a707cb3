-- Where each stream stands. append_id and append_expected_seq are those of its last append, so that a repeat of it is recognised. booked_at_ms never falls within a
-- stream. balances: both sides of each account as the stream moved them, [[account, debits, credits], ...] in nano-units; per stream, so that streams share no row.
-- A row is made, with seq 0, before a stream's first append, so that there is always one to lock.
CREATE TABLE ledger.streams (
    stream integer NOT NULL PRIMARY KEY,
    takeover integer NOT NULL DEFAULT 0,
    currency integer NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0,
    mark bigint NOT NULL DEFAULT 0,
    append_id bigint NOT NULL DEFAULT 0,
    append_expected_seq bigint NOT NULL DEFAULT 0,
    booked_at_ms bigint NOT NULL DEFAULT 0,
    balances text NOT NULL DEFAULT '[]'
) WITH (fillfactor = 50);

-- Amounts are nano-units of the stream's currency. NULL means none: no key, no bid, no accounts, no user, no detail.
-- booked_at_ms is the database's own clock at the append, and never falls within a stream: so what a partition holds of a stream is a run of its seq without gaps.
-- Widest columns first: rows need no padding.
CREATE TABLE ledger.entries (
    booked_at_ms bigint NOT NULL,
    seq bigint NOT NULL,
    key_high bigint,
    key_low bigint,
    bid_high bigint,
    bid_low bigint,
    at_ms bigint NOT NULL,
    debit bigint,
    credit bigint,
    amount bigint NOT NULL CHECK (amount >= 0),
    value bigint NOT NULL,
    user_key bigint,
    stream integer NOT NULL,
    day integer NOT NULL,
    ad integer NOT NULL,
    exchange integer NOT NULL,
    kind smallint NOT NULL,
    traits smallint NOT NULL,
    detail text
) PARTITION BY RANGE (booked_at_ms);

-- The latest fold of each stream.
CREATE TABLE ledger.snapshots (
    stream integer NOT NULL PRIMARY KEY,
    seq bigint NOT NULL,
    state bytea NOT NULL
);

-- What a stream came to where its entries were dropped up to seq: the fold and the balances that verification goes on from. until_ms is the end of the last month dropped.
CREATE TABLE ledger.closings (
    stream integer NOT NULL,
    seq bigint NOT NULL,
    until_ms bigint NOT NULL,
    state bytea NOT NULL,
    balances text NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- Which of how many databases this is: campaigns are spread by their number, so neither may change while there are entries.
CREATE TABLE ledger.layout (
    is_only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (is_only_row),
    id uuid NOT NULL,
    position integer NOT NULL,
    databases integer NOT NULL
);

-- For people.
CREATE VIEW ledger.balances AS
SELECT s.stream, (b ->> 0)::bigint AS account, (b ->> 1)::bigint AS debits, (b ->> 2)::bigint AS credits
FROM ledger.streams s, json_array_elements(s.balances::json) b;

-- A table with the columns of entries and the indexes of a partition.
CREATE FUNCTION ledger.make_entries_table(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('CREATE UNIQUE INDEX %I ON ledger.%I (stream, seq)', name || '_by_seq', name);
    -- Low half first: for what a bid may have once, it is the counter of the gateway that made the bid, whatever the campaign. So new keys of all streams stand together,
    -- and the entries of a bid side by side, found without an index of their own.
    EXECUTE format('CREATE UNIQUE INDEX %I ON ledger.%I (key_low, stream, key_high) WHERE key_low IS NOT NULL', name || '_by_key', name);
    -- The entries of a bid that the index above cannot find, whose key is derived from more than the bid.
    EXECUTE format('CREATE INDEX %I ON ledger.%I (bid_low, stream, bid_high) WHERE bid_low IS DISTINCT FROM key_low', name || '_by_bid', name);
    -- Impressions (kind 7) of users whose identifier is kept; ad and stream are there so that the index alone answers.
    EXECUTE format('CREATE INDEX %I ON ledger.%I (user_key, at_ms, stream, ad) WHERE kind = 7 AND user_key IS NOT NULL', name || '_by_user', name);
END $$;

-- Makes the partition of the calendar month (UTC) that holds this time, unless it is there. Attaching does not hold up appends to other months, as creating it in place would.
CREATE FUNCTION ledger.ensure_partition(at_ms bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    month timestamp := date_trunc('month', to_timestamp(at_ms / 1000.0) AT TIME ZONE 'UTC');
    name text := 'entries_' || to_char(month, 'YYYY_MM');
    from_ms bigint := extract(epoch FROM month) * 1000;
    to_ms bigint := extract(epoch FROM month + interval '1 month') * 1000;
BEGIN
    IF to_regclass('ledger.' || name) IS NOT NULL THEN RETURN name; END IF;
    -- One at a time, as nodes start together; appends go on. A lock on a table, unlike an advisory one, also shows what others have made meanwhile.
    LOCK TABLE ledger.entries IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('ledger.' || name) IS NOT NULL THEN RETURN name; END IF;
    PERFORM ledger.make_entries_table(name);
    EXECUTE format('ALTER TABLE ledger.%I ADD CONSTRAINT %I CHECK (booked_at_ms >= %s AND booked_at_ms < %s)', name, name || '_range', from_ms, to_ms);
    EXECUTE format('ALTER TABLE ledger.entries ATTACH PARTITION ledger.%I FOR VALUES FROM (%s) TO (%s)', name, from_ms, to_ms);
    RETURN name;
END $$;

-- What must still be found of months that were dropped (see the decision on retention) stands here, booked at the negative of its time.
SELECT ledger.make_entries_table('entries_kept');
ALTER TABLE ledger.entries ATTACH PARTITION ledger.entries_kept FOR VALUES FROM (MINVALUE) TO (0);
