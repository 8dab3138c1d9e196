// What switching a renewal off rests on, and what its payer is told of it (M2).
#pragma once

#include "flow/catalogue.hpp"
#include "flow/letter_facts.hpp"
#include "rules/subscription/deactivation.hpp"
#include "runtime/context.hpp"
#include "store/subscriptions.hpp"

#include <span>
#include <string_view>

namespace duesday::flow {

/// Of a subscription as the book stands; whether the actor may is left to the caller (`has_role`).
rules::DeactivationFacts deactivation_facts(const runtime::Context& context,
                                            const Catalogue& catalogue,
                                            const store::Subscription& subscription);

/// Who switched renewals off: a customer, or the seller.
struct SwitchedOffBy {
    std::string name;
    std::optional<std::int64_t> customer;
};
/// One `renewal-stopped` letter to a payer who had been told of the renewals.
void send_renewal_stopped(store::Write& write, std::int64_t payer,
                          std::span<const LetterLine> lines, const SwitchedOffBy& by);

} // namespace duesday::flow
