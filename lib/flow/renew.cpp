#include "flow/renew.hpp"

#include "base/fault.hpp"
#include "flow/card_charging.hpp"
#include "flow/charge_intention.hpp"
#include "flow/dunning_letters.hpp"
#include "flow/grace_extensions.hpp"
#include "flow/import_forecast.hpp"
#include "flow/lapse.hpp"
#include "flow/plans_ahead.hpp"
#include "flow/renew_report.hpp"
#include "flow/renewal_notice.hpp"
#include "flow/renewal_plan.hpp"
#include "flow/subject_faults.hpp"
#include "runtime/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace duesday::flow {

namespace {

/// Payers whose intentions share a Write at most (DESIGN 3).
constexpr std::size_t most_payers = 1000;
/// Fewer charges, while others are in flight, wait for more.
constexpr std::int64_t worth_a_write = 32;
/// The brake looks at the first charges of a run before any more are made.
constexpr std::int64_t brake_sample = 50;
/// How long the lock is held before others get a turn, and how long theirs may last.
constexpr std::int64_t hold_lock_ms = 5'000;
constexpr int wait_for_others_seconds = 120;

class RenewRun {
public:
    RenewRun(runtime::Context& context, partner::CardGateway& gateway, const RenewOptions& options)
        : context_{context}, gateway_{gateway}, options_{options}
    {
        look_anew();
    }

    void run()
    {
        if (options_.concurrency < 1)
            throw Fault{FaultKind::usage, "--concurrency takes a number from 1 on",
                        "leave it out: 16 calls are made side by side"};
        if (context_.dry_run) {
            find_payers();
            for (const auto payer : left_)
                report_.planned(planning_->plan(payer));
            return;
        }
        require_reconciled(context_);
        if (!first_run_is_confirmed())
            return;
        lock_taken_ = context_.clock.real();
        end_first_run();
        charging_.settle_dead_runs(answered());
        find_payers();
        while (!left_.empty() && !is_stopped()) {
            charge_for_a_while();
            if (brake())
                break;
            let_others_in();
        }
        if (attempts_ > 0 && not_sent_ == attempts_ && !context_.stop_requested())
            context_.report.set_status(runtime::Exit::unavailable);
    }

private:
    bool is_stopped()
    {
        if (context_.stop_requested())
            context_.report.set_status(runtime::Exit::try_later);
        return context_.stop_requested();
    }

    /// Theirs are programs that would take what is in flight for a dead run's.
    bool is_turn_of_others() const
    {
        const auto held_ms = context_.clock.real().ms_since_1970 - lock_taken_.ms_since_1970;
        return held_ms < 0 || held_ms >= hold_lock_ms;
    }

    void let_others_in()
    {
        if (!is_turn_of_others())
            return;
        context_.hand_over_locks(wait_for_others_seconds);
        lock_taken_ = context_.clock.real();
    }

    static RenewScope scope_of(const RenewOptions& options)
    {
        if (!options.only)
            return {};
        return {options.only == "notices", options.only == "charges", options.only == "lapses"};
    }

    Answered answered()
    {
        return [this](const ChargeCase& charge_case, const Settlement& settlement) {
            ++attempts_;
            declined_ += settlement.state == rules::ChargeState::declined ? 1 : 0;
            not_sent_ += settlement.state == rules::ChargeState::planned ? 1 : 0;
            report_.charged(charge_case, settlement);
        };
    }

    using Payers = std::span<const std::int64_t>;

    void find_payers()
    {
        auto& database = context_.book.database();
        if (options_.purchaser) {
            const auto payer = store::find_payer_by_email(database, *options_.purchaser);
            if (!payer)
                throw Fault{FaultKind::bad_input,
                            fmt::format("no customer with a role or subscription has the e-mail {}",
                                        *options_.purchaser),
                            "customers list shows the addresses", "unknown_customer"};
            payers_ = {*payer};
        } else {
            payers_ = store::due_payers(database, context_.today());
        }
        left_ = payers_;
        progress_.expect_more(static_cast<std::int64_t>(payers_.size()));
    }

    /// Until it is the others' turn, or nothing is left, or too much is declined.
    void charge_for_a_while()
    {
        const auto tell = [this, told = answered()](const ChargeCase& charge_case,
                                                    const Settlement& settlement) {
            --in_flight_;
            told(charge_case, settlement);
        };
        charging_.send(next_cases(), tell, [this] {
            return is_turn_of_others() ? std::vector<ChargeCase>{} : next_cases();
        });
    }

