#include "flow/unexplained_payments.hpp"

#include "base/money_text.hpp"
#include "flow/charge_settlement.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace duesday::flow {

namespace {

using rules::ChargeState;

partner::Answer answer_for(ChargeState state)
{
    switch (state) {
    case ChargeState::paid:
        return partner::Answer::done;
    case ChargeState::declined:
        return partner::Answer::declined;
    case ChargeState::pending:
        return partner::Answer::pending;
    default:
        return partner::Answer::unknown;
    }
}

/// Whether it took money, may have or did not: what is no payment took none.
ChargeState state_for(partner::Answer answer)
{
    switch (answer) {
    case partner::Answer::done:
        return ChargeState::paid;
    case partner::Answer::declined:
    case partner::Answer::rejected:
    case partner::Answer::not_sent:
    case partner::Answer::not_found:
        return ChargeState::declined;
    case partner::Answer::pending:
        return ChargeState::pending;
    case partner::Answer::unknown:
        break;
    }
    return ChargeState::unknown;
}

/// The provider's present word on those that are not final; the rest is as it was.
void ask_again(runtime::Context& context, partner::CardGateway& gateway,
               std::vector<store::UnexplainedPayment>& payments)
{
    std::map<std::string, store::UnexplainedPayment*, std::less<>> open;
    for (auto& payment : payments)
        if (payment.is_open() && !rules::is_final(payment.state))
            open.emplace(payment.key, &payment);
    if (open.empty())
        return;
    auto since = open.begin()->second->made_at;
    for (const auto& [key, payment] : open)
        since = std::min(since, payment->made_at);
    std::vector<const store::UnexplainedPayment*> changed;
    gateway.each_payment_since(since, [&](const partner::ProviderPayment& answered) {
        const auto found = open.find(answered.key);
        const auto state = state_for(answered.answer.answer);
        if (found == open.end() || answered.book != context.book.id() ||
            found->second->state == state)
            return;
        found->second->state = state;
        changed.push_back(found->second);
    });
    if (changed.empty())
        return;
    store::Write write{context.book, context.stamp()};
    for (const auto* payment : changed) {
        store::remember_unexplained_payment(write, *payment);
        write.audit("payment/" + payment->key, rules::code_of(payment->state), "", "");
    }
    write.commit();
}

} // namespace

UnexplainedByKey unexplained_so_far(store::Database& database)
{
    UnexplainedByKey by_key;
    for (auto& payment : store::unexplained_payments(database)) {
        if (payment.refunded_on)
            continue;
        partner::ProviderPayment known{
            payment.key,     {},
            payment.amount,  {answer_for(payment.state), {}, payment.reference},
            payment.made_at, payment.provider_customer};
        known.pays_for = payment.pays_for;
        by_key.emplace(payment.key, std::move(known));
    }
    return by_key;
}

std::set<std::string, std::less<>> refunded_so_far(store::Database& database)
{
    std::set<std::string, std::less<>> keys;
    for (auto& payment : store::unexplained_payments(database))
        if (payment.refunded_on)
            keys.insert(std::move(payment.key));
    return keys;
}

void remember_unexplained(store::Write& write, std::string_view provider,
                          const partner::ProviderPayment& payment,
                          const partner::ProviderCustomer& payer)
{
    const auto state = state_for(payment.answer.answer);
    store::remember_unexplained_payment(write, {payment.key,
                                                std::string{provider},
                                                payment.answer.reference,
                                                payment.amount,
                                                state,
                                                payment.made_at,
                                                {},
                                                std::nullopt,
                                                payment.customer,
                                                payer.name,
                                                payer.email,
                                                payment.pays_for});
    write.audit(
        "payment/" + payment.key, "unexplained", "",
        fmt::format("amount={}\nstate={}", money_text(payment.amount), rules::code_of(state)));
}

std::string how_to_settle(std::string_view key)
{
    return fmt::format("look at it at the provider, then subscribe settle {} says that it was "
                       "refunded, or what it was for",
                       key);
}

std::string payer_text(store::Database& database, const store::UnexplainedPayment& payment)
{
    const auto named = store::payer_of_key(payment.key);
    const auto owners = store::owners_of(database, payment);
    const auto owner = std::find(owners.begin(), owners.end(), named.value_or(0));
    if (!owners.empty())
        return "the customer " +
               store::name_of_customer(database, owner == owners.end() ? owners.front() : *owner);
    std::string there;
    for (const auto& word : {payment.payer_name, payment.payer_email, payment.provider_customer})
        if (!word.empty())
            there += (there.empty() ? "" : ", ") + word;
    if (!there.empty())
        there = fmt::format(" ({} at {})", there, payment.provider);
    return named && store::find_customer(database, *named)
               ? fmt::format("the customer {}{}", store::name_of_customer(database, *named), there)
               : fmt::format("a customer whom this book does not know{}", there);
}

std::string explain(store::Database& database, const store::UnexplainedPayment& payment)
{
    return fmt::format(
        "{} holds {} ({}, {}) that this book asked {} for, but what it paid was lost "
        "with a copy: subscribe activate or subscribe card, given again for the same "
        "customer, takes it; what it may have bought is not sold again before it is settled: {}",
        payment.provider, money_text(payment.amount), rules::code_of(payment.state),
        payment.reference.empty() ? "no reference" : payment.reference,
        payer_text(database, payment), how_to_settle(payment.key));
}

void watch_unexplained(runtime::Context& context, partner::CardGateway& gateway)
{
    auto payments = store::unexplained_payments(context.book.database());
    if (!context.dry_run)
        ask_again(context, gateway, payments);
    for (const auto& payment : payments)
        if (payment.is_open())
            context.report.subject(
                {"payment", payment.key, Outcome::attention, unexplained_payment,
                 explain(context.book.database(), payment)},
                runtime::Fields{}.add("payment", payment.key).add("amount", payment.amount));
}

} // namespace duesday::flow
