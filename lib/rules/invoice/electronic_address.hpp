// By which identifiers a party of an electronic invoice is known (EINVOICE 2 and 4).
#pragma once

#include "rules/invoice/invoice.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// An identifier within a list of identifiers.
struct PartyId {
    std::string scheme; ///< code of ISO 6523 or of Peppol's own list: "0208"; may be empty
    std::string value;

    friend bool operator==(const PartyId&, const PartyId&) = default;
};

/// The number in the register of companies: of a Belgian party its ten digits in scheme 0208, also
/// out of its VAT number; elsewhere the enterprise number as it was given, without a scheme.
std::optional<PartyId> legal_registration(const Party& party);

/// The VAT number in its normal form, with the two letters of a country before it. Nothing where
/// there is none, or it is wrong.
std::optional<std::string> vat_identifier(const Party& party);

/// Where the party is reached in Peppol: by its Belgian enterprise number, else by the scheme that
/// its country uses for VAT or company numbers. Nothing where it has neither: a private person, a
/// company of a country without such a scheme.
std::optional<PartyId> electronic_address(const Party& party);

} // namespace duesday::rules
