// Issuing invoices: number, complete data and allocation in one Write.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/invoice/invoice.hpp"
#include "rules/invoice/totals.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

using rules::InvoiceLine;
using rules::Party;

struct InvoiceDraft {
    std::int64_t customer = 0;
    Party seller, buyer;
    std::string language;
    std::string_view vat_treatment;
    std::string paid_with; ///< "visa 4242"; empty where nothing was paid yet
    std::string month;     ///< expiry month of a renewal, else empty
    std::string reason;    ///< why it is the second renewal invoice of its month, else empty
    std::vector<InvoiceLine> lines;
    rules::Totals totals;
};

struct IssuedInvoice {
    std::int64_t id = 0;
    std::string number;
    Date issued_on;
};

/// Takes the next number of the series "" and stores everything that is printed. The issue date is
/// the Write's business date, or the date of the last number where that is later. Fault(bug), and
/// no number is taken, where rules::check_invoice finds that the draft does not add up.
IssuedInvoice issue_invoice(Write& write, InvoiceDraft draft);

/// A payment by a charge, allocated in full to the invoice that it pays.
void book_payment(Write& write, std::int64_t charge, std::int64_t customer, Money amount,
                  std::int64_t invoice);

/// Renewal invoices of a payer for an expiry month and currency: at most one without a reason
/// (SUB-103).
std::int64_t count_renewal_invoices(Database& database, std::int64_t customer,
                                    std::string_view month, Currency currency);

} // namespace duesday::store
