#include "flow/card_entry.hpp"

#include "base/money_text.hpp"
#include "base/text.hpp"
#include "flow/charge_intention.hpp"
#include "flow/charge_settlement.hpp"
#include "flow/grace_extensions.hpp"
#include "flow/letter_facts.hpp"
#include "flow/subject_faults.hpp"
#include "rules/customer/card.hpp"
#include "rules/invoice/payment_owner.hpp"
#include "rules/subscription/dunning.hpp"
#include "store/card_registration.hpp"
#include "store/outbox_repeats.hpp"
#include "store/payers.hpp"
#include "store/subscriptions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

using runtime::Fields;

CardEntries::CardEntries(runtime::Context& context, partner::CardGateway& gateway,
                         const Catalogue& catalogue)
    : context_{context}, database_{context.book.database()}, gateway_{gateway},
      catalogue_{catalogue}, entry_{*gateway.entry()}, settlement_{context, catalogue}
{
}

bool CardEntries::may_be_repeated(const store::CardEntryRow& entry) const
{
    const auto age_ms = context_.clock.real().ms_since_1970 - entry.begun_at.ms_since_1970;
    return age_ms >= 0 && age_ms < std::int64_t{gateway_.repeat_seconds()} * 1000;
}

void CardEntries::begin(const store::CustomerRow& customer, Money test_amount)
{
    const auto& key = customer.customer.key;
    auto known = store::open_card_entry(database_, customer.id);
    if (context_.dry_run) {
        context_.report.subject({"card", key, Outcome::done, "",
                                 known && !known->checkout_url.empty()
                                     ? fmt::format("{} would be asked about", known->checkout_url)
                                     : fmt::format("a page for a card would be asked for, with a "
                                                   "test of {}",
                                                   money_text(test_amount))},
                                Fields{}.add("customer", key).add("result", "planned"));
        return;
    }
    if (known && known->state == "open" && go_on_with(*known, key, test_amount) != Asked::failed)
        return;
    if (known && known->state == "planned") {
        if (may_be_repeated(*known))
            return start(std::move(*known), customer);
        replace(*known, key, Hears::here);
    }
    store::CardEntryRow entry;
    entry.customer = customer.id;
    entry.provider = gateway_.provider();
    entry.amount = test_amount;
    entry.provider_customer =
        store::provider_customer_of(database_, customer.id, gateway_.provider());
    {
        store::Write write{context_.book, context_.stamp()};
        store::plan_card_entry(write, entry);
        write.audit("card/" + key, "entry_planned", "",
                    fmt::format("entry={}\nprovider={}\namount={}", entry.ordinal, entry.provider,
                                money_text(entry.amount)));
        write.commit();
    }
    start(std::move(entry), customer);
}

void CardEntries::start(store::CardEntryRow entry, const store::CustomerRow& customer)
{
    const auto& key = customer.customer.key;
    store::Charge record;
    record.kind = rules::ChargeKind::card_test;
    record.payer = entry.customer;
    record.group_key = "customer-" + store::card_entry_group(entry.ordinal);
    record.amount = entry.amount;
    const auto begun =
        entry_.begin({entry.key, store::charge_key(context_.book.id(), record),
                      entry.provider_customer, customer.customer.name, customer.customer.email, key,
                      entry.amount, fmt::format("card test {}", entry.ordinal)});
    if (begun.answer == partner::Answer::done) {
        entry.provider_customer = begun.provider_customer;
        entry.provider_reference = begun.reference;
        entry.checkout_url = begun.checkout_url;
        store::Write write{context_.book, context_.stamp()};
        store::open_card_entry(write, entry);
        wait_for_card(write, context_, catalogue_, gateway_, entry.customer);
        write.audit("card/" + key, "entry_open", "",
                    fmt::format("entry={}\nreference={}", entry.ordinal, begun.reference));
        write.commit();
        return report_open(entry, key);
    }
    if (!begun.provider_customer.empty() && begun.provider_customer != entry.provider_customer) {
        entry.provider_customer = begun.provider_customer; // the record is there, even so
        store::Write write{context_.book, context_.stamp()};
        store::name_entering_customer(write, entry);
        write.commit();
    }
    if (begun.answer == partner::Answer::rejected)
        return fail(entry, key, begun.reason,
                    fmt::format("the card provider rejected the request ({}): this needs an "
                                "operator",
                                told_reason(begun.reason, begun.field)));
    if (begun.answer == partner::Answer::not_sent)
        context_.report.set_status(runtime::Exit::unavailable);
    context_.report.subject({"card", key, Outcome::attention, begun.reason,
                             "the card provider did not give a page: repeat the command"},
                            Fields{}.add("customer", key).add("result", "planned"));
}

CardEntries::Asked CardEntries::go_on_with(const store::CardEntryRow& entry,
                                           const std::string& customer, Money test_amount)
{
    const auto left = entry.amount == test_amount ? ask(entry, customer, Hears::here)
                                                  : replace(entry, customer, Hears::here);
    if (left == Asked::open)
        report_open(entry, customer);
    return left;
}

