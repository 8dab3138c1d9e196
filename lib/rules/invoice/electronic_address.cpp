#include "rules/invoice/electronic_address.hpp"

#include <array>

namespace duesday::rules {

namespace {

struct Scheme {
    std::string_view letters; ///< of the VAT number
    std::string_view code;
    std::string_view instead = {}; ///< of these letters, where the address has other ones
};

/// Peppol's code list of participant identifiers, as far as a whole VAT number leads there.
constexpr std::array<Scheme, 38> schemes{{
    {"AD", "9922"}, {"AL", "9923"}, {"AT", "9914"}, {"BA", "9924"},         {"BG", "9926"},
    {"CH", "9927"}, {"CY", "9928"}, {"CZ", "9929"}, {"DE", "9930"},         {"DK", "0184"},
    {"EE", "9931"}, {"EL", "9933"}, {"ES", "9920"}, {"FI", "0216", "0037"}, {"FR", "9957"},
    {"GB", "9932"}, {"HR", "9934"}, {"HU", "9910"}, {"IE", "9935"},         {"IT", "0211"},
    {"LI", "9936"}, {"LT", "9937"}, {"LU", "9938"}, {"LV", "9939"},         {"MC", "9940"},
    {"ME", "9941"}, {"MK", "9942"}, {"MT", "9943"}, {"NL", "9944"},         {"PL", "9945"},
    {"PT", "9946"}, {"RO", "9947"}, {"RS", "9948"}, {"SI", "9949"},         {"SK", "9950"},
    {"SM", "9951"}, {"TR", "9952"}, {"VA", "9953"},
}};

std::optional<PartyId> vat_address(const Party& party)
{
    const auto number = vat_identifier(party);
    if (!number)
        return std::nullopt;
    for (const auto& known : schemes)
        if (number->starts_with(known.letters))
            return PartyId{std::string{known.code},
                           known.instead.empty()
                               ? *number
                               : std::string{known.instead} + number->substr(known.letters.size())};
    return std::nullopt;
}

} // namespace

std::optional<PartyId> electronic_address(const Party& party)
{
    if (auto address = vat_address(party))
        return address;
    return registered_id(party);
}

} // namespace duesday::rules
