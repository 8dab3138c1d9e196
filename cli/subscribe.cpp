// subscribe: buy subscriptions and look at them. The rules are in rules/subscription/purchase.hpp,
// the manual in man/duesday-subscribe.1.

#include "flow/subscribe.hpp"

#include "flow/card_provider.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

using namespace duesday;
using partner::CardGateway;
using runtime::Access;
using runtime::Command;
using runtime::Context;

namespace {

/// What stands behind the name of a sub-command.
struct Typed {
    flow::CardOptions card;
    std::vector<std::string> wishes, stopped, started;
    flow::SettleOptions settled;
    flow::RoleOptions role;
    flow::SubscriptionListOptions list;
    std::string number;
};

/// The action of a flow that may ask the configured provider of cards.
template <class Flow>
auto with_cards(Flow flow)
{
    return [flow](Context& context) {
        const auto cards = partner::make_cards(flow::card_provider(context));
        flow(context, *cards);
    };
}

void add_purchases(Command& root, Typed& typed)
{
    root.subcommand("card", "Register a card: it is tested with 0.01")
        .argument("CUSTOMER", typed.card.customer, "The firm's key of the customer")
        .option("--card", typed.card.mandate,
                "How the sandbox's card answers: ok, declined:REASON, "
                "unknown, unknown-failed, pending, ok-after:N")
        .option("--brand", typed.card.brand, "visa or mastercard")
        .option("--last4", typed.card.last4, "The last four digits")
        .option("--expires", typed.card.expires, "The month on the card, YYYY-MM")
        .lock("cards")
        .example("subscribe card C1 --brand mastercard --last4 4444 --expires 2031-06",
                 "a new card for C1")
        .action(Access::write, with_cards([&](Context& context, CardGateway& cards) {
                    flow::subscribe_card(context, cards, typed.card);
                }));

    root.subcommand("buy", "Buy subscriptions: one payment, one invoice, all or nothing")
        .argument("INSTALLATION:REFERENCE", typed.wishes, "What to buy for which installation")
        .lock("cards")
        .confirms()
        .example("subscribe buy I1:TSF16101 I2:TSF16100 --actor si1@example.org",
                 "shows what it costs; --yes or --confirm DIGEST buys")
        .action(Access::write, with_cards([&](Context& context, CardGateway& cards) {
                    flow::subscribe_buy(context, cards, typed.wishes);
                }));
}

void add_renewal_switches(Command& root, Typed& typed)
{
    root.subcommand("deactivate", "Switch the renewal of subscriptions off")
        .argument("SUBSCRIPTION", typed.stopped, "Numbers, such as S-1")
        .confirms()
        .example("subscribe deactivate S-1 S-2 --actor si1@example.org",
                 "shows when they end; --yes or --confirm DIGEST switches off")
        .action(Access::write,
                [&](Context& context) { flow::subscribe_deactivate(context, typed.stopped); });

    root.subcommand("activate", "Switch the renewal on and become the payer; what ended is bought "
                                "again")
        .argument("SUBSCRIPTION", typed.started, "Numbers, such as S-1")
        .lock("cards")
        .confirms()
        .example("subscribe activate S-1 S-2 --actor si2@example.org",
                 "shows what is to be paid, often 0.00; --yes or --confirm DIGEST takes over")
        .action(Access::write, with_cards([&](Context& context, CardGateway& cards) {
                    flow::subscribe_activate(context, cards, typed.started);
                }));
}

void add_settling(Command& root, Typed& typed)
{
    root.subcommand("settle", "Say what a payment was for that the book cannot explain")
        .argument("PAYMENT", typed.settled.payment,
                  "Its key, or the provider's own number; of a refund, the refund's")
        .choice("--as", typed.settled.as, {"refunded", "explained"},
                "The money is back, or it paid for the renewals named")
        .option("--subscriptions", typed.settled.subscriptions, "What it paid for, such as S-1,S-2")
        .option("--reason", typed.settled.reason, "What was found; it stands in the audit")
        .lock("cards")
        .confirms()
        .example("subscribe settle tr_7UhSN1zuXS --as refunded --reason 'bought twice, paid back'",
                 "shows what follows; --yes or --confirm DIGEST does it")
        .action(Access::write, with_cards([&](Context& context, CardGateway& cards) {
                    flow::subscribe_settle(context, cards, typed.settled);
                }));
}

void add_roles(Command& root, Typed& typed)
{
    auto& roles = root.subcommand("roles", "Say who may act on an installation");
    const auto with_words = [&](Command& command) -> Command& {
        return command.argument("INSTALLATION", typed.role.installation, "The firm's key of it")
            .argument("CUSTOMER", typed.role.customer, "The firm's key of the customer")
            .argument("ROLE", typed.role.role, "si (system integrator) or owner");
    };
    with_words(roles.subcommand("add", "Add a role")).action(Access::write, [&](Context& context) {
        flow::subscribe_roles_add(context, typed.role);
    });
    with_words(roles.subcommand("remove", "Remove a role"))
        .flag("--force", typed.role.force,
              "Also of one who still pays there: the renewals are switched "
              "off")
        .action(Access::write,
                [&](Context& context) { flow::subscribe_roles_remove(context, typed.role); });
}

void add_listings(Command& root, Typed& typed)
{
    root.subcommand("list", "List subscriptions, expired ones too")
        .option("--installation", typed.list.installation, "Only of this installation")
        .option("--purchaser", typed.list.purchaser, "Only of this payer, by e-mail")
        .choice("--state", typed.list.state, {"not_yet_activated", "active", "expired"},
                "Only in this state")
        .option("--expiring-by", typed.list.expiring_by, "Only what expires on this day or earlier")
        .flag("--findings", typed.list.findings, "What a person should look at, instead")
        .example("subscribe list --state active --expiring-by 2027-01-31", "what ends by then")
        .action(Access::read, [&](Context& context) { flow::subscribe_list(context, typed.list); });

    root.subcommand("show", "Show one subscription and what happened to it")
        .argument("SUBSCRIPTION", typed.number, "Its number, such as S-1")
        .action(Access::read,
                [&](Context& context) { flow::subscribe_show(context, typed.number); });

    root.subcommand("entitlements", "List what is active where, until when")
        .action(Access::read, [](Context& context) { flow::subscribe_entitlements(context); });
}

} // namespace

int main(int argc, char** argv)
{
    runtime::Program program{"subscribe",
                             "Register cards, buy, switch, settle and list subscriptions.",
                             flow::check_seller};
    Typed typed;
    add_purchases(program.root(), typed);
    add_renewal_switches(program.root(), typed);
    add_settling(program.root(), typed);
    add_roles(program.root(), typed);
    add_listings(program.root(), typed);
    return program.run(argc, argv);
}
