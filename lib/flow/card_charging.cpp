#include "flow/card_charging.hpp"

#include "base/fault.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/subject_faults.hpp"
#include "flow/takeover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace duesday::flow {

namespace {

/// Whether the provider is called for it at all (SUB-131).
bool asks_provider(const ChargeCase& charge_case)
{
    return rules::asks_provider(charge_case.charge.kind, charge_case.charge.amount);
}

/// The answer for what nobody is asked for.
partner::ChargeAnswer nothing_to_pay()
{
    return {partner::Answer::done, {}, {}};
}

/// The lines still are what would be charged today: nobody switched the renewal off or took the
/// subscription over since the intention was recorded (M4).
bool still_stands(store::Database& database, const ChargeCase& charge_case, Date today)
{
    if (const auto wanted = takeover_still_wanted(database, charge_case, today))
        return *wanted;
    if (charge_case.charge.kind != rules::ChargeKind::renewal)
        return true;
    return std::all_of(
        charge_case.lines.begin(), charge_case.lines.end(), [&](const ChargedLine& charged) {
            const auto& subscription = charged.subscription;
            return subscription.renewal && subscription.standing == rules::Standing::running &&
                   subscription.purchaser == charge_case.charge.payer &&
                   subscription.expires_on.plus_days(1) == charged.line.starts_on;
        });
}

} // namespace

void require_reconciled(runtime::Context& context)
{
    const auto from = context.book.state().reconcile_from;
    if (from)
        throw Fault{FaultKind::bad_setup,
                    fmt::format("this book was restored or copied: what was charged since {} is "
                                "not known to it",
                                from->iso()),
                    "run poll-confirmations --reconcile, then this again", "reconcile_first"};
}

void require_own_provider(runtime::Context& context, const partner::CardGateway& gateway,
                          const store::Payer& payer)
{
    const auto& provider = payer.card.value().provider;
    const bool played = gateway.provider() == "sandbox";
    if (provider != gateway.provider() || (played && context.book.mode() == store::Mode::live))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("the card of {} belongs to the provider {}, which is not set up "
                                "here",
                                payer.email, provider),
                    "configure it under [cards]; admin config says what is missing",
                    "card_provider"};
}

CardCharging::CardCharging(const runtime::Context& context, partner::CardGateway& gateway,
                           const Catalogue& catalogue)
    : context_{context}, gateway_{gateway}, settlement_{context, catalogue}
{
}

bool CardCharging::inside_window(const store::Charge& charge) const
{
    if (!charge.sent_at)
        return false;
    const auto age_ms = context_.clock.real().ms_since_1970 - charge.sent_at->ms_since_1970;
    // A clock that went back says nothing about the partner's window: it counts as over.
    return age_ms >= 0 && age_ms < std::int64_t{gateway_.repeat_seconds()} * 1000;
}

void CardCharging::settle_dead_runs(const Answered& answered, const Heard& heard)
{
    auto& database = context_.book.database();
    const auto settle = [&](const store::Charge& charge) {
        if (context_.stop_requested())
            return false;
        on_one_subject(
            [&] {
                auto charge_case = load_case(database, charge);
                charge_case.is_heard = heard && heard(charge_case);
                settle_one(std::move(charge_case), answered);
            },
            [&](const Fault& fault) {
                answered({charge, {}, {}, {}, false},
                         {rules::ChargeState::unknown, broken_rows, {}, {}, fault.what()});
            });
        return true;
    };
    for (const auto state : {rules::ChargeState::sent, rules::ChargeState::planned})
        if (!store::each_open_charge(database, state, settle))
            return;
}

void CardCharging::settle_one(ChargeCase charge_case, const Answered& answered)
{
    const auto& charge = charge_case.charge;
    if (!asks_provider(charge_case)) { // nothing left, whatever the dead run noted
        const auto answer = still_stands(context_.book.database(), charge_case, context_.today())
                                ? nothing_to_pay()
                                : partner::ChargeAnswer{partner::Answer::not_found, "changed", {}};
        answered(charge_case, record(charge_case, answer));
        return;
    }
    if (charge.state == rules::ChargeState::sent && !inside_window(charge)) {
        const auto answer =
            look_up_charge(context_, gateway_, charge_case, partner::Asker::charging_program).heard;
        answered(charge_case, record(charge_case, answer));
        return;
    }
    if (charge.state == rules::ChargeState::planned) {
        if (!still_stands(context_.book.database(), charge_case, context_.today())) {
            answered(charge_case, record(charge_case, {partner::Answer::not_found, "changed", {}}));
            return;
        }
        store::Write write{context_.book, context_.stamp()};
        store::mark_charge_sent(write, charge.id);
        write.commit();
    }
    const bool is_repeating = charge.state == rules::ChargeState::sent;
    std::vector<ChargeCase> only;
    only.push_back(std::move(charge_case));
    ChargeStream{context_, gateway_, settlement_, answered, {}, is_repeating}.run(std::move(only));
}

Settlement CardCharging::record(const ChargeCase& charge_case, const partner::ChargeAnswer& answer)
{
    return record_answer(context_, settlement_, charge_case, answer);
}

std::optional<Settlement> CardCharging::settle_free(store::Write& write,
                                                    const ChargeCase& charge_case) const
{
    const bool is_taken = charge_case.charge.state == rules::ChargeState::unknown;
    if (is_taken || asks_provider(charge_case))
        return std::nullopt;
    return settlement_.record(write, charge_case, nothing_to_pay());
}

#if DUESDAY_PLANTED_BUG == 1
void CardCharging::call_only(const std::vector<ChargeCase>& cases)
{
    std::vector<partner::ChargeRequest> requests;
    for (const auto& charge_case : cases)
        requests.push_back(request_for(charge_case));
    gateway_.charge(requests, [](std::size_t, const partner::ChargeAnswer&) {});
}
#endif

void CardCharging::send(std::vector<ChargeCase> cases, const Answered& answered,
                        const NextCases& next)
{
    ChargeStream{context_, gateway_, settlement_, answered, next, false}.run(std::move(cases));
}

} // namespace duesday::flow