CardEntries::Asked CardEntries::replace(const store::CardEntryRow& entry,
                                        const std::string& customer, Hears hears)
{
    if (entry.state == "planned") { // nobody was ever shown its page
        record_failed(entry, customer, "never_answered");
        return Asked::failed;
    }
    const auto card = entry_.cancel(entry.provider_customer, entry.provider_reference);
    if (card.answer == partner::Answer::done)
        return take_over(entry, customer, card, hears);
    if (card.answer != partner::Answer::declined)
        return Asked::open;
    record_failed(entry, customer, card.reason);
    return Asked::failed;
}

std::optional<store::CustomerRow> CardEntries::owner_of(const partner::ProviderPayment& page)
{
    const auto payer = store::payer_of_key(page.key);
    auto named = store::find_customer(database_, std::string_view{page.entering_customer});
    if (!payer || page.customer.empty())
        return std::nullopt;
    const auto owners = named ? std::vector<std::int64_t>{named->id}
                              : store::owners_of(database_, gateway_.provider(), page.customer);
    if (!rules::may_be_adopted(rules::owner_of_payment(true, owners, *payer)))
        return std::nullopt;
    return named ? named : store::find_customer(database_, *payer);
}

void CardEntries::adopt(const partner::ProviderPayment& page)
{
    auto entry = store::card_entry_by_key(database_, page.key);
    if (page.answer.answer == partner::Answer::declined || (entry && entry->state != "planned"))
        return; // no card came of it, or it is asked about as ever
    const auto owner = owner_of(page);
    if (!owner)
        return report_lost(page, "this book does not know whose it is");
    const auto& customer = owner->customer.key;
    const auto open = store::open_card_entry(database_, owner->id);
    if (open && open->key != page.key && replace(*open, customer, Hears::by_letter) == Asked::open)
        return report_lost(page, "an earlier page of the same customer is still open");
    {
        store::Write write{context_.book, context_.stamp()};
        if (!entry) {
            entry.emplace();
            entry->customer = owner->id;
            entry->provider = gateway_.provider();
            entry->key = page.key;
            entry->amount = page.amount;
            entry->begun_at = page.made_at;
            if (!store::adopt_card_entry(write, *entry))
                return report_lost(page, "this book does not know its number");
        }
        entry->provider_customer = page.customer;
        entry->provider_reference = page.answer.reference;
        entry->checkout_url = page.checkout_url;
        store::open_card_entry(write, *entry);
        wait_for_card(write, context_, catalogue_, gateway_, owner->id);
        write.audit("card/" + customer, "entry_adopted", "",
                    fmt::format("entry={}\nreference={}", entry->ordinal, page.answer.reference));
        write.commit();
    }
    if (ask(*entry, customer, Hears::by_letter) == Asked::open)
        report_open(*entry, customer);
}

void CardEntries::report_lost(const partner::ProviderPayment& page, std::string_view why)
{
    const auto& customer = page.entering_customer.empty() ? page.customer : page.entering_customer;
    const auto who = gateway_.who_is(page.customer);
    context_.report.subject(
        {"card", customer, Outcome::attention, "unexplained_card",
         fmt::format("a card was asked for at {} ({}, {}, {} {}) after the copy was made, and {}: "
                     "look at it there, and give the customer a new page with subscribe card",
                     gateway_.provider(), page.answer.reference, page.customer, who.name, who.email,
                     why)},
        Fields{}.add("customer", customer).add("amount", page.amount).add("result", "lost"));
}

CardEntries::Asked CardEntries::ask(const store::CardEntryRow& entry, const std::string& customer,
                                    Hears hears)
{
    const auto card = entry_.look_up(entry.provider_customer, entry.provider_reference);
    switch (card.answer) {
    case partner::Answer::done:
        return take_over(entry, customer, card, hears);
    case partner::Answer::declined:
        fail(entry, customer, card.reason,
             fmt::format("no card was registered ({}): subscribe card {} gives a new page",
                         card.reason, customer));
        return Asked::failed;
    default:
        return Asked::open;
    }
}

void CardEntries::poll()
{
    for (const auto& entry : store::open_card_entries(database_)) {
        if (context_.stop_requested()) {
            context_.report.set_status(runtime::Exit::try_later);
            return;
        }
        if (entry.provider != gateway_.provider())
            continue;
        const auto customer = store::name_of_customer(database_, entry.customer);
        const auto broken = [&](const Fault& fault) {
            context_.report.subject({"card", customer, Outcome::attention, broken_rows,
                                     fmt::format("{}; run admin check", fault.what())},
                                    Fields{}.add("customer", customer).add("result", "open"));
        };
        if (context_.dry_run)
            context_.report.subject({"card", customer, Outcome::done, "", "would be asked about"},
                                    Fields{}.add("customer", customer).add("result", "planned"));
        else
            on_one_subject(
                [&] {
                    if (ask(entry, customer, Hears::by_letter) == Asked::open &&
                        context_.report.style().verbose)
                        report_open(entry, customer);
                },
                broken);
    }
}

