// Invoices as they were issued, and what of them is still open. Issuing is in
// store/invoice_issue.hpp.
#pragma once

#include "rules/invoice/invoice.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct StoredInvoice {
    std::int64_t id = 0;
    std::string customer; ///< the firm's key
    rules::Invoice invoice;
    Money credited; ///< taken back by a credit note
    Money open;     ///< total less allocations and credit; below 0 it is owed to the customer
};
std::optional<StoredInvoice> find_invoice(Database& database, std::string_view number);

struct InvoiceFilter {
    std::optional<std::string> customer; ///< the firm's key
    std::optional<Date> since;           ///< issued on this day or later
    bool unpaid = false;                 ///< only those of which something is open
};

struct InvoiceListing {
    std::string number;
    std::string customer;
    Date issued_on;
    std::string kind; ///< invoice or credit_note
    Money total;
    Money credited;
    Money open; ///< as of StoredInvoice
};
/// By issue date, then number, as a stream.
void each_invoice(Database& database, const InvoiceFilter& filter,
                  const std::function<void(const InvoiceListing&)>& listed);

/// The products of an invoice's subscriptions that have to be configured before they work
/// (SUB-030), where it bills a purchase; by name.
std::vector<std::string> products_to_configure(Database& database, std::int64_t invoice);

} // namespace duesday::store
