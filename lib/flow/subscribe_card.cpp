#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "flow/card_charging.hpp"
#include "flow/card_entry.hpp"
#include "flow/charge_intention.hpp"
#include "flow/grace_extensions.hpp"
#include "flow/purchase_outcome.hpp"
#include "flow/subscribe.hpp"
#include "rules/customer/card.hpp"
#include "rules/customer/identification.hpp"
#include "store/card_registration.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using rules::ChargeState;
using runtime::Fields;

/// One registration from the card's words to the answer of its test.
class Registering {
public:
    Registering(runtime::Context& context, partner::CardGateway& gateway,
                store::CustomerRow customer, const CardOptions& options)
        : context_{context}, database_{context.book.database()}, gateway_{gateway},
          catalogue_{database_}, charging_{context, gateway, catalogue_},
          customer_{std::move(customer)}, card_{content_of(options)}
    {
    }

    void run()
    {
        if (refused())
            return;
        if (!context_.dry_run)
            charging_.settle_dead_runs(
                [&](const ChargeCase& settled, const Settlement& answer) {
                    report_settled(context_, settled, answer);
                },
                [&](const ChargeCase& left) { return is_this_test(left); });
        const auto known = store::find_same_card(database_, customer_.id, card_);
        if (known && told_of(*known))
            return;
        if (context_.dry_run)
            return report(Outcome::done, "", "planned",
                          fmt::format("{} would be tested with {}", name(), amount_text()));
        const auto again =
            known && known->state == "testing" ? std::optional{known->id} : std::nullopt;
        const auto intended = intend(again);
        charging_.send({intended},
                       [&](const ChargeCase&, const Settlement& answer) { report_answer(answer); });
    }

private:
    store::CardContent content_of(const CardOptions& options) const
    {
        // Whoever the provider knows the customer as keeps that name with the next card.
        const auto current = store::current_card(database_, customer_.id);
        const bool is_known = current && current->provider == gateway_.provider();
        return {std::string{gateway_.provider()},
                is_known ? current->provider_customer : "sandbox-" + customer_.customer.key,
                options.mandate.value_or("ok"),
                options.brand.value_or("visa"),
                options.last4.value_or("4242"),
                options.expires.value_or("2030-12")};
    }

    /// SUB-048: country, identification number, card.
    bool refused()
    {
        const auto& customer = customer_.customer;
        const auto problem = rules::check_identification(customer.country, customer.kind,
                                                         customer.vat_number, customer.gst_number);
        if (problem != rules::IdentificationProblem::none && !rules::is_incomplete(problem))
            return refuse(rules::code_of(problem), rules::explain(problem, customer.country));
        const auto card_problem =
            rules::check_card(card_.brand, card_.last4, card_.expires, context_.today());
        if (card_problem != rules::CardProblem::none)
            return refuse(rules::code_of(card_problem), rules::explain(card_problem));
        if (!rules::is_sandbox_mandate(card_.mandate))
            return refuse("unknown_mandate",
                          "--card takes ok, declined:<reason>, unknown, unknown-failed, pending or "
                          "ok-after:<n>");
        return false;
    }

    bool refuse(std::string_view reason, const std::string& text)
    {
        context_.report.refuse({"card", customer_.customer.key, Outcome::attention, reason, text});
        return true;
    }

    /// What came of it is told by told_of.
    bool is_this_test(const ChargeCase& left) const
    {
        const auto known = store::find_same_card(database_, customer_.id, card_);
        return known && left.charge.kind == rules::ChargeKind::card_test &&
               left.charge.card == known->id;
    }

    /// One test a card (SUB-049): what is known of this very card; false where a test is due.
    bool told_of(const store::CardRow& known)
    {
        if (known.state == "refused")
            return refuse("card_refused", fmt::format("{} was refused when it was tested: register "
                                                      "another card",
                                                      name()));
        if (known.state == "ready") {
            if (!known.is_current)
                return false; // an earlier card comes back: tested as a new one
            report(Outcome::skipped, "already_registered", "unchanged",
                   fmt::format("{} is registered already", name()));
            return true;
        }
        const auto test = store::last_card_test(
            database_, customer_.id, store::card_test_group(database_, customer_.id, known.id));
        if (!test || rules::is_final(test->state))
            return false;
        report(Outcome::attention, rules::code_of(test->state), result_of(test->state),
               fmt::format("the test of {} is being checked: poll-confirmations asks for its "
                           "outcome",
                           name()));
        return true;
    }

