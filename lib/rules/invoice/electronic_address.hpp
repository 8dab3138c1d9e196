// Where a party of an electronic invoice is reached (EINVOICE 2).
#pragma once

#include "rules/invoice/party_id.hpp"

namespace duesday::rules {

/// Where the party is reached in Peppol: by the scheme that its country uses for VAT numbers, else
/// by its number in a register of companies (BE, IS, NO and SE, and elsewhere without a VAT
/// number). Nothing where it has neither: a private person, a company of a country without such a
/// scheme.
std::optional<PartyId> electronic_address(const Party& party);

} // namespace duesday::rules
