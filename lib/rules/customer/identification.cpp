#include "rules/customer/identification.hpp"

#include "base/text.hpp"
#include "rules/customer/country.hpp"
#include "rules/customer/vat_number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::rules {

namespace {

/// The part after the country's letters, as its form wants it.
std::string national_part(const VatNumberForm& form, std::string_view number)
{
    std::string digits{number};
    if (!matches_form(form.forms, number)) { // "GD123" is a number, not letters before one
        if (number.starts_with(form.letters))
            digits.erase(0, form.letters.size());
        else if (number.starts_with(form.country)) // "GR" is written for "EL"
            digits.erase(0, form.country.size());
    }
    constexpr std::size_t old_belgian_length = 9;
    if (form.country == "BE" && digits.size() == old_belgian_length)
        digits.insert(0, 1, '0');
    return digits;
}

struct VatNumber {
    IdentificationProblem problem;
    std::string normal;
};

/// Letters that some country puts before its numbers, but this one does not.
bool is_of_another_country(std::string_view country, std::string_view number)
{
    const auto forms = vat_number_forms();
    const auto begins = [&](const VatNumberForm& form) {
        return number.starts_with(form.letters) &&
               matches_form(form.forms, national_part(form, number));
    };
    return std::any_of(forms.begin(), forms.end(), [&](const VatNumberForm& form) {
        return form.country != country && begins(form);
    });
}

VatNumber read_vat_number(std::string_view country, std::string_view text)
{
    if (!is_european(country))
        return {IdentificationProblem::none, std::string{text::trim(text)}};
    const auto number = compact_number(text);
    bool known = false;
    for (const auto& form : vat_number_forms()) {
        if (form.country != country)
            continue;
        known = true;
        const auto digits = national_part(form, number);
        if (!matches_form(form.forms, digits))
            continue;
        if (form.check != nullptr && !form.check(digits))
            return {IdentificationProblem::vat_check_digits, {}};
        return {IdentificationProblem::none, std::string{form.letters} + digits};
    }
    const bool has_digit = number.find_first_of("0123456789") != std::string::npos;
    if (!known && has_digit) // no published form: whatever holds a digit
        return {IdentificationProblem::none, number};
    if (is_of_another_country(country, number))
        return {IdentificationProblem::vat_country, {}};
    return {IdentificationProblem::vat_format, {}};
}

bool owes_vat_number(std::string_view country, const IdentificationPolicy& policy)
{
    const auto names = [&](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), country) != list.end();
    };
    if (is_eu_vat_country(country))
        return true;
    return names(policy.also_european) || (is_european(country) && !names(policy.not_european));
}

bool is_given(const std::optional<std::string>& number)
{
    return number && !text::trim(*number).empty();
}

} // namespace

const char* code_of(IdentificationProblem problem)
{
    switch (problem) {
    case IdentificationProblem::none:
        return "none";
    case IdentificationProblem::country_unknown:
        return "country_unknown";
    case IdentificationProblem::vat_format:
        return "vat_format";
    case IdentificationProblem::vat_country:
        return "vat_country";
    case IdentificationProblem::vat_check_digits:
        return "vat_check_digits";
    case IdentificationProblem::gst_format:
        return "gst_format";
    case IdentificationProblem::gst_check_digit:
        return "gst_check_digit";
    case IdentificationProblem::vat_missing:
        return "vat_missing";
    case IdentificationProblem::gst_missing:
        return "gst_missing";
    }
    return "";
}

