-- Subscriptions, the charges that pay for them, and the invoices those charges make.

-- A subscription is two rows. What was sold, to run where and as what:
CREATE TABLE subscription_record (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    installation INTEGER NOT NULL REFERENCES installation (id),
    service TEXT NOT NULL,
    product INTEGER NOT NULL REFERENCES product (id),
    bought_on TEXT NOT NULL,
    -- A run is a stretch of service without a gap; a paid reactivation after expiry opens the next.
    run INTEGER NOT NULL DEFAULT 1,
    starts_on TEXT NOT NULL,  -- first day of the present run
    -- The end of an imported first period; null where run 1 begins with a charge of ours.
    imported_until TEXT,
    -- The product that a file gave it last: one renewed here may run as another since (D8).
    imported_product INTEGER,
    -- ordered: the purchase waits for its answer; running; lapsed: the end is recorded;
    -- void: the purchase failed (D25). Whether it is active is a function of the dates (D17).
    standing TEXT NOT NULL
        CHECK (standing = 'ordered' OR standing = 'running' OR standing = 'lapsed'
            OR standing = 'void'),
    -- 0 while it holds the installation's place for its service, its own id afterwards.
    slot INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL CHECK (origin IN ('platform', 'import'))
) STRICT;
-- One subscription that is not over per installation and service (SUB-023).
CREATE UNIQUE INDEX subscription_slot ON subscription_record (installation, service, slot);

-- And how far it is paid, and who pays next: what a renewal changes. It stands apart because the
-- subscriptions that are due on one day lie all over the book: in narrow rows they are on a third
-- of the pages, and pages are what a renewal waits for.
CREATE TABLE subscription_term (
    subscription INTEGER PRIMARY KEY REFERENCES subscription_record (id),
    purchaser INTEGER NOT NULL REFERENCES customer (id),
    renewal INTEGER NOT NULL CHECK (renewal IN (0, 1)),
    expires_on TEXT NOT NULL, -- paid through this day, inclusive (D3)
    -- The next day on which renew has to look at it; null when there is none.
    due_on TEXT
) STRICT;
CREATE INDEX subscription_purchaser ON subscription_term (purchaser);
CREATE INDEX subscription_due ON subscription_term (due_on, purchaser) WHERE due_on IS NOT NULL;

-- Both together, for whoever reads.
CREATE VIEW subscription AS
SELECT r.id, r.number, r.installation, r.service, r.product, t.purchaser, r.bought_on, r.run,
       r.starts_on, t.expires_on, r.imported_until, r.imported_product, t.renewal, r.standing,
       r.slot, r.origin, t.due_on
FROM subscription_record AS r JOIN subscription_term AS t ON t.subscription = r.id;

-- A renewal that was announced: once per subscription, expiry and payer (SUB-141), with the price
-- frozen for that period (D22; null for a notice that was sent before an import).
CREATE TABLE announcement (
    subscription INTEGER NOT NULL REFERENCES subscription_record (id),
    expires_on TEXT NOT NULL,
    purchaser INTEGER NOT NULL REFERENCES customer (id),
    announced_on TEXT NOT NULL,
    product INTEGER REFERENCES product (id),
    price INTEGER CHECK (price >= 0),
    currency TEXT,
    term_years INTEGER,
    PRIMARY KEY (subscription, expires_on, purchaser)
) STRICT, WITHOUT ROWID;

-- One attempt to take money. The key is derived from book, group and attempt, never random.
CREATE TABLE charge (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL
        CHECK (kind = 'renewal' OR kind = 'purchase' OR kind = 'reactivation'
            OR kind = 'card_test'),
    payer INTEGER NOT NULL REFERENCES customer (id),
    card INTEGER REFERENCES card (id), -- none where 0.00 was due of a payer without one
    -- What the attempts of one group share: the expiry month of a renewal ('2026-12'), the basket
    -- of a purchase, the card of a test.
    group_key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL, -- with VAT
    -- Why its lines bear the VAT they bear (D21); empty where there is no invoice. Frozen with the
    -- rates: a customer who moves while the answer is out gets the invoice that was asked for.
    vat_treatment TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL
        CHECK (state = 'planned' OR state = 'sent' OR state = 'paid' OR state = 'declined'
            OR state = 'rejected' OR state = 'pending' OR state = 'unknown' OR state = 'void'),
    reason TEXT, -- of a refusal, in the partner's word
    provider TEXT NOT NULL,
    provider_reference TEXT,
    business_date TEXT NOT NULL, -- of the attempt; the purchase day of a late answer (D25)
    sent_at TEXT,                -- real time of the first call with this key
    settled_on TEXT,             -- business day on which the final answer became known
    -- Of a payment that the charge has taken and that its lines do not fit: the digest of what it
    -- was for, where its provider keeps that.
    pays_for TEXT,
    CHECK ((settled_on IS NULL)
        = (state = 'planned' OR state = 'sent' OR state = 'pending' OR state = 'unknown')),
    CHECK (card IS NOT NULL OR amount = 0)
) STRICT;
CREATE UNIQUE INDEX charge_attempt ON charge (payer, kind, group_key, currency, attempt);
-- A group has one charge without a final answer at most (DESIGN 2); also the way to all of them.
-- The condition is the cheapest that says so: it is looked at twice for every charge.
CREATE UNIQUE INDEX charge_open ON charge (payer, kind, group_key, currency)
    WHERE settled_on IS NULL;

