-- Numbers the versions of records. It only ever counts up, so a version never comes back.
CREATE SEQUENCE versions AS bigint;

-- Keys are bytes, because bytes decide their order, and because any text is a key.
CREATE TABLE records (
    key bytea PRIMARY KEY,
    version bigint NOT NULL,
    value bytea NOT NULL
);

-- The last sequence of each log. Whoever appends holds its row until the entry is safe, so there are no gaps.
CREATE TABLE logs (
    name bytea PRIMARY KEY,
    last bigint NOT NULL
);

CREATE TABLE entries (
    log bytea NOT NULL,
    sequence bigint NOT NULL,
    entry bytea NOT NULL,
    PRIMARY KEY (log, sequence)
);