std::string explain(IdentificationProblem problem, std::string_view country,
                    std::string_view number)
{
    switch (problem) {
    case IdentificationProblem::none:
        return {};
    case IdentificationProblem::country_unknown:
        return fmt::format("'{}' is no country (SUB-048): give its two letters of ISO 3166-1, "
                           "such as BE",
                           country);
    case IdentificationProblem::vat_format:
        return fmt::format("'{}' does not have the form of a VAT number of {} (SUB-045): compare "
                           "it with the customer's own papers",
                           number, country);
    case IdentificationProblem::vat_country:
        return fmt::format("'{}' is a VAT number of another country than {} (SUB-045): correct "
                           "the country or the number",
                           number, country);
    case IdentificationProblem::vat_check_digits:
        return fmt::format("the check digits of VAT number '{}' are wrong (D21): look for a "
                           "mistyped digit",
                           number);
    case IdentificationProblem::gst_format:
        return fmt::format("'{}' does not have the form of an Indian GST number (SUB-046): it has "
                           "15 characters, such as 27AAPFU0939F1ZV",
                           number);
    case IdentificationProblem::gst_check_digit:
        return fmt::format("the check character of GST number '{}' is wrong (SUB-046): look for a "
                           "mistyped character",
                           number);
    case IdentificationProblem::vat_missing:
        return fmt::format("a company in {} needs a VAT number (SUB-045): add it", country);
    case IdentificationProblem::gst_missing:
        return "a company in India needs a GST number (SUB-046): add it";
    }
    return {};
}

bool is_incomplete(IdentificationProblem problem)
{
    return problem == IdentificationProblem::vat_missing ||
           problem == IdentificationProblem::gst_missing;
}

IdentificationProblem check_vat_number(std::string_view country, std::string_view number)
{
    return read_vat_number(country, number).problem;
}

std::optional<std::string> normal_vat_number(std::string_view country, std::string_view number)
{
    auto read = read_vat_number(country, number);
    if (read.problem != IdentificationProblem::none)
        return std::nullopt;
    return std::move(read.normal);
}

std::string compact_number(std::string_view number)
{
    std::string result;
    for (const char c : number) {
        if (c == ' ' || c == '.' || c == '-' || c == '/' || c == '\t')
            continue;
        result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return result;
}

IdentificationProblem check_gst_number(std::string_view number)
{
    // State, PAN (five letters, four digits, a letter), entity, Z, check character.
    constexpr std::string_view form = "99aaaaa9999axZx";
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const auto gstin = compact_number(number);
    if (!matches_form(form, gstin))
        return IdentificationProblem::gst_format;
    std::size_t sum = 0;
    for (std::size_t i = 0; i < gstin.size() - 1; ++i) {
        const auto weighted = alphabet.find(gstin[i]) * (i % 2 == 0 ? 1 : 2);
        sum += weighted / alphabet.size() + weighted % alphabet.size();
    }
    const auto check = alphabet[(alphabet.size() - sum % alphabet.size()) % alphabet.size()];
    return check == gstin.back() ? IdentificationProblem::none
                                 : IdentificationProblem::gst_check_digit;
}

bool is_belgian_enterprise_number(std::string_view number)
{
    const auto digits = compact_number(number);
    return matches_form("0999999999|1999999999", digits) &&
           check_vat_number("BE", digits) == IdentificationProblem::none;
}

IdentificationProblem check_identification(std::string_view country, CustomerKind kind,
                                           const std::optional<std::string>& vat_number,
                                           const std::optional<std::string>& gst_number,
                                           const IdentificationPolicy& policy)
{
    if (!is_country(country))
        return IdentificationProblem::country_unknown;
    if (is_given(vat_number)) {
        const auto problem = check_vat_number(country, *vat_number);
        if (problem != IdentificationProblem::none)
            return problem;
    }
    if (country == "IN" && is_given(gst_number)) {
        const auto problem = check_gst_number(*gst_number);
        if (problem != IdentificationProblem::none)
            return problem;
    }
    if (kind == CustomerKind::person)
        return IdentificationProblem::none;
    if (owes_vat_number(country, policy) && !is_given(vat_number))
        return IdentificationProblem::vat_missing;
    if (country == "IN" && !is_given(gst_number))
        return IdentificationProblem::gst_missing;
    return IdentificationProblem::none;
}

} // namespace duesday::rules
