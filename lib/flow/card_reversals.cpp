#include "flow/card_reversals.hpp"

#include "flow/letter_facts.hpp"
#include "flow/unexplained_payments.hpp"
#include "store/charges.hpp"
#include "store/outbox.hpp"
#include "store/payers.hpp"
#include "store/reversals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

using runtime::Fields;
using Kind = partner::ProviderReversal::Kind;

/// A refund may stand queued for weeks before it is made; it keeps the day it was asked for.
constexpr std::int64_t look_back_seconds = std::int64_t{60} * 86'400;
/// A bank decides within months; what was not won by then is lost.
constexpr std::int64_t dispute_seconds = std::int64_t{200} * 86'400;

const char* code_of(Kind kind)
{
    return kind == Kind::refund ? "refund" : "chargeback";
}

class ReversalWatch {
public:
    ReversalWatch(runtime::Context& context, partner::CardGateway& gateway)
        : context_{context}, database_{context.book.database()}, gateway_{gateway}
    {
    }

    void run()
    {
        const auto begun = context_.clock.real();
        const auto last = store::reversals_asked_at(database_, gateway_.provider());
        auto since = last ? last->plus_seconds(-look_back_seconds) : Timestamp{};
        if (const auto oldest =
                store::oldest_chargeback_since(database_, begun.plus_seconds(-dispute_seconds)))
            since = std::min(since, *oldest);
        std::vector<partner::ProviderReversal> found; // no Write while the provider is asked
        gateway_.each_reversal_since(
            since,
            [&](std::string_view id, bool is_taken_back) {
                return is_taken_back ? !store::is_reversal_in_force(database_, id)
                                     : store::knows_reversal(database_, id);
            },
            [&](const partner::ProviderReversal& reversal) {
                if (reversal.book == context_.book.id())
                    found.push_back(reversal);
            });
        for (const auto& reversal : found) {
            if (reversal.is_taken_back)
                end(reversal);
            else
                take(reversal);
        }
        store::Write write{context_.book, context_.stamp()};
        store::note_reversals_asked(write, gateway_.provider(), begun);
        write.commit();
    }

private:
    void take(const partner::ProviderReversal& reversal)
    {
        const auto charge = store::find_charge_by_key(database_, reversal.key);
        if (is_settled(reversal.key, charge))
            return;
        if (!charge || charge->state != rules::ChargeState::paid) {
            report(reversal, reversal.key, Outcome::attention, "unexplained_reversal",
                   "a payment that the book does not know as paid");
            return;
        }
        const auto invoice = store::invoice_of_charge(database_, charge->id);
        const auto payer = store::find_payer(database_, charge->payer);
        const auto went_back =
            store::reversed_of(database_, charge->id, charge->amount.currency()) + reversal.amount;
        const bool is_partial = reversal.kind == Kind::refund && went_back < charge->amount;
        store::Write write{context_.book, context_.stamp()};
        store::add_reversal(write, {charge->id, invoice ? std::optional{invoice->id} : std::nullopt,
                                    code_of(reversal.kind), reversal.id, reversal.amount,
                                    reversal.made_at});
        write.audit("charge/" + charge->key, "reversed", "",
                    fmt::format("kind={}\namount={} {}\nreference={}", code_of(reversal.kind),
                                reversal.amount.currency().code(), reversal.amount.text(),
                                reversal.id));
        if (invoice) {
            write.audit("invoice/" + invoice->number, "reopened", "",
                        fmt::format("amount={} {}\nreversal={}", reversal.amount.currency().code(),
                                    reversal.amount.text(), reversal.id));
            store::enqueue(
                write, {"mail", "payment-reversed", invoice->number, reversal.id, 1, payer.customer,
                        payment_reversed_facts({reversal.kind == Kind::refund, is_partial,
                                                invoice->number, reversal.amount})});
        }
        write.commit();
        context_.report.count("reversed");
        if (invoice)
            report(reversal, invoice->number, Outcome::attention,
                   is_partial ? "partial_refund" : code_of(reversal.kind),
                   is_partial
                       ? fmt::format("the {} {} of invoice {}: find out why, and make good with "
                                     "the customer what it was for; a credit note would take back "
                                     "the whole invoice",
                                     charge->amount.currency().code(), charge->amount.text(),
                                     invoice->number)
                   : reversal.kind == Kind::refund
                       ? fmt::format("invoice {0}: it was sent back at the provider; invoices "
                                     "credit {0} --reason TEXT makes the credit note",
                                     invoice->number)
                       : fmt::format("invoice {0}, open again: its renewals are frozen until it "
                                     "is settled; invoices credit {0} --reason TEXT gives it up",
                                     invoice->number));
        else
            report(reversal, payer.customer, Outcome::done, "", "a card's test");
    }

    /// A person has said already that the money of this payment went back (subscribe settle).
    bool is_settled(const std::string& key, const std::optional<store::Charge>& charge)
    {
        return charge ? charge->state == rules::ChargeState::rejected && charge->reason == refunded
                      : refunded_so_far(database_).contains(key);
    }

    /// A chargeback that was won: what it was of is paid again.
    void end(const partner::ProviderReversal& reversal)
    {
        const auto charge = store::find_charge_by_key(database_, reversal.key);
        if (!charge)
            return;
        const auto invoice = store::invoice_of_charge(database_, charge->id);
        const auto amount =
            fmt::format("{} {}", reversal.amount.currency().code(), reversal.amount.text());
        store::Write write{context_.book, context_.stamp()};
        store::end_reversal(write, reversal.id);
        write.audit("charge/" + charge->key, "chargeback_won", "",
                    fmt::format("amount={}\nreference={}", amount, reversal.id));
        if (invoice)
            write.audit("invoice/" + invoice->number, "paid_again", "",
                        fmt::format("amount={}\nreversal={}", amount, reversal.id));
        write.commit();
        const bool is_given_up = invoice && invoice->is_credited;
        const auto text =
            !invoice ? fmt::format("{} came back: the chargeback of a card's test was won", amount)
            : is_given_up ? fmt::format("{} came back: the chargeback was won, but invoice {} has "
                                        "been credited; send the money back at the provider, or "
                                        "agree on it with the customer",
                                        amount, invoice->number)
                          : fmt::format("{} came back: the chargeback was won, and invoice {} is "
                                        "paid again; its renewals go on",
                                        amount, invoice->number);
        context_.report.subject({"reversal", invoice ? invoice->number : charge->key,
                                 is_given_up ? Outcome::attention : Outcome::done, "chargeback_won",
                                 text},
                                fields_of(reversal));
    }

    static Fields fields_of(const partner::ProviderReversal& reversal)
    {
        return Fields{}
            .add("kind", code_of(reversal.kind))
            .add("amount", reversal.amount)
            .add("reference", reversal.id);
    }

    void report(const partner::ProviderReversal& reversal, const std::string& subject,
                Outcome outcome, std::string_view reason, const std::string& what)
    {
        context_.report.subject(
            {"reversal", subject, outcome, reason,
             fmt::format("{} {} went back ({}) of {}", reversal.amount.currency().code(),
                         reversal.amount.text(), code_of(reversal.kind), what)},
            fields_of(reversal));
    }

    runtime::Context& context_;
    store::Database& database_;
    partner::CardGateway& gateway_;
};

} // namespace

void watch_reversals(runtime::Context& context, partner::CardGateway& gateway)
{
    if (gateway.tells_reversals() && !context.dry_run)
        ReversalWatch{context, gateway}.run();
}

} // namespace duesday::flow
