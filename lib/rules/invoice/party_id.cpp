#include "rules/invoice/party_id.hpp"

#include "base/text.hpp"
#include "rules/customer/country.hpp"
#include "rules/customer/identification.hpp"
#include "rules/customer/vat_number.hpp"

#include <array>

namespace duesday::rules {

namespace {

constexpr std::size_t letters = 2; ///< of a country, before its VAT number

/// A register of companies.
struct Register {
    std::string_view country;
    std::string_view scheme;
    std::string_view forms;               ///< as matches_form wants them
    bool (*check)(const std::string&);    ///< the check digits; null where the form is all
    std::size_t digits_of_vat_number = 0; ///< that many after its letters are this number
};

bool passes_norwegian_check(const std::string& digits)
{
    constexpr std::array weights{3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * (digits[i] - '0');
    return sum % 11 == 0;
}

/// A Swedish VAT number is the organisation's and 01.
bool passes_swedish_check(const std::string& digits)
{
    return check_vat_number("SE", digits + "01") == IdentificationProblem::none;
}

bool passes_belgian_check(const std::string& digits)
{
    return is_belgian_enterprise_number(digits);
}

constexpr std::array<Register, 8> registers{{
    {"BE", "0208", "9999999999", passes_belgian_check, 10},
    {"DK", "0184", "99999999", nullptr},
    {"IS", "0196", "9999999999", nullptr},
    {"NL", "0106", "99999999", nullptr},
    {"NL", "0190", "99999999999999999999", nullptr},
    {"NO", "0192", "999999999", passes_norwegian_check, 9},
    {"SJ", "0192", "999999999", passes_norwegian_check, 9},
    {"SE", "0007", "9999999999", passes_swedish_check, 10},
}};

std::optional<PartyId> registered(std::string_view country, std::string number)
{
    if (number.starts_with(country))
        number.erase(0, letters);
    for (const auto& known : registers)
        if (known.country == country && matches_form(known.forms, number) &&
            (known.check == nullptr || known.check(number)))
            return PartyId{std::string{known.scheme}, std::move(number)};
    return std::nullopt;
}

} // namespace

std::optional<PartyId> registered_id(const Party& party)
{
    if (auto found = registered(party.country, compact_number(party.enterprise_number)))
        return found;
    const auto vat = vat_identifier(party);
    for (const auto& known : registers)
        if (vat && known.country == party.country && known.digits_of_vat_number > 0)
            return registered(party.country, vat->substr(letters, known.digits_of_vat_number));
    return std::nullopt;
}

std::optional<PartyId> legal_registration(const Party& party)
{
    const std::string given{text::trim(party.enterprise_number)};
    if (given.empty())
        return registered_id(party);
    if (auto found = registered(party.country, compact_number(given)))
        return found;
    return PartyId{"", given};
}

std::optional<std::string> vat_identifier(const Party& party)
{
    if (text::trim(party.vat_number).empty())
        return std::nullopt;
    auto number = normal_vat_number(party.country, party.vat_number);
    if (!number || number->size() <= letters)
        return std::nullopt;
    const auto prefix = number->substr(0, letters);
    if (prefix != "EL" && !is_country(prefix))
        return std::nullopt;
    return number;
}

} // namespace duesday::rules
