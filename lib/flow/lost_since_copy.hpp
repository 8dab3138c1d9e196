// What a book that is put back has lost and no partner tells it: numbers that were given, and
// wishes of customers. People are told of both, and may say which numbers are gone.
#pragma once

#include "base/date.hpp"
#include "rules/invoice/number.hpp"
#include "runtime/report.hpp"
#include "store/book.hpp"

#include <string>
#include <vector>

namespace duesday::flow {

/// The first numbers that no document has, as a person gives them; of a series and year once.
/// Fault(usage) where one is none.
std::vector<rules::InvoiceNumber> parse_next_numbers(const std::vector<std::string>& texts);

/// Fault(bad_input) where the copy has given one of them already, or one lies too far ahead to be
/// meant.
void require_ahead(store::Database& copy, const std::vector<rules::InvoiceNumber>& next);
/// What the lost book gave is left out.
void leave_out(store::Write& write, const std::vector<rules::InvoiceNumber>& next);

/// What a copy that takes a book's place has lost: people are asked with it, and told of it.
struct LostSinceCopy {
    std::vector<rules::InvoiceNumber> next; ///< as given; none: a person has to look
    Date last_day;                          ///< that the copy knows
    std::string next_invoice;               ///< the number that comes next
    std::string next_credit_note;
    std::string about_numbers; ///< for people
    std::string about_wishes;  ///< of customers; for people

    /// The plan's digest is then of these numbers too.
    void add_to(runtime::Plan& plan) const;
    /// `fields` of an event, with all of it.
    runtime::Fields added_to(runtime::Fields fields) const;
    void say(runtime::Report& report) const;
};
/// Fault as require_ahead.
LostSinceCopy lost_since_copy(store::Book& copy, std::vector<rules::InvoiceNumber> next,
                              Date today);

} // namespace duesday::flow
