#include "flow/card_reversals.hpp"

#include "base/money_text.hpp"
#include "flow/letter_facts.hpp"
#include "flow/subject_faults.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/invoice/reversal.hpp"
#include "store/card_entries.hpp"
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

/// For what is listed late.
constexpr std::int64_t look_back_seconds = std::int64_t{60} * 86'400;
/// A dispute goes on for a year at the most; what was not won long after that is lost.
constexpr std::int64_t dispute_seconds = std::int64_t{3 * 365} * 86'400;

const char* code_of(Kind kind)
{
    return kind == Kind::refund ? "refund" : "chargeback";
}

/// What it was of, and what a person is asked to do.
std::string explain(rules::ReversalDemand demand, std::string_view invoice)
{
    switch (demand) {
    case rules::ReversalDemand::none:
        return fmt::format("invoice {}, which has been credited: nothing is left to do", invoice);
    case rules::ReversalDemand::credit:
        return fmt::format("invoice {0}: it was sent back at the provider; invoices credit {0} "
                           "--reason TEXT makes the credit note",
                           invoice);
    case rules::ReversalDemand::settle:
        return fmt::format("invoice {0}, open again: its renewals are frozen until it is settled; "
                           "invoices credit {0} --reason TEXT gives it up",
                           invoice);
    case rules::ReversalDemand::explain_part:
        return fmt::format("of invoice {}: find out why, and make good with the customer what it "
                           "was for (a credit note would take back the whole invoice)",
                           invoice);
    case rules::ReversalDemand::contest:
        return fmt::format("invoice {}, of which more went back than was paid: contest the "
                           "chargeback at the provider with the proof of the refund",
                           invoice);
    case rules::ReversalDemand::surplus:
        return fmt::format("invoice {}, of which all went back before: ask the provider why more "
                           "went back than was paid",
                           invoice);
    case rules::ReversalDemand::send_back:
        return fmt::format("invoice {}, which has been credited: send the money back at the "
                           "provider, or agree on it with the customer",
                           invoice);
    }
    return {};
}

/// After a chargeback was won: where its invoice stands now.
std::string explain_won(rules::ReversalDemand demand, const rules::MoneyBack& back,
                        std::string_view invoice)
{
    switch (demand) {
    case rules::ReversalDemand::settle:
        return fmt::format("the chargeback was won, but {} of invoice {} stays charged back: its "
                           "renewals are frozen until that is settled; invoices credit {} --reason "
                           "TEXT gives it up",
                           money_text(back.charged_back), invoice, invoice);
    case rules::ReversalDemand::none:
        if (back.is_credited)
            break;
        return fmt::format(
            "the chargeback was won, and invoice {} is paid again{}; what it is for is renewed "
            "again, as far as it still runs",
            invoice,
            back.refunded.is_zero() ? ""
                                    : fmt::format(", but for {} that was sent back at the provider",
                                                  money_text(back.refunded)));
    default:
        break;
    }
    return fmt::format("the chargeback was won of {}", explain(demand, invoice));
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
        // Before there was this book nothing of it was paid.
        const auto since =
            last ? last->plus_seconds(-look_back_seconds) : store::book_made_at(database_);
        const auto oldest =
            store::oldest_chargeback_since(database_, begun.plus_seconds(-dispute_seconds));
        std::vector<partner::ProviderReversal> found; // no Write while the provider is asked
        std::vector<std::string> foreign;             // asked about once, not once an hour
        const auto told = gateway_.each_reversal_since(
            {.chargebacks = std::min(since, oldest.value_or(since)), .refunds = since},
            [&](std::string_view id, bool is_taken_back) {
                return is_taken_back ? !store::is_reversal_in_force(database_, id)
                                     : store::knows_reversal(database_, id);
            },
            [&](const partner::ProviderReversal& reversal) {
                if (reversal.book == context_.book.id() && !reversal.key.empty())
                    found.push_back(reversal);
                else
                    foreign.push_back(reversal.id);
                return !context_.stop_requested();
            });
        for (const auto& reversal : found)
            on_one_subject(
                [&] {
                    if (reversal.is_taken_back)
                        end(reversal);
                    else
                        take(reversal);
                },
                [&](const Fault& fault) {
                    keep_asking_since(reversal.made_at);
                    report(reversal, reversal.key, Outcome::attention, broken_rows,
                           fmt::format("a charge that the book cannot work on: {}; run admin check",
                                       fault.what()));
                });
        store::Write write{context_.book, context_.stamp()};
        for (const auto& reference : foreign)
            store::pass_reversal(write, reference);
        // What waits, there or here, is listed again whenever that may be.
        keep_asking_since(told.undecided_since.value_or(begun));
        if (told.problem.empty() && !context_.stop_requested())
            store::note_reversals_asked(write, gateway_.provider(), std::min(begun, *oldest_open_));
        write.commit();
        if (context_.stop_requested())
            context_.report.set_status(runtime::Exit::try_later);
        else if (!told.problem.empty())
            throw Fault{FaultKind::unavailable,
                        fmt::format("the provider {} did not list all that went back: {}",
                                    gateway_.provider(), told.problem),
                        "nothing is lost: run this again later"};
    }

