-- Who is billed, how they pay, and where the services run.

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    customer TEXT NOT NULL UNIQUE, -- the firm's own key
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166-1 alpha-2
    email TEXT NOT NULL,
    email_key TEXT NOT NULL, -- trimmed, lower case: how addresses are matched (SUB-053)
    kind TEXT NOT NULL CHECK (kind IN ('company', 'person')),
    invoice_email TEXT,
    language TEXT NOT NULL,
    vat_number TEXT,
    gst_number TEXT,
    enterprise_number TEXT,
    einvoice_status TEXT,
    channel TEXT,
    -- 1 once the customer has a role or a subscription: from then on the e-mail is unique.
    acts INTEGER NOT NULL DEFAULT 0 CHECK (acts IN (0, 1))
) STRICT;
CREATE INDEX customer_email ON customer (email_key);
CREATE UNIQUE INDEX customer_acting_email ON customer (email_key) WHERE acts = 1;

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    contact TEXT NOT NULL UNIQUE,
    customer INTEGER NOT NULL REFERENCES customer (id),
    name TEXT NOT NULL,
    email TEXT,
    role TEXT
) STRICT;
CREATE INDEX contact_customer ON contact (customer);

-- One current card a customer; earlier ones stay as history. Never a card number (SUB-061).
CREATE TABLE card (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer (id),
    provider TEXT NOT NULL,
    provider_customer TEXT NOT NULL,
    mandate TEXT NOT NULL,
    brand TEXT NOT NULL CHECK (brand IN ('visa', 'mastercard')),
    last4 TEXT NOT NULL,
    expires TEXT NOT NULL, -- YYYY-MM, valid to the end of that month
    registered_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'testing' OR state = 'ready' OR state = 'refused'),
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    -- 0: imported, and its provider was not asked yet whether it would charge it.
    is_confirmed INTEGER NOT NULL DEFAULT 1 CHECK (is_confirmed IN (0, 1))
) STRICT;
CREATE INDEX card_customer ON card (customer);
CREATE UNIQUE INDEX card_is_current ON card (customer) WHERE is_current = 1;
CREATE INDEX card_unconfirmed ON card (id) WHERE is_confirmed = 0;

CREATE TABLE installation (
    id INTEGER PRIMARY KEY,
    installation TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    cloud_connected INTEGER NOT NULL CHECK (cloud_connected IN (0, 1)),
    prosoft_version TEXT, -- null: unknown, loaded but refused at purchase (SUB-001)
    central_units INTEGER NOT NULL,
    nbt_sent INTEGER NOT NULL CHECK (nbt_sent IN (0, 1)),
    priority INTEGER NOT NULL CHECK (priority IN (0, 1)) -- security-sensitive (SUB-114)
) STRICT;

-- Who may act on an installation (SUB-120).
CREATE TABLE installation_role (
    id INTEGER PRIMARY KEY,
    installation INTEGER NOT NULL REFERENCES installation (id),
    customer INTEGER NOT NULL REFERENCES customer (id),
    role TEXT NOT NULL CHECK (role IN ('si', 'owner')),
    UNIQUE (installation, customer, role)
) STRICT;
CREATE INDEX installation_role_customer ON installation_role (customer);

CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE, -- TSF and five digits (SUB-013)
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    term_years INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0), -- net of VAT (D22)
    currency TEXT NOT NULL,
    needs_configuration INTEGER NOT NULL CHECK (needs_configuration IN (0, 1)),
    renew_as TEXT -- reference of the product that a renewal continues with (D8)
) STRICT;
CREATE TABLE product_alias (
    id INTEGER PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE, -- a legacy reference such as TDS16120 (SUB-014)
    product INTEGER NOT NULL REFERENCES product (id)
) STRICT;