    /// The next charges, after all else that today asks for of the payers on the way to them.
    std::vector<ChargeCase> next_cases()
    {
        std::vector<ChargeCase> cases;
        do {
            const auto allowed = charges_allowed();
            if (left_.empty() || is_stopped() || is_braked() ||
                (in_flight_ > 0 && allowed < worth_a_write))
                break;
            work_through(static_cast<std::size_t>(std::max<std::int64_t>(allowed, 1)), cases);
        } while (cases.empty() && !is_turn_of_others());
        in_flight_ += static_cast<std::int64_t>(cases.size());
        return cases;
    }

    /// Charges that may be begun now: as many as cannot take the run past the point where the brake
    /// stops it, even if all of them were declined.
    std::int64_t charges_allowed() const
    {
        const auto most = static_cast<std::int64_t>(gateway_.group_size());
        if (options_.no_brake)
            return most;
        const auto safe =
            attempts_ < brake_sample ? brake_sample - attempts_ : attempts_ - 2 * declined_ + 1;
        return std::min(safe - in_flight_, most);
    }

    /// What the turn of some payers brought about.
    struct Turn {
        std::vector<RenewalPlan> plans;
        std::vector<ChargeCase> cases;                          ///< to be sent
        std::vector<std::pair<ChargeCase, Settlement>> settled; ///< nobody is asked (SUB-131)
    };

    void work_through(std::size_t allowed, std::vector<ChargeCase>& cases)
    {
        const auto ready = ahead_.left();
        const auto payers = left_.first(std::min(ready > 0 ? ready : most_payers, left_.size()));
        Turn turn;
        try {
            plan_together(payers, allowed, turn);
        } catch (const Fault& fault) {
            if (!concerns_one_subject(fault))
                throw;
            turn = {};
            ahead_.drop();
            plan_one_by_one(payers, allowed, turn);
        }
        left_ = left_.subspan(turn.plans.size());
        ahead_.begin(left_);
        for (const auto& plan : turn.plans)
            report_.done(plan);
        for (const auto& [charge_case, settlement] : turn.settled)
            report_.charged(charge_case, settlement);
        cases = std::move(turn.cases);
        progress_.advance(static_cast<std::int64_t>(turn.plans.size()));
    }

    /// In one Write; the last of the payers may be left for the next turn.
    void plan_together(Payers payers, std::size_t allowed, Turn& turn)
    {
        store::Write write{context_.book, context_.stamp()};
        look_anew_where_others_wrote();
        for (const auto payer : payers) {
            if (turn.cases.size() >= allowed)
                break;
            auto plan = ahead_.take(payer);
            turn.plans.push_back(plan ? std::move(*plan) : planning_->plan(payer));
            record(write, turn);
        }
#if DUESDAY_PLANTED_BUG == 1
        charging_.call_only(turn.cases); // test builds only: the call leaves before the intention
#endif
        write.commit();
    }

    /// In a Write, which nobody can add to until it ends.
    void look_anew_where_others_wrote()
    {
        if (context_.book.database().version_by_others() != seen_version_)
            look_anew();
    }

    void look_anew()
    {
        seen_version_ = context_.book.database().version_by_others();
        ahead_.drop();
        catalogue_ = Catalogue{context_.book.database()};
        planning_.emplace(context_, catalogue_, gateway_, scope_);
    }

    /// One of the payers has rows that cannot be worked on: the others get what today asks for, and
    /// a person is told of that one.
    void plan_one_by_one(Payers payers, std::size_t allowed, Turn& turn)
    {
        for (const auto payer : payers) {
            if (turn.cases.size() >= allowed)
                break;
            Turn own;
            try {
                plan_together({&payer, 1}, 1, own);
            } catch (const Fault& fault) {
                if (!concerns_one_subject(fault))
                    throw;
                own = {};
                const auto customer = store::name_of_customer(context_.book.database(), payer);
                own.plans.emplace_back().problems.push_back(
                    {"customer/" + customer, broken_rows,
                     fmt::format("nothing was done for the customer {}: {}; run admin check",
                                 customer, fault.what())});
            }
            std::move(own.plans.begin(), own.plans.end(), std::back_inserter(turn.plans));
            std::move(own.cases.begin(), own.cases.end(), std::back_inserter(turn.cases));
            std::move(own.settled.begin(), own.settled.end(), std::back_inserter(turn.settled));
        }
    }

