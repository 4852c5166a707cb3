-- One row per stream: where it stands. append_id and append_expected_seq are those of its last append, so that a repeat of it is recognised.
CREATE TABLE streams (
    stream INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    takeover INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    append_id INTEGER NOT NULL,
    append_expected_seq INTEGER NOT NULL
);

-- Amounts are nano-units of the stream's currency. NULL means none: no key, no bid, no accounts, no user, no detail.
-- Clustered by stream, as every reader and the one writer go through one stream at a time.
CREATE TABLE entries (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
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
    detail TEXT,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

-- Low half first: for what a bid may have once, it is the counter of the gateway that made the bid, so all such entries of a bid stand side by side
-- and new ones at the end of their gateway's range. That keeps few pages hot, and finds a bid's entries without an index of their own.
CREATE UNIQUE INDEX entries_by_key ON entries (stream, key_low, key_high) WHERE key_low IS NOT NULL;

-- The entries of a bid that the index above cannot find, whose key is derived from more than the bid.
CREATE INDEX entries_by_bid ON entries (stream, bid_low, bid_high) WHERE bid_low IS NOT key_low;

-- Impressions (kind 7) of users whose identifier may be kept; ad is there so that the index alone answers.
CREATE INDEX impressions_by_user ON entries (user_key, at_ms, ad) WHERE kind = 7 AND user_key IS NOT NULL;

-- Both sides of each account as the stream moved them. Per stream, so that streams share no row and can be kept in several databases.
CREATE TABLE balances (
    stream INTEGER NOT NULL,
    account INTEGER NOT NULL,
    debits INTEGER NOT NULL,
    credits INTEGER NOT NULL,
    PRIMARY KEY (stream, account)
) WITHOUT ROWID;

-- The latest fold of each stream.
CREATE TABLE snapshots (
    stream INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    state BLOB NOT NULL
);
