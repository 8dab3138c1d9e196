#include "flow/charge_look_up.hpp"

#include "rules/invoice/missed_charge.hpp"
#include "store/backups.hpp"
#include "store/charge_misses.hpp"

namespace duesday::flow {

namespace {

constexpr std::string_view not_seen_yet = "not_seen_yet";
/// The provider has told its number once, and does not find it now: a person has to look there.
constexpr std::string_view no_longer_found = "no_longer_found";

LookUp judged(partner::ChargeAnswer answer)
{
    const bool is_told =
        answer.answer != partner::Answer::unknown || answer.reason == partner::other_amount;
    return {is_told ? std::optional{answer} : std::nullopt, std::move(answer)};
}

} // namespace

LookUp look_up_charge(const runtime::Context& context, partner::CardGateway& gateway,
                      const ChargeCase& charge_case, partner::Asker asker)
{
    const auto& charge = charge_case.charge;
    auto answer = gateway.look_up(request_for(charge_case), asker);
    if (answer.answer != partner::Answer::not_found)
        return judged(std::move(answer));
    const auto rule = gateway.not_seen_rule();
    rules::MissedCharge missed;
    missed.now = context.clock.real();
    // What a copy intended, the book that was lost may have carried out until then.
    missed.left_at = charge.sent_at ? charge.sent_at : store::restored_at(context.book);
    missed.first_missed_at = store::first_miss(context.book.database(), charge.id);
    missed.is_named = !charge.provider_reference.empty();
    missed.first_after_seconds = rule.first_after_seconds;
    missed.apart_seconds = rule.apart_seconds;
    const auto says = rules::judge_miss(missed);
    if (says == rules::Miss::never_taken)
        return judged(std::move(answer));
    if (says == rules::Miss::counts) {
        store::Write write{context.book, context.stamp()};
        store::note_miss(write, charge.id);
        write.commit();
    }
    const auto reason = missed.is_named ? no_longer_found : not_seen_yet;
    return judged({partner::Answer::unknown, std::string{reason}, {}});
}

LookUp look_up_superseded(partner::CardGateway& gateway, const ChargeCase& charge_case,
                          partner::Asker asker)
{
    return judged(gateway.look_up(request_for(charge_case), asker));
}

} // namespace duesday::flow
