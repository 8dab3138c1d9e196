// The form and the check digits of each European country's VAT numbers.
#pragma once

#include <span>
#include <string_view>

namespace duesday::rules {

/// How the VAT numbers of one country look.
struct VatNumberForm {
    std::string_view country; ///< ISO 3166-1 alpha-2, or XI
    std::string_view letters; ///< what stands before the digits: EL for GR, else mostly the country
    /// Forms separated by '|': '9' is a digit, 'a' a letter, 'x' either, anything else itself.
    std::string_view forms;
    /// Whether the check digits of a number (without letters, of one of the forms) are right;
    /// null where the country is not checked beyond the form.
    bool (*check)(std::string_view digits);
};

/// A country may stand in it more than once (GB may use XI numbers). Countries of Europe that do
/// not stand in it have no known form.
std::span<const VatNumberForm> vat_number_forms();

bool matches_form(std::string_view forms, std::string_view digits);

} // namespace duesday::rules
