-- An append used to touch a page of its stream's entries, several of its stream's keys, one of its head and one or two of its balances. Now its keys stand with those of
-- all streams, new ones at the end, and its balances in its head's row: what one commit writes no longer grows with the streams in it.

-- id is stream * 2^32 + seq: rows by a whole number are found and added faster than by a pair of columns, and stand in the same order.
CREATE TABLE entries_by_id (
    id INTEGER NOT NULL PRIMARY KEY,
    stream INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL,
    seq INTEGER GENERATED ALWAYS AS (id & 4294967295) VIRTUAL,
    kind INTEGER NOT NULL,
    key_high INTEGER,
    key_low INTEGER,
    bid_high INTEGER,
    bid_low INTEGER,
    at_ms INTEGER NOT NULL,
    day INTEGER NOT NULL,
    ad INTEGER NOT NULL,
    exchange INTEGER NOT NULL,
    debit INTEGER,
    credit INTEGER,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    value INTEGER NOT NULL,
    traits INTEGER NOT NULL,
    user_key INTEGER,
    detail TEXT
);

INSERT INTO entries_by_id (id, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail)
SELECT (stream << 32) | seq, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail
FROM entries ORDER BY stream, seq;

DROP TABLE entries;
ALTER TABLE entries_by_id RENAME TO entries;

-- Low half first: for what a bid may have once, it is the counter of the gateway that made the bid, whatever the campaign. So new keys of all streams stand together,
-- and the entries of a bid side by side, found without an index of their own.
CREATE UNIQUE INDEX entries_by_key ON entries (key_low, stream, key_high) WHERE key_low IS NOT NULL;

-- The entries of a bid that the index above cannot find, whose key is derived from more than the bid.
CREATE INDEX entries_by_bid ON entries (bid_low, stream, bid_high) WHERE bid_low IS NOT key_low;

-- Impressions (kind 7) of users whose identifier is kept; ad and stream are there so that the index alone answers.
CREATE INDEX impressions_by_user ON entries (user_key, at_ms, stream, ad) WHERE kind = 7 AND user_key IS NOT NULL;

-- Both sides of each account as the stream moved them: [[account, debits, credits], ...].
ALTER TABLE streams ADD COLUMN balances TEXT NOT NULL DEFAULT '[]';
UPDATE streams SET balances =
    (SELECT coalesce(json_group_array(json_array(account, debits, credits)), '[]') FROM balances WHERE balances.stream = streams.stream);
DROP TABLE balances;

-- For people.
CREATE VIEW balances (stream, account, debits, credits) AS
SELECT s.stream, b.value ->> 0, b.value ->> 1, b.value ->> 2 FROM streams s, json_each(s.balances) b;
