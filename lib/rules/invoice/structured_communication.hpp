// The structured communication of Belgian credit transfers (OGM, VCS): what a payer copies so that
// the payment finds its invoice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// "+++202/6000/01711+++" of invoice 2026-000017: its ten digits and two check digits, which are
/// the remainder of the ten by 97, written 97 for 0. (Enterprise numbers count otherwise: see
/// is_belgian_enterprise_number.) Nothing for a number of another form, since what two series share
/// would find two invoices.
std::optional<std::string> structured_communication(std::string_view invoice_number);

/// Twelve digits, "+++ddd/dddd/ddddd+++" or between asterisks, with the right check digits.
bool is_structured_communication(std::string_view text);

} // namespace duesday::rules
