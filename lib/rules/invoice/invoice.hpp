// An invoice as it was issued: all that is printed on it. It never changes.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/invoice/totals.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::rules {

/// A name and address as printed. Fields that do not apply are empty.
struct Party {
    std::string name, street, postcode, city, country, email;
    std::string vat_number, enterprise_number, gst_number;
    bool is_demonstration = false; ///< the seller of a sandbox book without configuration
    // Of the seller.
    std::string iban = {}; ///< where money is to go
    std::string contact = {}, phone = {};
    std::string tax_registration = {}; ///< a local tax number, or what the law has them state

    friend bool operator==(const Party&, const Party&) = default;
};

struct InvoiceLine {
    std::string subject; ///< what is billed, e.g. the subscription's number
    std::string place;   ///< the installation it belongs to; may be empty
    std::string description;
    std::optional<Date> starts_on, ends_on; ///< what it pays for, both days included
    Money net;
    VatRate vat_rate;

    friend bool operator==(const InvoiceLine&, const InvoiceLine&) = default;
};

struct Invoice {
    std::string number; ///< "2026-000001"
    std::string kind;   ///< "invoice" or "credit_note"
    std::string language;
    Date issued_on;
    Date due_on;
    Party seller;
    Party buyer;
    std::string vat_treatment; ///< code_of(VatTreatment)
    std::string paid_with;     ///< "visa 4242"; empty where nothing was paid at issue
    std::string month;         ///< expiry month of a renewal ("2026-12"), else empty
    std::string reason; ///< of a second renewal invoice in its month, or of a credit; else empty
    std::vector<InvoiceLine> lines; ///< in their order on paper
    Totals totals;                  ///< as issued
    std::string credits; ///< of a credit note: the number of the invoice that it takes back
    std::optional<Date> credits_issued_on; ///< and the day of that invoice
    std::string customer;                  ///< the firm's key of who is billed

    friend bool operator==(const Invoice&, const Invoice&) = default;
};

} // namespace duesday::rules