    /// The card and the intention to test it, in one Write.
    ChargeCase intend(std::optional<std::int64_t> card)
    {
        store::Write write{context_.book, context_.stamp()};
        if (!card) {
            card = store::add_card_in_test(write, customer_.id, card_, context_.today());
            write.audit("card/" + customer_.customer.key, "entered", "",
                        fmt::format("provider={}\nbrand={}\nlast4={}\nexpires={}\nstate=testing",
                                    card_.provider, card_.brand, card_.last4, card_.expires));
        }
        ChargeCase test;
        test.is_heard = true;
        test.payer = store::find_payer(database_, customer_.id);
        test.card = store::find_card(database_, *card);
        auto& charge = test.charge;
        charge.kind = rules::ChargeKind::card_test;
        charge.payer = customer_.id;
        charge.card = *card;
        charge.group_key = store::card_test_group(database_, customer_.id, *card);
        charge.amount = context_.config().cards.test_amount;
        charge.state = ChargeState::sent;
        charge.provider = card_.provider;
        record_intention(write, test);
        wait_for_card(write, context_, catalogue_, gateway_, customer_.id);
        write.commit();
        return test;
    }

    void report_answer(const Settlement& answer)
    {
        const auto result = result_of(answer.state);
        switch (answer.state) {
        case ChargeState::paid:
            return report(
                Outcome::done, "", result,
                fmt::format("{} is registered: {} taken for its test", name(), amount_text()));
        case ChargeState::declined:
            return report(
                Outcome::attention, answer.reason, result,
                fmt::format("{} was declined ({}): register another card", name(), answer.reason));
        case ChargeState::rejected:
            return report(Outcome::attention, answer.reason, result,
                          fmt::format("the card provider rejected the test of {} ({}): this needs "
                                      "an operator, not another card",
                                      name(), told_reason(answer.reason, answer.field)));
        case ChargeState::planned:
            context_.report.set_status(runtime::Exit::unavailable);
            return report(Outcome::attention, result, result,
                          fmt::format("the card provider could not be reached: repeat the command "
                                      "later, {} is tested once",
                                      name()));
        case ChargeState::void_:
            return report(Outcome::attention, result, result,
                          "the card provider never saw the test: try again");
        case ChargeState::pending:
        case ChargeState::unknown:
        case ChargeState::sent:
            return report(Outcome::attention, result, result,
                          fmt::format("the test of {} is being checked: poll-confirmations asks "
                                      "for its outcome; until then it is not used",
                                      name()));
        }
    }

    void report(Outcome outcome, std::string_view reason, std::string_view result,
                const std::string& text)
    {
        const auto current = store::current_card(database_, customer_.id);
        const auto facts = current ? std::optional{store::card_facts(*current)} : std::nullopt;
        context_.report.subject(
            {"card", customer_.customer.key, outcome, reason, text},
            Fields{}
                .add("customer", customer_.customer.key)
                .add("brand", card_.brand)
                .add("last4", card_.last4)
                .add("expires", card_.expires)
                .add("amount", context_.config().cards.test_amount)
                .add("result", result)
                .add("account_state",
                     rules::code_of(rules::account_state(customer_.customer, facts)))
                .add("missing", rules::missing_account_fields(customer_.customer, facts)));
    }

    std::string name() const { return fmt::format("{} {}", card_.brand, card_.last4); }
    /// SUB-049, of the configuration.
    std::string amount_text() const { return money_text(context_.config().cards.test_amount); }

    runtime::Context& context_;
    store::Database& database_;
    partner::CardGateway& gateway_;
    Catalogue catalogue_;
    CardCharging charging_;
    store::CustomerRow customer_;
    store::CardContent card_;
};

/// SUB-048: country and identification number; the card comes after them, on the provider's page.
void enter_on_page(runtime::Context& context, partner::CardGateway& gateway,
                   const store::CustomerRow& row)
{
    const auto& customer = row.customer;
    const auto problem = rules::check_identification(customer.country, customer.kind,
                                                     customer.vat_number, customer.gst_number);
    if (problem != rules::IdentificationProblem::none && !rules::is_incomplete(problem)) {
        context.report.refuse({"card", customer.key, Outcome::attention, rules::code_of(problem),
                               rules::explain(problem, customer.country)});
        return;
    }
    const Catalogue catalogue{context.book.database()};
    CardEntries{context, gateway, catalogue}.begin(row, context.config().cards.test_amount);
}

} // namespace

void subscribe_card(runtime::Context& context, partner::CardGateway& gateway,
                    const CardOptions& options)
{
    require_reconciled(context);
    if (gateway.provider() == "sandbox" && context.book.mode() == store::Mode::live)
        throw Fault{FaultKind::bad_setup, "this is a live book, and no card provider is set up",
                    "configure it under [cards]; admin config says what is missing",
                    "card_provider"};
    auto customer =
        store::find_customer(context.book.database(), std::string_view{options.customer});
    if (!customer) {
        context.report.refuse(
            {"card", options.customer, Outcome::attention, "unknown_customer",
             fmt::format("there is no customer {}: customers list names them", options.customer)});
        return;
    }
    if (gateway.entry() != nullptr && options.names_a_card())
        throw Fault{FaultKind::usage, "--card, --brand, --last4 and --expires are the sandbox's",
                    "leave them out: the customer enters the card on the provider's page",
                    "entered_on_page"};
    if (gateway.entry() != nullptr)
        enter_on_page(context, gateway, *customer);
    else
        Registering{context, gateway, std::move(*customer), options}.run();
    context.report.flush();
}

} // namespace duesday::flow
