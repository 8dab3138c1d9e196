-- Contracts about machines whose meters are read: what was asked of whom, what was read, and what
-- of it was released for billing (ledger MTR).

CREATE TABLE contract (
    id INTEGER PRIMARY KEY,
    contract TEXT NOT NULL UNIQUE, -- the firm's own key
    customer INTEGER NOT NULL REFERENCES customer (id),
    contact INTEGER NOT NULL REFERENCES contact (id), -- who is asked
    reporting_by TEXT NOT NULL
        CHECK (reporting_by = 'portal' OR reporting_by = 'technician' OR reporting_by = 'phone'
            OR reporting_by = 'mail' OR reporting_by = 'device'),
    period_months INTEGER NOT NULL CHECK (period_months > 0),
    -- The day up to which its meters are to be read next; null: never read yet, due at once.
    next_reading_on TEXT,
    ends_on TEXT -- its last day, inclusive; null: it goes on
) STRICT;
CREATE INDEX contract_contact ON contract (contact);
CREATE INDEX contract_customer ON contract (customer);
-- The way to what is due; '' comes before every day.
CREATE INDEX contract_due ON contract (reporting_by, coalesce(next_reading_on, ''), id);

CREATE TABLE machine (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL UNIQUE,
    contract INTEGER NOT NULL REFERENCES contract (id),
    model TEXT NOT NULL,
    location TEXT,
    reading_help_url TEXT -- where its customer sees how to read it (MTR-016)
) STRICT;
CREATE INDEX machine_contract ON machine (contract);

-- The devices that stood in a machine's place, one after the other: a counter goes on only within
-- one of them (MTR-026 R8). The last one stands there now.
CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    machine INTEGER NOT NULL REFERENCES machine (id),
    ordinal INTEGER NOT NULL,
    serial TEXT NOT NULL,
    noted_on TEXT NOT NULL, -- business day on which the book learnt of it
    UNIQUE (machine, ordinal)
) STRICT;

CREATE TABLE meter (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL UNIQUE,
    machine INTEGER NOT NULL REFERENCES machine (id),
    name TEXT NOT NULL,
    digits INTEGER CHECK (digits > 0 AND digits <= 18), -- null: not known, it never begins again
    contract_relevant INTEGER NOT NULL CHECK (contract_relevant IN (0, 1)), -- MTR-015
    kind TEXT NOT NULL
        CHECK (kind = 'black' OR kind = 'colour' OR kind = 'total' OR kind = 'other')
) STRICT;
CREATE INDEX meter_machine ON meter (machine);

-- What somebody said that a counter shows, believed or not. A released row never changes.
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    meter INTEGER NOT NULL REFERENCES meter (id),
    device INTEGER NOT NULL REFERENCES device (id),
    read_on TEXT NOT NULL, -- what was shown at the end of that day
    value INTEGER NOT NULL CHECK (value >= 0),
    source TEXT NOT NULL
        CHECK (source = 'portal' OR source = 'technician' OR source = 'phone' OR source = 'mail'
            OR source = 'device' OR source = 'estimate'),
    -- rejected: an implausible attempt (MTR-017). entered: plausible, may be corrected (MTR-019).
    -- held: implausible and insisted on, released by a person only. replaced: it was entered or
    -- held, and corrected. released: for billing, for good.
    state TEXT NOT NULL
        CHECK (state = 'rejected' OR state = 'entered' OR state = 'held' OR state = 'replaced'
            OR state = 'released'),
    origin TEXT NOT NULL CHECK (origin IN ('platform', 'import')),
    entered_on TEXT NOT NULL,  -- business day
    entered_by TEXT NOT NULL,  -- the actor: an operator, or a customer's address
    reason TEXT NOT NULL,      -- of an operator who insisted, corrected or forced; else empty
    rule TEXT NOT NULL,        -- R1 to R8 where it was questioned when it was entered; else empty
    -- The released reading that this one puts right (a counter-reading, MTR-021).
    corrects INTEGER REFERENCES reading (id),
    released_on TEXT,
    released_by TEXT,
    CHECK ((state = 'released') = (released_on IS NOT NULL)),
    CHECK ((released_on IS NULL) = (released_by IS NULL))
) STRICT;
-- A meter has one reading at a time that waits for its release; where a device was changed, one of
-- each: the end and the start are read on one visit.
CREATE UNIQUE INDEX reading_current ON reading (meter, device)
    WHERE state = 'entered' OR state = 'held';
