// Who a customer is for the tax office: VAT, GST and enterprise numbers (SUB-045..048, D9, D21).
#pragma once

#include "rules/customer/customer_kind.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// What is wrong with an identification, in the order in which it is looked at (SUB-048: first the
/// country, then the number).
enum class IdentificationProblem {
    none,
    country_unknown,
    vat_format,       ///< not of the form that this country's numbers have
    vat_country,      ///< a number of another country
    vat_check_digits, ///< refused, never silently domestic (D21)
    gst_format,
    gst_check_digit,
    vat_missing, ///< of a company in Europe (SUB-045)
    gst_missing, ///< of a company in India (SUB-046)
};

const char* code_of(IdentificationProblem problem);
/// One sentence with what to do about it.
std::string explain(IdentificationProblem problem, std::string_view country,
                    std::string_view number = {});
/// True for what may be completed later (a customer is loaded, but cannot buy: SUB-043).
bool is_incomplete(IdentificationProblem problem);

/// Where the list of European countries differs from is_european (configuration).
struct IdentificationPolicy {
    std::vector<std::string> also_european;
    std::vector<std::string> not_european;
};

/// A number that is given is checked for everybody; one that is missing counts for companies only
/// (D21). Numbers of countries outside Europe and India are free text (SUB-047).
IdentificationProblem check_identification(std::string_view country, CustomerKind kind,
                                           const std::optional<std::string>& vat_number,
                                           const std::optional<std::string>& gst_number,
                                           const IdentificationPolicy& policy = {});

/// none, vat_format, vat_country or vat_check_digits. EU-27 and XI with check digits, the rest of
/// Europe by form only. Blanks, dots, dashes and small letters are let pass, the country's letters
/// may be left out.
IdentificationProblem check_vat_number(std::string_view country, std::string_view number);

/// The number as tax offices write it: capitals, no blanks, with the country's letters (EL for
/// Greece; a Belgian number of nine digits gets its 0). Nothing where check_vat_number refuses it.
/// Countries outside Europe: the text without blanks at its ends.
std::optional<std::string> normal_vat_number(std::string_view country, std::string_view number);

/// Capitals, without the blanks, dots and dashes that people put between groups of digits.
std::string compact_number(std::string_view number);

/// The Indian GSTIN: none, gst_format or gst_check_digit.
IdentificationProblem check_gst_number(std::string_view number);

/// A Belgian enterprise (KBO) number: 10 digits that begin with 0 or 1, the last two are
/// 97 - (first eight mod 97). Blanks and dots are let pass.
bool is_belgian_enterprise_number(std::string_view number);

} // namespace duesday::rules
