#include "flow/plans_ahead.hpp"

#include "flow/catalogue.hpp"
#include "flow/subject_faults.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace duesday::flow {

namespace {

/// More would be memory for nothing: the next are planned while these are worked through.
constexpr std::size_t most_payers = 1000;
constexpr std::size_t enough_plans = 500;
/// Fewer are planned sooner than a connection is opened.
constexpr std::size_t fewest_payers = 200;

} // namespace

/// A connection, and what is read through it.
class PlansAhead::Planner {
public:
    Planner(const runtime::Context& context, const partner::CardGateway& gateway, RenewScope scope)
        : book_{context.book.beside()}, context_{context.with_book(book_)}, gateway_{gateway},
          scope_{scope}
    {
    }

    std::deque<RenewalPlan> plan(const std::vector<std::int64_t>& payers)
    {
        std::deque<RenewalPlan> plans;
        const store::Reading reading{book_};
        const Catalogue catalogue{book_.database()};
        const RenewalPlanning planning{context_, catalogue, gateway_, scope_};
        try {
            for (const auto payer : payers)
                plans.push_back(planning.plan(payer));
        } catch (const Fault& fault) {
            if (!concerns_one_subject(fault))
                throw;
        }
        return plans;
    }

private:
    store::Book book_;
    runtime::Context context_;
    const partner::CardGateway& gateway_;
    RenewScope scope_;
};

PlansAhead::PlansAhead(const runtime::Context& context, const partner::CardGateway& gateway,
                       RenewScope scope)
    : context_{context}, gateway_{gateway}, scope_{scope}
{
}

PlansAhead::~PlansAhead()
{
    if (coming_.valid())
        coming_.wait();
}

void PlansAhead::begin(std::span<const std::int64_t> payers)
{
    if (coming_.valid() && coming_.wait_for(std::chrono::seconds{0}) == std::future_status::ready)
        fetch();
    if (coming_.valid() || plans_.size() > enough_plans || payers.size() < fewest_payers ||
        gateway_.group_size() < most_payers)
        return;
    const auto unplanned = payers.subspan(plans_.size());
    const auto next = unplanned.first(std::min(most_payers, unplanned.size()));
    if (next.empty())
        return;
    if (!planner_)
        planner_ = std::make_unique<Planner>(context_, gateway_, scope_);
    coming_ = std::async(std::launch::async,
                         [this, wanted = std::vector<std::int64_t>(next.begin(), next.end())] {
                             return planner_->plan(wanted);
                         });
}

std::size_t PlansAhead::left()
{
    if (plans_.empty() && coming_.valid())
        fetch();
    return plans_.size();
}

void PlansAhead::fetch()
{
    auto plans = coming_.get();
    std::move(plans.begin(), plans.end(), std::back_inserter(plans_));
}

std::optional<RenewalPlan> PlansAhead::take(std::int64_t payer)
{
    if (plans_.empty() || plans_.front().payer.id != payer)
        return std::nullopt;
    auto plan = std::move(plans_.front());
    plans_.pop_front();
    return plan;
}

void PlansAhead::drop()
{
    if (coming_.valid())
        fetch();
    plans_.clear();
}

} // namespace duesday::flow
