-- Rows used to stand by stream, so that a commit with one event each of fifty campaigns wrote fifty pages of them. Now they stand in the order in which they were committed:
-- the same commit fills a page or two at the table's end. A stream is read along its own chain: from its head's last row, or from the nearest of its positions, backwards.

-- id rises from commit to commit, over all streams. previous is the id of the stream's entry before this one; NULL: id - 1, as within an append; 0: there is none.
CREATE TABLE entries_in_order (
    id INTEGER NOT NULL PRIMARY KEY,
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    previous INTEGER,
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

INSERT INTO entries_in_order
    (stream, seq, previous, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail)
SELECT stream, seq, CASE seq WHEN 1 THEN 0 END, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail
FROM entries ORDER BY id;

DROP TABLE entries;
ALTER TABLE entries_in_order RENAME TO entries;

-- Where a stream's entries are, every few hundred, so that no reader has to walk the whole chain.
CREATE TABLE positions (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

INSERT INTO positions (stream, seq, id) SELECT stream, seq, id FROM entries WHERE seq % 256 = 0 ORDER BY id;

ALTER TABLE streams ADD COLUMN last_id INTEGER NOT NULL DEFAULT 0;

-- A stream's last row is the one before another stream's, as they still stand by stream.
UPDATE streams SET last_id = ends.id
FROM (SELECT a.stream, a.id FROM entries a LEFT JOIN entries b ON b.id = a.id + 1 WHERE b.stream IS NOT a.stream) ends
WHERE ends.stream = streams.stream;

-- Low half first: for what a bid may have once, it is the counter of the gateway that made the bid, whatever the campaign. So new keys of all streams stand together,
-- and the entries of a bid side by side, found without an index of their own.
CREATE UNIQUE INDEX entries_by_key ON entries (key_low, stream, key_high) WHERE key_low IS NOT NULL;

-- The entries of a bid that the index above cannot find, whose key is derived from more than the bid.
CREATE INDEX entries_by_bid ON entries (bid_low, stream, bid_high) WHERE bid_low IS NOT key_low;

-- Impressions (kind 7) of users whose identifier is kept; ad and stream are there so that the index alone answers.
CREATE INDEX impressions_by_user ON entries (user_key, at_ms, stream, ad) WHERE kind = 7 AND user_key IS NOT NULL;
