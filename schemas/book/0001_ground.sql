-- The ground of every book: who it is, what ran, what was changed by whom, and what waits to be
-- sent. Dates are ISO text, moments UTC ISO text, money minor units beside a currency, booleans
-- 0 or 1. `id INTEGER PRIMARY KEY` is the identity key of a table. A CHECK with more than two
-- values is written with OR: for a longer IN SQLite fills a temporary table at every insert, which
-- costs more than the insert.

-- One row. The book id enters every idempotency key; the mode is set once, when the book is made.
CREATE TABLE book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    book_id TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('sandbox', 'live')),
    created_at TEXT NOT NULL,
    -- Set by restore and adopt: until the partners were asked, nothing that costs leaves.
    reconcile_from TEXT,
    -- Real time of the last restore or adoption: what the lost book sent, it sent before.
    restored_at TEXT,
    -- The last business day a changing program worked on.
    last_business_date TEXT,
    -- 1 from an import of subscriptions until the next renew (D24).
    first_run INTEGER NOT NULL DEFAULT 0 CHECK (first_run IN (0, 1))
) STRICT;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    program TEXT NOT NULL,
    business_date TEXT NOT NULL,
    actor TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status INTEGER,
    summary TEXT
) STRICT;
CREATE INDEX run_program ON run (program, id);

-- Append-only; each row's hash covers the row and the hash before it (DESIGN 2).
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    business_date TEXT NOT NULL,
    actor TEXT NOT NULL,
    os_user TEXT NOT NULL,
    program TEXT NOT NULL,
    run TEXT NOT NULL,
    subject TEXT NOT NULL,
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;

-- The values behind the keyed hashes of personal fields in the audit; may be blanked when the law
-- asks for it, without breaking the chain.
CREATE TABLE personal_history (
    id INTEGER PRIMARY KEY,
    audit INTEGER NOT NULL REFERENCES audit (id),
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;

-- Gapless numbers, taken inside the Write that uses them: ('invoice', '2026') -> 17.
CREATE TABLE number_series (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    year TEXT NOT NULL,
    last INTEGER NOT NULL,
    last_date TEXT NOT NULL,
    UNIQUE (series, year)
) STRICT;

-- Numbers that a book which was lost had given since the copy in its place was made: left out, so
-- that no two documents have one.
CREATE TABLE number_gap (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    year TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    noted_on TEXT NOT NULL,
    CHECK (first <= last)
) STRICT;

-- Letters and messages to partners. Written in the Write of the change that causes them; only
-- deliver sends them. A repeatable row may be sent again after a doubt, another is looked up or
-- held for a person.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'cloud')),
    repeatable INTEGER NOT NULL CHECK (repeatable IN (0, 1)),
    letter TEXT NOT NULL,
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    -- The customer's key, or the partner's name for messages to a partner.
    addressee TEXT NOT NULL,
    -- What the letter tells, as JSON: amounts and dates as they were when it was caused.
    facts TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state = 'waiting' OR state = 'sent' OR state = 'held' OR state = 'bounced'),
    attempts INTEGER NOT NULL DEFAULT 0,
    created_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    next_attempt_at TEXT NOT NULL,
    -- Since it was put here or a person let it go again: how often it failed, and since when.
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    sent_at TEXT,
    sent_to TEXT,
    error TEXT,
    UNIQUE (subject, letter, period, ordinal, addressee)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_attempt_at, id) WHERE state = 'waiting';
-- For delivery reports that do not give the Message-ID back.
CREATE INDEX outbox_sent_to ON outbox (lower(sent_to)) WHERE state = 'sent';