CREATE INDEX reading_released ON reading (meter, read_on, id) WHERE state = 'released';
-- The attempts of a meter: whether the same value comes a second time.
CREATE INDEX reading_rejected ON reading (meter, id) WHERE state = 'rejected';
-- What a file gave is found again by its key (CLI.md); on the day of a change two devices are read.
CREATE UNIQUE INDEX reading_imported ON reading (meter, read_on, source, device)
    WHERE origin = 'import';
CREATE UNIQUE INDEX reading_corrects ON reading (corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER reading_released_no_update BEFORE UPDATE ON reading WHEN (OLD.state = 'released')
BEGIN
    SELECT RAISE(ABORT, 'a released reading never changes');
END;
CREATE TRIGGER reading_released_no_delete BEFORE DELETE ON reading WHEN (OLD.state = 'released')
BEGIN
    SELECT RAISE(ABORT, 'a released reading never changes');
END;

-- What is billed: the volume that a released reading stands for. Rows follow each other without a
-- gap; rollover and another device are resolved. A true-up puts right what an estimate said, a
-- correction what a reading said, for days that were billed already: it may be negative.
CREATE TABLE meter_volume (
    meter INTEGER NOT NULL REFERENCES meter (id),
    reading INTEGER NOT NULL REFERENCES reading (id),
    kind TEXT NOT NULL
        CHECK (kind = 'reading' OR kind = 'estimate' OR kind = 'true_up' OR kind = 'correction'),
    from_on TEXT NOT NULL, -- of the earlier reading, which counts for the time before
    to_on TEXT NOT NULL,
    volume INTEGER NOT NULL,
    released_on TEXT NOT NULL,
    PRIMARY KEY (meter, to_on, reading, kind)
) STRICT, WITHOUT ROWID;

-- What a release found implausible, and what a person released all the same (MTR-024, MTR-025).
CREATE TABLE release_finding (
    id INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES reading (id),
    run INTEGER NOT NULL,
    found_on TEXT NOT NULL,
    found_at TEXT NOT NULL,
    rule TEXT NOT NULL,
    lowest INTEGER, -- values that would have passed; null: the rule has no such limit
    highest INTEGER,
    value INTEGER NOT NULL,
    suspicion TEXT NOT NULL,
    proposal INTEGER,
    forced_by TEXT NOT NULL, -- empty: it was held
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX release_finding_reading ON release_finding (reading);
CREATE INDEX release_finding_run ON release_finding (run);

-- Contacts by their address as it is matched: who shares one gets one letter (MTR-027, MTR-029).
CREATE INDEX contact_address ON contact (lower(trim(coalesce(email, ''))), id);

-- Who may see and report the meters of the contracts that name them (MTR-005).
CREATE TABLE portal_right (
    contact INTEGER PRIMARY KEY REFERENCES contact (id),
    granted_on TEXT NOT NULL,
    revoked_on TEXT -- by a person: given again only by name
) STRICT;

-- That a contract was asked for its readings: once for each day they are due. Open until all of
-- them are released.
CREATE TABLE reading_request (
    id INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL REFERENCES contract (id),
    due_on TEXT NOT NULL,
    period TEXT NOT NULL, -- the month of due_on: an address gets one letter for it (MTR-029)
    email_key TEXT NOT NULL, -- who was asked: trimmed, lower case
    requested_on TEXT NOT NULL,
    reminders INTEGER NOT NULL DEFAULT 0,
    last_letter_on TEXT NOT NULL,
    closed_on TEXT,
    UNIQUE (contract, due_on)
) STRICT;
CREATE INDEX reading_request_address ON reading_request (email_key, period);
-- The open ones by who was asked: a reminder is one letter for all of them.
CREATE INDEX reading_request_open ON reading_request (email_key, period, id)
    WHERE closed_on IS NULL;

-- The links of those letters (MTR-012): never the token, only its hash.
CREATE TABLE portal_link (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    email_key TEXT NOT NULL,
    period TEXT NOT NULL,
    made_on TEXT NOT NULL,
    valid_until TEXT NOT NULL, -- inclusive
    revoked_on TEXT
) STRICT;
CREATE INDEX portal_link_address ON portal_link (email_key, period);
