// What the business asks of the configured seller, before any program does anything.
#pragma once

#include "runtime/config.hpp"

namespace duesday::flow {

/// Fault(bad_setup) that names the setting's place where the seller's country is none, its VAT
/// number is not one of that country (D21), or a rate is given for a country outside the EU.
void check_seller(const runtime::LoadedConfig& loaded);

} // namespace duesday::flow
