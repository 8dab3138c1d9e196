-- What a real provider of cards brings: cards that customers enter on its page, look-ups that find
-- nothing, and money that went back.

-- The first complete look-up that did not find a charge: a second one, later, makes it void.
CREATE TABLE charge_miss (
    id INTEGER PRIMARY KEY,
    charge INTEGER NOT NULL UNIQUE REFERENCES charge (id),
    missed_at TEXT NOT NULL -- real time
) STRICT;

-- A card that its customer enters on the provider's page. Planned before the provider is asked for
-- the page, open while the customer may visit it.
CREATE TABLE card_entry (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer (id),
    ordinal INTEGER NOT NULL, -- of the customer
    provider TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE, -- of the first payment; the charge of the test has it, too
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL, -- of the test
    state TEXT NOT NULL
        CHECK (state = 'planned' OR state = 'open' OR state = 'done' OR state = 'failed'),
    reason TEXT NOT NULL DEFAULT '', -- why it failed
    -- The card that was entered and cannot be used, as far as we may know it; empty for any other
    -- end.
    refused_brand TEXT NOT NULL DEFAULT '',
    refused_last4 TEXT NOT NULL DEFAULT '',
    refused_expires TEXT NOT NULL DEFAULT '',
    refused_on TEXT, -- the day on which it was entered
    provider_customer TEXT NOT NULL DEFAULT '',
    provider_reference TEXT NOT NULL DEFAULT '', -- of the first payment
    checkout_url TEXT NOT NULL DEFAULT '',
    begun_on TEXT NOT NULL,
    begun_at TEXT NOT NULL, -- real time of the first call
    card INTEGER REFERENCES card (id),
    UNIQUE (customer, ordinal)
) STRICT;
CREATE UNIQUE INDEX card_entry_open ON card_entry (customer)
    WHERE state = 'planned' OR state = 'open';

-- Money that went back after it was paid: the journal's entry of its own. Never changed.
CREATE TABLE reversal (
    id INTEGER PRIMARY KEY,
    charge INTEGER NOT NULL REFERENCES charge (id),
    invoice INTEGER REFERENCES invoice (id), -- that is open again; none for a card test
    kind TEXT NOT NULL CHECK (kind IN ('chargeback', 'refund')),
    provider_reference TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    made_at TEXT NOT NULL,  -- the provider's time
    found_on TEXT NOT NULL
) STRICT;
CREATE INDEX reversal_charge ON reversal (charge);
CREATE INDEX reversal_invoice ON reversal (invoice) WHERE invoice IS NOT NULL;

-- A reversal that was taken back itself: a chargeback that we won. Never changed.
CREATE TABLE reversal_end (
    id INTEGER PRIMARY KEY,
    reversal INTEGER NOT NULL UNIQUE REFERENCES reversal (id),
    found_on TEXT NOT NULL
) STRICT;
CREATE VIEW reversal_in_force AS
    SELECT r.id, r.charge, r.invoice, r.kind, r.provider_reference, r.currency, r.amount, r.made_at,
           r.found_on
    FROM reversal AS r
    WHERE NOT EXISTS (SELECT 1 FROM reversal_end AS e WHERE e.reversal = r.id);

-- A refund of a part, of which a person said what it was for. Never changed.
CREATE TABLE refund_settlement (
    id INTEGER PRIMARY KEY,
    reversal INTEGER NOT NULL UNIQUE REFERENCES reversal (id),
    reason TEXT NOT NULL,
    settled_on TEXT NOT NULL
) STRICT;

-- What an invoice has of what was paid for it: by a refund and a chargeback more may go back than
-- that, which is not owed for the invoice. A refund that was settled left the invoice standing:
-- nobody owes it, unless all of the invoice is taken back after all.
CREATE VIEW invoice_paid AS
    SELECT s.invoice,
           CASE WHEN s.back >= s.paid THEN 0
                WHEN s.is_credited THEN s.paid - s.back
                ELSE s.paid - s.back + s.settled END AS kept
    FROM (SELECT v.id AS invoice,
                 CAST((SELECT COALESCE(SUM(a.amount), 0) FROM allocation AS a
                       WHERE a.invoice = v.id) AS INTEGER) AS paid,
                 CAST((SELECT COALESCE(SUM(r.amount), 0) FROM reversal_in_force AS r
                       WHERE r.invoice = v.id) AS INTEGER) AS back,
                 CAST((SELECT COALESCE(SUM(r.amount), 0) FROM reversal_in_force AS r
                       JOIN refund_settlement AS t ON t.reversal = r.id
                       WHERE r.invoice = v.id) AS INTEGER) AS settled,
                 EXISTS (SELECT 1 FROM invoice AS note WHERE note.credits = v.id) AS is_credited
          FROM invoice AS v) AS s;

-- Of what else the seller's account pays back: looked at once.
CREATE TABLE foreign_reversal (
    id INTEGER PRIMARY KEY,
    provider_reference TEXT NOT NULL UNIQUE
) STRICT;

-- Until when a provider has told all that went back.
CREATE TABLE reversal_watch (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL UNIQUE,
    asked_at TEXT NOT NULL -- real time
) STRICT;