private:
    void keep_asking_since(Timestamp made_at)
    {
        oldest_open_ = std::min(made_at, oldest_open_.value_or(made_at));
    }

    void take(const partner::ProviderReversal& reversal)
    {
        const auto charge = store::find_charge_by_key(database_, reversal.key);
        if (is_settled(reversal.key, charge))
            return;
        if (!charge && store::card_entry_by_key(database_, reversal.key))
            return pass(reversal);
        if (!charge || charge->state != rules::ChargeState::paid) {
            say_unexplained(reversal, "a payment that the book does not know as paid");
            return;
        }
        if (reversal.amount.currency() != charge->amount.currency() ||
            reversal.amount.minor() <= 0) {
            say_unexplained(reversal,
                            fmt::format("a payment of {}, which cannot be: look at the provider",
                                        money_text(charge->amount)));
            return;
        }
        const auto invoice = store::invoice_of_charge(database_, charge->id);
        const auto payer = store::find_payer(database_, charge->payer);
        store::Write write{context_.book, context_.stamp()};
        store::add_reversal(write, {charge->id, invoice ? std::optional{invoice->id} : std::nullopt,
                                    code_of(reversal.kind), reversal.id, reversal.amount,
                                    reversal.made_at});
        write.audit("charge/" + charge->key, "reversed", "",
                    fmt::format("kind={}\namount={}\nreference={}", code_of(reversal.kind),
                                money_text(reversal.amount), reversal.id));
        const auto outcome =
            rules::settle_reversal(store::money_back(database_, charge->id),
                                   reversal.kind == Kind::refund ? rules::ReversalKind::refund
                                                                 : rules::ReversalKind::chargeback,
                                   reversal.amount);
        if (invoice)
            tell(write, payer, *invoice, reversal, outcome.letter);
        write.commit();
        context_.report.count("reversed");
        if (!invoice)
            return report(reversal, payer.customer, Outcome::done, "", "a card's test");
        const bool is_partial = outcome.demand == rules::ReversalDemand::explain_part;
        report(reversal, invoice->number,
               outcome.demand == rules::ReversalDemand::none ? Outcome::done : Outcome::attention,
               is_partial ? "partial_refund" : code_of(reversal.kind),
               (is_partial ? fmt::format("the {} ", money_text(charge->amount)) : std::string{}) +
                   explain(outcome.demand, invoice->number) +
                   (is_partial ? fmt::format("; then subscribe settle {} --as refunded --reason "
                                             "TEXT",
                                             reversal.id)
                               : std::string{}));
    }

    /// A page on which a card was entered that was not taken: nothing of the book was paid with it.
    void pass(const partner::ProviderReversal& reversal)
    {
        store::Write write{context_.book, context_.stamp()};
        store::pass_reversal(write, reversal.id);
        write.commit();
        report(reversal, reversal.key, Outcome::done, "", "the test of a card that was not taken");
    }

    void say_unexplained(const partner::ProviderReversal& reversal, const std::string& what)
    {
        keep_asking_since(reversal.made_at);
        report(reversal, reversal.key, Outcome::attention, "unexplained_reversal", what);
    }

    void tell(store::Write& write, const store::Payer& payer, const store::PaidInvoice& invoice,
              const partner::ProviderReversal& reversal, rules::ReversalLetter letter)
    {
        write.audit(
            "invoice/" + invoice.number, invoice.is_credited ? "returned" : "reopened", "",
            fmt::format("amount={}\nreversal={}", money_text(reversal.amount), reversal.id));
        write_letter(write, payer, invoice, reversal, letter);
    }

    void write_letter(store::Write& write, const store::Payer& payer,
                      const store::PaidInvoice& invoice, const partner::ProviderReversal& reversal,
                      rules::ReversalLetter letter)
    {
        using Letter = rules::ReversalLetter;
        const bool is_won = letter == Letter::paid_again;
        if (letter != Letter::none)
            store::enqueue(write, {"mail", "payment-reversed", invoice.number, reversal.id,
                                   is_won ? 2 : 1, payer.customer,
                                   payment_reversed_facts({reversal.kind == Kind::refund,
                                                           letter == Letter::sent_back_in_part,
                                                           letter == Letter::credited, is_won,
                                                           invoice.number, reversal.amount})});
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
        const auto amount = money_text(reversal.amount);
        store::Write write{context_.book, context_.stamp()};
        store::end_reversal(write, reversal.id);
        write.audit("charge/" + charge->key, "chargeback_won", "",
                    fmt::format("amount={}\nreference={}", amount, reversal.id));
        const auto back = store::money_back(database_, charge->id);
        const auto outcome = rules::settle_won_chargeback(back);
        if (invoice) {
            const bool is_paid_again = rules::open_after(back).is_zero();
            write.audit("invoice/" + invoice->number, is_paid_again ? "paid_again" : "returned", "",
                        fmt::format("amount={}\nreversal={}", amount, reversal.id));
            write_letter(write, store::find_payer(database_, charge->payer), *invoice, reversal,
                         outcome.letter);
        }
        write.commit();
        const bool is_done = !invoice || outcome.demand == rules::ReversalDemand::none;
        const auto text = fmt::format("{} came back: {}", amount,
                                      invoice ? explain_won(outcome.demand, back, invoice->number)
                                              : "the chargeback of a card's test was won");
        context_.report.subject({"reversal", invoice ? invoice->number : charge->key,
                                 is_done ? Outcome::done : Outcome::attention, "chargeback_won",
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
    std::optional<Timestamp> oldest_open_; ///< made then, and not settled between the two of us
};

} // namespace

void watch_reversals(runtime::Context& context, partner::CardGateway& gateway)
{
    if (!gateway.tells_reversals())
        return;
    if (context.dry_run)
        return context.report.subject({"reversal", std::string{gateway.provider()}, Outcome::done,
                                       "", "would be asked what went back"});
    ReversalWatch{context, gateway}.run();
}

} // namespace duesday::flow
