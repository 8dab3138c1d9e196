// The next payers' plans, made on a thread and a connection of their own while the run records what
// the payers before them were answered: a large renew works on two processors.
//
// What a payer's plan rests on (his subscriptions, charges, cards and letters) is changed in a run
// by that payer's turn alone, so that it may be read before the turns of others are written.
// Whatever another program writes in between makes the plans worthless: they are made again.
#pragma once

#include "flow/renewal_plan.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace duesday::flow {

class PlansAhead {
public:
    PlansAhead(const runtime::Context& context, const partner::CardGateway& gateway,
               RenewScope scope);
    /// Waits for the thread.
    ~PlansAhead();
    PlansAhead(const PlansAhead&) = delete;
    PlansAhead& operator=(const PlansAhead&) = delete;

    /// Plans more of these payers, who are all that are left: the first of them have the plans that
    /// are left. Does nothing while there are enough, where there are too few payers to be worth a
    /// connection, or where the provider is asked in groups so small that there is time to plan
    /// while its answers are on their way.
    void begin(std::span<const std::int64_t> payers);
    /// How many plans are left. Waits for the thread where there are none yet, and so must not be
    /// called in a Write. A fault in a payer's rows ends them before that payer: whoever plans him
    /// meets it.
    std::size_t left();
    /// The next plan where it is this payer's. To be asked in the order of begin.
    std::optional<RenewalPlan> take(std::int64_t payer);
    /// Another program changed the book.
    void drop();

private:
    class Planner; ///< what the thread uses, and nobody else

    void fetch();

    const runtime::Context& context_;
    const partner::CardGateway& gateway_;
    RenewScope scope_;
    std::unique_ptr<Planner> planner_; ///< once there was something to plan
    std::deque<RenewalPlan> plans_;
    std::future<std::deque<RenewalPlan>> coming_;
};

} // namespace duesday::flow
