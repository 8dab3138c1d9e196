// subscribe: buy subscriptions and look at them. The rules are in rules/subscription/purchase.hpp,
// the manual in man/duesday-subscribe.1.

#include "flow/subscribe.hpp"

#include "flow/card_provider.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"subscribe", "Buy subscriptions, list and show them.",
                             flow::check_seller};
    auto& root = program.root();

    flow::CardOptions card;
    root.subcommand("card", "Register a card: it is tested with 0.01")
        .argument("CUSTOMER", card.customer, "The firm's key of the customer")
        .option("--card", card.mandate,
                "How the sandbox's card answers: ok, declined:REASON, "
                "unknown, unknown-failed, pending, ok-after:N")
        .option("--brand", card.brand, "visa or mastercard")
        .option("--last4", card.last4, "The last four digits")
        .option("--expires", card.expires, "The month on the card, YYYY-MM")
        .lock("cards")
        .example("subscribe card C1 --brand mastercard --last4 4444 --expires 2031-06",
                 "a new card for C1")
        .action(Access::write, [&](Context& context) {
            const auto cards = partner::make_cards(flow::card_provider(context));
            flow::subscribe_card(context, *cards, card);
        });

    std::vector<std::string> wishes;
    root.subcommand("buy", "Buy subscriptions: one payment, one invoice, all or nothing")
        .argument("INSTALLATION:REFERENCE", wishes, "What to buy for which installation")
        .lock("cards")
        .confirms()
        .example("subscribe buy I1:TSF16101 I2:TSF16100 --actor si1@example.org",
                 "shows what it costs; --yes or --confirm DIGEST buys")
        .action(Access::write, [&](Context& context) {
            const auto cards = partner::make_cards(flow::card_provider(context));
            flow::subscribe_buy(context, *cards, wishes);
        });

    std::vector<std::string> stopped;
    root.subcommand("deactivate", "Switch the renewal of subscriptions off")
        .argument("SUBSCRIPTION", stopped, "Numbers, such as S-1")
        .confirms()
        .example("subscribe deactivate S-1 S-2 --actor si1@example.org",
                 "shows when they end; --yes or --confirm DIGEST switches off")
        .action(Access::write,
                [&](Context& context) { flow::subscribe_deactivate(context, stopped); });

    std::vector<std::string> started;
    root.subcommand("activate", "Switch the renewal on and become the payer; what ended is bought "
                                "again")
        .argument("SUBSCRIPTION", started, "Numbers, such as S-1")
        .lock("cards")
        .confirms()
        .example("subscribe activate S-1 S-2 --actor si2@example.org",
                 "shows what is to be paid, often 0.00; --yes or --confirm DIGEST takes over")
        .action(Access::write, [&](Context& context) {
            const auto cards = partner::make_cards(flow::card_provider(context));
            flow::subscribe_activate(context, *cards, started);
        });

    flow::SettleOptions settled;
    root.subcommand("settle", "Say what a payment was for that the book cannot explain")
        .argument("PAYMENT", settled.payment, "Its key, or the provider's own number")
        .choice("--as", settled.as, {"refunded", "explained"},
                "The money is back, or it paid for the renewals named")
        .option("--subscriptions", settled.subscriptions, "What it paid for, such as S-1 S-2")
        .option("--reason", settled.reason, "What was found; it stands in the audit")
        .lock("cards")
        .confirms()
        .example("subscribe settle tr_7UhSN1zuXS --as refunded --reason 'bought twice, paid back'",
                 "shows what follows; --yes or --confirm DIGEST does it")
        .action(Access::write, [&](Context& context) {
            const auto cards = partner::make_cards(flow::card_provider(context));
            flow::subscribe_settle(context, *cards, settled);
        });

    flow::RoleOptions role;
    auto& roles = root.subcommand("roles", "Say who may act on an installation");
    const auto with_words = [&](runtime::Command& command) -> runtime::Command& {
        return command.argument("INSTALLATION", role.installation, "The firm's key of it")
            .argument("CUSTOMER", role.customer, "The firm's key of the customer")
            .argument("ROLE", role.role, "si (system integrator) or owner");
    };
    with_words(roles.subcommand("add", "Add a role")).action(Access::write, [&](Context& context) {
        flow::subscribe_roles_add(context, role);
    });
    with_words(roles.subcommand("remove", "Remove a role"))
        .flag("--force", role.force,
              "Also of one who still pays there: the renewals are switched "
              "off")
        .action(Access::write,
                [&](Context& context) { flow::subscribe_roles_remove(context, role); });

    flow::SubscriptionListOptions list;
    root.subcommand("list", "List subscriptions, expired ones too")
        .option("--installation", list.installation, "Only of this installation")
        .option("--purchaser", list.purchaser, "Only of this payer, by e-mail")
        .choice("--state", list.state, {"not_yet_activated", "active", "expired"},
                "Only in this state")
        .option("--expiring-by", list.expiring_by, "Only what expires on this day or earlier")
        .flag("--findings", list.findings, "What a person should look at, instead")
        .example("subscribe list --state active --expiring-by 2027-01-31", "what ends by then")
        .action(Access::read, [&](Context& context) { flow::subscribe_list(context, list); });

    std::string number;
    root.subcommand("show", "Show one subscription and what happened to it")
        .argument("SUBSCRIPTION", number, "Its number, such as S-1")
        .action(Access::read, [&](Context& context) { flow::subscribe_show(context, number); });

    root.subcommand("entitlements", "List what is active where, until when")
        .action(Access::read, [](Context& context) { flow::subscribe_entitlements(context); });

    return program.run(argc, argv);
}
