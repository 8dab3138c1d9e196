#include "flow/charge_look_up.hpp"

#include "store/charge_misses.hpp"

namespace duesday::flow {

namespace {

constexpr std::string_view not_seen_yet = "not_seen_yet";

std::int64_t seconds_between(Timestamp from, Timestamp to)
{
    return (to.ms_since_1970 - from.ms_since_1970) / 1000;
}

} // namespace

partner::ChargeAnswer look_up_charge(const runtime::Context& context, partner::CardGateway& gateway,
                                     const ChargeCase& charge_case, partner::Asker asker)
{
    const auto& charge = charge_case.charge;
    const auto now = context.clock.real();
    auto answer = gateway.look_up(request_for(charge_case), asker);
    const auto rule = gateway.not_seen_rule();
    const bool is_ruled = rule.first_after_seconds > 0 || rule.apart_seconds > 0;
    if (answer.answer != partner::Answer::not_found || !is_ruled || !charge.sent_at)
        return answer;
    const partner::ChargeAnswer open{partner::Answer::unknown, std::string{not_seen_yet}, {}};
    // Before that, and where a clock went back, a miss says nothing.
    if (seconds_between(*charge.sent_at, now) < rule.first_after_seconds)
        return open;
    const auto missed = store::first_miss(context.book.database(), charge.id);
    if (missed && now >= *missed)
        return seconds_between(*missed, now) >= rule.apart_seconds ? answer : open;
    store::Write write{context.book, context.stamp()};
    store::note_miss(write, charge.id);
    write.commit();
    return open;
}

} // namespace duesday::flow
