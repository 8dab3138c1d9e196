// Who sells and who is billed, as an invoice names them.
#pragma once

#include "rules/invoice/invoice.hpp"
#include "runtime/config.hpp"
#include "store/payers.hpp"

namespace duesday::flow {

rules::Party party_of(const store::Payer& payer);
rules::Party party_of(const runtime::Seller& seller);

} // namespace duesday::flow