CardEntries::Asked CardEntries::let_go(const store::CardEntryRow& entry,
                                       const std::string& customer,
                                       const partner::EnteredCard& card, rules::CardProblem problem,
                                       Hears hears)
{
    if (!entry_.forget(entry.provider_customer, card.mandate))
        return Asked::open; // could be charged still: asked about again
    const std::string reason{rules::code_of(problem)};
    const store::RefusedCard refused{entry.provider,
                                     text::lower(card.brand),
                                     rules::is_last4(card.last4) ? card.last4 : std::string{},
                                     rules::last_day_of_card(card.expires) ? card.expires
                                                                           : std::string{},
                                     entered_on(card),
                                     reason};
    store::Write write{context_.book, context_.stamp()};
    store::refuse_entered_card(write, entry.id, refused);
    write.audit("card/" + customer, "entry_failed", "",
                fmt::format("entry={}\nbrand={}\nlast4={}\nexpires={}\nreason={}", entry.ordinal,
                            refused.brand, refused.last4, refused.expires, reason));
    if (rules::tells_failure_by_letter(hears == Hears::here, rules::FailureClass::new_card))
        store::enqueue_next(
            write,
            {"mail", "card-refused", "card/" + customer, refused.entered_on.iso(), 1, customer,
             card_refused_facts({refused.brand, refused.last4, refused.expires, entry.amount},
                                reason)});
    write.commit();
    report_failed(customer, reason,
                  fmt::format("the card that was entered cannot be used: {}; subscribe card {} "
                              "gives a new page",
                              rules::explain(problem), customer));
    return Asked::failed;
}

Date CardEntries::entered_on(const partner::EnteredCard& card) const
{
    const auto day = card.entered_at ? context_.clock.day_of(*card.entered_at) : context_.today();
    return std::min(day, context_.today());
}

CardEntries::Asked CardEntries::take_over(const store::CardEntryRow& entry,
                                          const std::string& customer,
                                          const partner::EnteredCard& card, Hears hears)
{
    const auto brand = text::lower(card.brand);
    const auto problem = rules::check_card(brand, card.last4, card.expires, context_.today());
    if (problem != rules::CardProblem::none)
        return let_go(entry, customer, card, problem, hears);
    ChargeCase test;
    {
        store::Write write{context_.book, context_.stamp()};
        const store::CardContent content{
            entry.provider, entry.provider_customer, card.mandate, brand, card.last4, card.expires};
        const auto id = store::add_card_in_test(write, entry.customer, content, entered_on(card));
        write.audit("card/" + customer, "entered", "",
                    fmt::format("provider={}\nbrand={}\nlast4={}\nexpires={}\nstate=testing",
                                content.provider, content.brand, content.last4, content.expires));
        test.payer = store::find_payer(database_, entry.customer);
        test.card = store::find_card(database_, id);
        auto& charge = test.charge;
        charge.kind = rules::ChargeKind::card_test;
        charge.payer = entry.customer;
        charge.card = id;
        charge.group_key = store::card_entry_group(entry.ordinal);
        charge.amount = entry.amount;
        charge.state = rules::ChargeState::sent;
        charge.provider = entry.provider;
        plan_charge(write, charge, {}, {});
        settlement_.record(write, test, {partner::Answer::done, {}, entry.provider_reference});
        store::complete_card_entry(write, entry.id, id);
        write.commit();
    }
    context_.report.count("cards_registered");
    context_.report.subject(
        {"card", customer, Outcome::done, "",
         fmt::format("{} {} is registered: {} taken for its test", test.card.brand, test.card.last4,
                     money_text(entry.amount))},
        Fields{}
            .add("customer", customer)
            .add("brand", test.card.brand)
            .add("last4", test.card.last4)
            .add("expires", test.card.expires)
            .add("amount", entry.amount)
            .add("result", "registered"));
    return Asked::registered;
}

void CardEntries::fail(const store::CardEntryRow& entry, const std::string& customer,
                       const std::string& reason, const std::string& text)
{
    record_failed(entry, customer, reason);
    report_failed(customer, reason, text);
}

void CardEntries::record_failed(const store::CardEntryRow& entry, const std::string& customer,
                                const std::string& reason)
{
    store::Write write{context_.book, context_.stamp()};
    store::fail_card_entry(write, entry.id, reason);
    write.audit("card/" + customer, "entry_failed", "",
                fmt::format("entry={}\nreason={}", entry.ordinal, reason));
    write.commit();
}

void CardEntries::report_failed(const std::string& customer, const std::string& reason,
                                const std::string& text)
{
    context_.report.subject({"card", customer, Outcome::attention, reason, text},
                            Fields{}.add("customer", customer).add("result", "failed"));
}

void CardEntries::report_open(const store::CardEntryRow& entry, const std::string& customer)
{
    context_.report.subject(
        {"card", customer, Outcome::attention, "checkout_open",
         fmt::format("the customer enters the card at {}; poll-confirmations cards then registers "
                     "it",
                     entry.checkout_url)},
        Fields{}
            .add("customer", customer)
            .add("amount", entry.amount)
            .add("result", "open")
            .add("checkout_url", entry.checkout_url));
}

} // namespace duesday::flow
