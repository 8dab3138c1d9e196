#include "flow/charge_look_up.hpp"

#include "rules/invoice/missed_charge.hpp"
#include "store/charge_misses.hpp"

namespace duesday::flow {

namespace {

constexpr std::string_view not_seen_yet = "not_seen_yet";
/// The provider has told its number once, and does not find it now: a person has to look there.
constexpr std::string_view no_longer_found = "no_longer_found";

} // namespace

partner::ChargeAnswer look_up_charge(const runtime::Context& context, partner::CardGateway& gateway,
                                     const ChargeCase& charge_case, partner::Asker asker)
{
    const auto& charge = charge_case.charge;
    auto answer = gateway.look_up(request_for(charge_case), asker);
    if (answer.answer != partner::Answer::not_found)
        return answer;
    const auto rule = gateway.not_seen_rule();
    rules::MissedCharge missed;
    missed.now = context.clock.real();
    missed.left_at = charge.sent_at;
    missed.first_missed_at = store::first_miss(context.book.database(), charge.id);
    missed.is_named = !charge.provider_reference.empty();
    missed.first_after_seconds = rule.first_after_seconds;
    missed.apart_seconds = rule.apart_seconds;
    const auto says = rules::judge_miss(missed);
    if (says == rules::Miss::never_taken)
        return answer;
    if (says == rules::Miss::counts) {
        store::Write write{context.book, context.stamp()};
        store::note_miss(write, charge.id);
        write.commit();
    }
    const auto reason = missed.is_named ? no_longer_found : not_seen_yet;
    return {partner::Answer::unknown, std::string{reason}, {}};
}

} // namespace duesday::flow