-- What a card provider holds under this book's id and no charge explains: it was asked for after
-- the copy was made that this book was restored from. A row goes when a charge takes its place.
CREATE TABLE unexplained_payment (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    provider_reference TEXT NOT NULL,
    -- Whom the provider knows the payer as; empty where it does not tell. Keys name payers by their
    -- row, and a book that was put back and imported into again may have another in that row.
    provider_customer TEXT NOT NULL DEFAULT '',
    -- As the provider has them, of one whom the book did not know.
    payer_name TEXT NOT NULL DEFAULT '',
    payer_email TEXT NOT NULL DEFAULT '',
    -- Digest of what it paid for, as its provider keeps it; empty where that is not known.
    pays_for TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL, -- with VAT
    state TEXT NOT NULL      -- as the provider last said
        CHECK (state = 'paid' OR state = 'declined' OR state = 'pending' OR state = 'unknown'),
    made_at TEXT NOT NULL,   -- the provider's time
    found_on TEXT NOT NULL,
    refunded_on TEXT         -- a person said on that day that the money is back, or never came
) STRICT;

-- Lines stand in the order of their charge, and so do those of an invoice: what is written and read
-- together lies together, in one tree instead of two.
CREATE TABLE charge_line (
    charge INTEGER NOT NULL REFERENCES charge (id),
    subscription INTEGER NOT NULL REFERENCES subscription_record (id),
    product INTEGER NOT NULL,
    run INTEGER NOT NULL,
    starts_on TEXT NOT NULL, -- the period that this line pays for
    ends_on TEXT NOT NULL,
    net INTEGER NOT NULL,
    vat_rate INTEGER NOT NULL, -- hundredths of a percent
    -- 1 while the charge is planned, sent, pending, unknown or paid; 0 once it failed.
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    PRIMARY KEY (charge, subscription)
) STRICT, WITHOUT ROWID;
-- No period of a subscription is paid twice (DESIGN 6.1).
CREATE UNIQUE INDEX charge_line_period ON charge_line (subscription, starts_on) WHERE held = 1;
-- The failed lines of a subscription, for its history.
CREATE INDEX charge_line_failed ON charge_line (subscription) WHERE held = 0;

-- payment-failed letters about a payer's group: one per occasion of D6.
CREATE TABLE dunning_letter (
    id INTEGER PRIMARY KEY,
    payer INTEGER NOT NULL REFERENCES customer (id),
    month TEXT NOT NULL,
    currency TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    sent_on TEXT NOT NULL,
    failure_class TEXT NOT NULL,
    UNIQUE (payer, month, currency, ordinal)
) STRICT;
-- What each of them named: a renewal that fails for the first time is told (SUB-089), whatever its
-- payer was told about others of the month.
CREATE TABLE dunning_letter_line (
    letter INTEGER NOT NULL REFERENCES dunning_letter (id),
    subscription INTEGER NOT NULL REFERENCES subscription_record (id),
    PRIMARY KEY (letter, subscription)
) STRICT, WITHOUT ROWID;

-- A name and address as printed on invoices; a row never changes.
CREATE TABLE party (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE, -- of all that follows
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    email TEXT NOT NULL,
    vat_number TEXT NOT NULL,
    enterprise_number TEXT NOT NULL,
    gst_number TEXT NOT NULL,
    is_demonstration INTEGER NOT NULL CHECK (is_demonstration IN (0, 1)),
    iban TEXT NOT NULL, -- of the seller, as all that follows: where money is to go
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    tax_registration TEXT NOT NULL
) STRICT;

-- An issued invoice holds all that is printed on it and never changes.
CREATE TABLE invoice (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    series TEXT NOT NULL,
    year TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    customer INTEGER NOT NULL REFERENCES customer (id),
    seller INTEGER NOT NULL REFERENCES party (id),
    buyer INTEGER NOT NULL REFERENCES party (id),
    language TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    net INTEGER NOT NULL,
    vat INTEGER NOT NULL,
    total INTEGER NOT NULL,
    vat_treatment TEXT NOT NULL, -- a code of rules::VatTreatment
    paid_with TEXT NOT NULL,     -- 'visa 4242' for a card; empty where nothing was paid yet
    month TEXT NOT NULL,         -- expiry month of a renewal, else empty
    reason TEXT NOT NULL,        -- why it is the second renewal invoice of its month, else empty
    credits INTEGER REFERENCES invoice (id),
    UNIQUE (series, year, sequence)
) STRICT;
CREATE INDEX invoice_customer ON invoice (customer);

CREATE TABLE invoice_line (
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    position INTEGER NOT NULL,
    subject TEXT NOT NULL,      -- what is billed, e.g. the subscription's number
    place TEXT NOT NULL,        -- the installation it belongs to
    description TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    net INTEGER NOT NULL,
    vat_rate INTEGER NOT NULL,
    PRIMARY KEY (invoice, position)
) STRICT, WITHOUT ROWID;

-- VAT per rate, rounded once per rate and invoice (D21).
CREATE TABLE invoice_vat (
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    vat_rate INTEGER NOT NULL,
    net INTEGER NOT NULL,
    vat INTEGER NOT NULL,
    PRIMARY KEY (invoice, vat_rate)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    charge INTEGER REFERENCES charge (id),
    customer INTEGER NOT NULL REFERENCES customer (id),
    received_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_charge ON payment (charge) WHERE charge IS NOT NULL;

-- Payment and invoice meet here; what is left of a payment is unallocated and reported.
CREATE TABLE allocation (
    payment INTEGER NOT NULL REFERENCES payment (id),
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    amount INTEGER NOT NULL,
    PRIMARY KEY (payment, invoice)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocation_invoice ON allocation (invoice);

-- The first rendering of an invoice in a form, kept so that every export is the same bytes
-- (SUB-096).
CREATE TABLE rendering (
    id INTEGER PRIMARY KEY,
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    form TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (invoice, form)
) STRICT;
