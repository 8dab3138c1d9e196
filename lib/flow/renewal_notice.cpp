#include "flow/renewal_notice.hpp"

#include "base/money_text.hpp"
#include "flow/lapse.hpp"
#include "flow/letter_facts.hpp"
#include "rules/customer/card.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

void send_renewal_notice(store::Write& write, const store::Payer& payer,
                         std::span<const PlannedNotice> notices, bool short_notice,
                         const Catalogue& catalogue, rules::MonthRule month_rule)
{
    if (notices.empty())
        return;
    std::vector<LetterLine> lines;
    NoticeFacts facts;
    facts.total = Money{0, notices.front().terms.price.currency()};
    facts.short_notice = short_notice;
    for (const auto& [subscription, terms] : notices) {
        store::announce(write, subscription, terms);
        write.audit("subscription/" + subscription.number, "announced", "",
                    fmt::format("expires_on={}\nprice={}", subscription.expires_on.iso(),
                                money_text(terms.price)));
        auto line = letter_line(subscription, catalogue);
        const auto& product = catalogue.by_id(terms.product);
        line.reference = product.reference;
        line.product = product.name;
        line.term_years = terms.term_years;
        line.price = terms.price;
        line.charge_on = std::max(write.stamp().business_date,
                                  rules::charge_due(subscription.expires_on, month_rule));
        if (facts.total && terms.price.currency() == facts.total->currency())
            *facts.total += terms.price;
        else
            facts.total.reset(); // two currencies have no sum
        if (payer.card && !rules::card_valid_on(payer.card->expires, line.charge_on))
            facts.card_expires = payer.card->expires;
        lines.push_back(std::move(line));
    }
    facts.lines = lines;
    // A subscription is announced once per expiry and payer: the first of a digest names it.
    const auto& first = notices.front().subscription;
    store::enqueue(write, {"mail", "renewal-notice", first.number, first.expires_on.iso(), 1,
                           payer.customer, notice_facts(facts)});
}

} // namespace duesday::flow
