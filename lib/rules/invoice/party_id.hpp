// The numbers by which offices know a party of an electronic invoice (EINVOICE 2 and 4).
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

/// The number in the country's register of companies, with the register's scheme and in its form:
/// the enterprise number, or where a VAT number holds it (BE, NO, SE) and none is given, that. An
/// enterprise number of a country whose register is not known, or of another form, stays as it was
/// given, without a scheme.
std::optional<PartyId> legal_registration(const Party& party);

/// The same, always with a scheme: what is of another form is passed over, and the VAT number's
/// part taken where there is one.
std::optional<PartyId> registered_id(const Party& party);

/// The VAT number in its normal form, with the two letters of a country before it. Nothing where
/// there is none, or it is wrong.
std::optional<std::string> vat_identifier(const Party& party);

} // namespace duesday::rules
