// The rules' switches, from configuration, and what they need to know of a payer.
#pragma once

#include "rules/invoice/vat.hpp"
#include "rules/metering/limits.hpp"
#include "rules/subscription/renewal.hpp"
#include "runtime/config.hpp"
#include "store/payers.hpp"

namespace duesday::flow {

rules::VatPolicy vat_policy(const runtime::Config& config);
rules::RenewalPolicy renewal_policy(const runtime::Config& config);
/// MTR-026, with what the firm has set.
rules::MeterLimits meter_limits(const runtime::Config& config);
/// A VAT number is stored and passes its check digits.
bool has_valid_vat_number(const store::Payer& payer);
/// Which VAT a sale to this payer bears (D21).
rules::VatDecision vat_for(const store::Payer& payer, const rules::VatPolicy& policy);

} // namespace duesday::flow
