#include "flow/card_confirmation.hpp"

#include "store/card_registration.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using partner::CardStanding;
using runtime::Fields;

constexpr int page = 500;

void record(const runtime::Context& context, const std::vector<store::UnconfirmedCard>& cards,
            const CardStandings& standings)
{
    store::Write write{context.book, context.stamp()};
    for (const auto& card : cards) {
        const auto told = standings.find(card.id);
        if (told == standings.end() || told->second == CardStanding::not_told)
            continue;
        const bool is_good = told->second == CardStanding::good;
        if (is_good)
            store::confirm_card(write, card.id);
        else
            store::refuse_card(write, card.id);
        const auto named = fmt::format("brand={}\nlast4={}", card.brand, card.last4);
        write.audit("card/" + card.customer, is_good ? "confirmed" : "refused", "state=ready",
                    is_good ? named
                            : fmt::format("{}\nreason={}", named, partner::invalid_mandate));
    }
    write.commit();
}

void say_refused(runtime::Context& context, const store::UnconfirmedCard& card)
{
    context.report.subject(
        {"card", card.customer, Outcome::attention, partner::invalid_mandate,
         fmt::format("the card provider does not take the imported card {} {}: subscribe card {} "
                     "registers another one",
                     card.brand, card.last4, card.customer)},
        Fields{}
            .add("customer", card.customer)
            .add("brand", card.brand)
            .add("last4", card.last4)
            .add("result", "refused"));
}

void say_planned(runtime::Context& context, const std::vector<store::UnconfirmedCard>& cards)
{
    for (const auto& card : cards)
        context.report.subject({"card", card.customer, Outcome::done, "", "would be asked about"},
                               Fields{}.add("customer", card.customer).add("result", "planned"));
}

void ask_and_say(runtime::Context& context, partner::CardGateway& gateway,
                 const std::vector<store::UnconfirmedCard>& cards)
{
    CardStandings standings;
    ask_about_cards(context, gateway, cards, standings);
    for (const auto& card : cards)
        if (standings.at(card.id) == CardStanding::lost)
            say_refused(context, card);
        else if (standings.at(card.id) == CardStanding::good)
            context.report.count("cards_confirmed");
}

} // namespace

void ask_about_cards(const runtime::Context& context, partner::CardGateway& gateway,
                     const std::vector<store::UnconfirmedCard>& cards, CardStandings& standings)
{
    std::vector<partner::StoredCard> asked;
    asked.reserve(cards.size());
    for (const auto& card : cards)
        asked.push_back({card.provider_customer, card.mandate});
    try {
        gateway.ask_cards(asked, [&](std::size_t index, CardStanding standing) {
            standings[cards[index].id] = standing;
        });
    } catch (...) {
        record(context, cards, standings);
        throw;
    }
    record(context, cards, standings);
}

void poll_unconfirmed_cards(runtime::Context& context, partner::CardGateway& gateway)
{
    std::int64_t last = 0;
    for (;;) {
        const auto cards =
            store::unconfirmed_cards(context.book.database(), gateway.provider(), last, page);
        if (cards.empty())
            return;
        if (context.stop_requested()) {
            context.report.set_status(runtime::Exit::try_later);
            return;
        }
        last = cards.back().id;
        if (context.dry_run)
            say_planned(context, cards);
        else
            ask_and_say(context, gateway, cards);
    }
}

} // namespace duesday::flow
