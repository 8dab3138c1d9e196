#include "rules/invoice/electronic_address.hpp"

#include "base/text.hpp"
#include "rules/customer/country.hpp"
#include "rules/customer/identification.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

namespace {

constexpr std::string_view belgian_scheme = "0208";

/// Which part of a VAT number is the address.
enum class Part {
    whole,
    organisation_se, ///< ten digits between the letters and the two of its part
    organisation_no, ///< nine digits, with a check digit of their own
    ovt_fi,          ///< the country's 0037, then the digits
};

struct Scheme {
    std::string_view letters; ///< of the VAT number
    std::string_view code;
    Part part = Part::whole;
};

/// Peppol's code list of participant identifiers, as far as a VAT number leads there.
constexpr std::array<Scheme, 40> schemes{{
    {"AD", "9922"},
    {"AL", "9923"},
    {"AT", "9914"},
    {"BA", "9924"},
    {"BG", "9926"},
    {"CH", "9927"},
    {"CY", "9928"},
    {"CZ", "9929"},
    {"DE", "9930"},
    {"DK", "0184"},
    {"EE", "9931"},
    {"EL", "9933"},
    {"ES", "9920"},
    {"FI", "0216", Part::ovt_fi},
    {"FR", "9957"},
    {"GB", "9932"},
    {"HR", "9934"},
    {"HU", "9910"},
    {"IE", "9935"},
    {"IT", "0211"},
    {"LI", "9936"},
    {"LT", "9937"},
    {"LU", "9938"},
    {"LV", "9939"},
    {"MC", "9940"},
    {"ME", "9941"},
    {"MK", "9942"},
    {"MT", "9943"},
    {"NL", "9944"},
    {"NO", "0192", Part::organisation_no},
    {"PL", "9945"},
    {"PT", "9946"},
    {"RO", "9947"},
    {"RS", "9948"},
    {"SE", "0007", Part::organisation_se},
    {"SI", "9949"},
    {"SK", "9950"},
    {"SM", "9951"},
    {"TR", "9952"},
    {"VA", "9953"},
}};

std::optional<std::string> belgian_digits(const std::string& number)
{
    if (!is_belgian_enterprise_number(number))
        return std::nullopt;
    return normal_vat_number("BE", number).value().substr(2);
}

bool passes_norwegian_check(std::string_view digits)
{
    constexpr std::array weights{3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * (digits[i] - '0');
    return sum % 11 == 0;
}

std::optional<std::string> address_part(const Scheme& scheme, const std::string& number)
{
    constexpr std::size_t letters = 2;
    switch (scheme.part) {
    case Part::whole:
        return number;
    case Part::organisation_se:
        return number.substr(letters, 10);
    case Part::organisation_no: {
        auto digits = number.substr(letters, 9);
        if (!passes_norwegian_check(digits))
            return std::nullopt;
        return digits;
    }
    case Part::ovt_fi:
        return "0037" + number.substr(letters);
    }
    return std::nullopt;
}

} // namespace

std::optional<PartyId> legal_registration(const Party& party)
{
    if (party.country == "BE") {
        for (const auto& number : {party.enterprise_number, vat_identifier(party).value_or("")})
            if (auto digits = belgian_digits(number.starts_with("BE") ? number.substr(2) : number))
                return PartyId{std::string{belgian_scheme}, std::move(*digits)};
        return std::nullopt;
    }
    const auto number = text::trim(party.enterprise_number);
    if (number.empty())
        return std::nullopt;
    return PartyId{"", std::string{number}};
}

std::optional<std::string> vat_identifier(const Party& party)
{
    if (text::trim(party.vat_number).empty())
        return std::nullopt;
    auto number = normal_vat_number(party.country, party.vat_number);
    if (!number || number->size() < 3)
        return std::nullopt;
    const auto letters = number->substr(0, 2);
    if (letters != "EL" && !is_country(letters))
        return std::nullopt;
    return number;
}

std::optional<PartyId> electronic_address(const Party& party)
{
    if (party.country == "BE")
        return legal_registration(party);
    const auto number = vat_identifier(party);
    if (!number)
        return std::nullopt;
    const auto scheme = std::find_if(schemes.begin(), schemes.end(), [&](const Scheme& known) {
        return number->starts_with(known.letters);
    });
    if (scheme == schemes.end())
        return std::nullopt;
    auto value = address_part(*scheme, *number);
    if (!value)
        return std::nullopt;
    return PartyId{std::string{scheme->code}, std::move(*value)};
}

} // namespace duesday::rules