    /// Everything that today asks for of the last payer, but the answers to the charges.
    void record(store::Write& write, Turn& turn)
    {
        auto& plan = turn.plans.back();
        send_renewal_notice(write, plan.payer, plan.notices, plan.short_notice, catalogue_,
                            policy_.month_rule);
        for (const auto& warning : plan.warnings)
            send_payment_failed_if_due(write, warning.charge_case, warning.failure,
                                       warning.charge_case.charge.reason, catalogue_,
                                       context_.today());
        for (const auto& extension : plan.extensions)
            extend_in_cloud(write, extension, catalogue_);
        end_subscriptions(write, plan.payer, plan.endings, catalogue_);
        for (const auto& change : plan.due_changes)
            store::set_due(write, change.subscription, change.due);
        for (auto& charge_case : plan.charges) {
            record_intention(write, charge_case);
            if (auto settlement = charging_.settle_free(write, charge_case))
                turn.settled.emplace_back(std::move(charge_case), std::move(*settlement));
            else
                turn.cases.push_back(std::move(charge_case));
        }
    }

    /// D24: the first run after an import may mean hundreds of letters and charges that nobody
    /// expects; above the configured number it needs a person's yes.
    bool first_run_is_confirmed()
    {
        if (!context_.book.state().first_run)
            return true;
        const auto forecast = forecast_renew(context_);
        if (forecast.total() <= context_.config().renew_max_first_run)
            return true;
        runtime::Plan plan;
        plan.lines.push_back(runtime::Fields{}
                                 .add("what", "first renew after an import")
                                 .add("notices", forecast.notices)
                                 .add("charges", forecast.charges)
                                 .add("lapses", forecast.lapses));
        plan.basis = fmt::format("first-run {} {} {} {} {}", context_.today().iso(),
                                 forecast.notices, forecast.charges, forecast.lapses,
                                 store::count_due(context_.book.database(), context_.today()));
        return runtime::confirm(context_, plan) == runtime::Confirmed::yes;
    }

    /// The first run is over once a run for everybody may go, whether or not something is due.
    void end_first_run()
    {
        if (options_.purchaser || !context_.book.state().first_run)
            return;
        store::Write write{context_.book, context_.stamp()};
        store::set_first_run(write, false);
        write.commit();
    }

    /// True where so many cards are declined that something else must be wrong (DESIGN 3).
    bool is_braked() const
    {
        const bool first_all = attempts_ == brake_sample && declined_ == attempts_;
        const bool most = attempts_ > brake_sample && declined_ * 2 > attempts_;
        return !options_.no_brake && (first_all || most);
    }

    /// Says so to a person.
    bool brake()
    {
        if (!is_braked())
            return false;
        context_.report.subject(
            {"brake", "renew", Outcome::attention, "many_declines",
             fmt::format("{} of {} charges were declined: stopped; look at the provider, then run "
                         "again, with --no-brake if they are to go on",
                         declined_, attempts_)});
        return true;
    }

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    const RenewOptions& options_;
    RenewScope scope_ = scope_of(options_);
    rules::RenewalPolicy policy_ = renewal_policy(context_.config());
    std::int64_t seen_version_ = 0; ///< what is known of the book is at least as new
    Catalogue catalogue_{context_.book.database()};
    std::optional<RenewalPlanning> planning_;
    PlansAhead ahead_{context_, gateway_, scope_};
    CardCharging charging_{context_, gateway_, catalogue_};
    RenewReport report_{context_};
    runtime::Progress progress_{context_.report, {"renewing", "payers"}};
    std::vector<std::int64_t> payers_; ///< with something due
    Payers left_;                      ///< of those, whose turn did not come yet
    std::int64_t in_flight_ = 0;       ///< charges whose answer is not recorded yet
    std::int64_t attempts_ = 0;
    std::int64_t declined_ = 0;
    std::int64_t not_sent_ = 0;
    Timestamp lock_taken_;
};

} // namespace

void renew(runtime::Context& context, partner::CardGateway& gateway, const RenewOptions& options)
{
    RenewRun{context, gateway, options}.run();
}

} // namespace duesday::flow
