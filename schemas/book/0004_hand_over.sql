-- Renewals that a person switched off or on (M2, M3), and invoices that were credited.

-- One row a switch; the last one says who wanted what. Switched on, it names the payment of 0.00
-- (SUB-131) or the charge on whose answer it waits: payer and renewal change once that is known,
-- and a switch-off in between is then obeyed (SUB-028). What waits for the charge of another
-- subscription of its installation (SUB-129) gets its payment of 0.00 then.
CREATE TABLE renewal_switch (
    id INTEGER PRIMARY KEY,
    subscription INTEGER NOT NULL REFERENCES subscription_record (id),
    turned_on INTEGER NOT NULL CHECK (turned_on IN (0, 1)),
    customer INTEGER REFERENCES customer (id), -- who acted; null for an operator of the firm
    acted_on TEXT NOT NULL,
    expires_on TEXT NOT NULL, -- last day of service at that moment
    payment INTEGER REFERENCES payment (id),
    charge INTEGER REFERENCES charge (id),
    CHECK (turned_on = 1 OR payment IS NULL AND charge IS NULL)
) STRICT;
CREATE INDEX renewal_switch_subscription ON renewal_switch (subscription, id);
CREATE INDEX renewal_switch_charge ON renewal_switch (charge) WHERE charge IS NOT NULL;

-- An invoice is credited once, and in full.
CREATE UNIQUE INDEX invoice_credits ON invoice (credits) WHERE credits IS NOT NULL;
