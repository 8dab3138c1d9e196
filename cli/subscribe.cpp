// subscribe: buy subscriptions and look at them. The rules are in rules/subscription/purchase.hpp,
// the manual in man/duesday-subscribe.1.

#include "flow/subscribe.hpp"

#include "partner/card_gateway.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"subscribe", "Buy subscriptions, list and show them."};
    auto& root = program.root();

    std::vector<std::string> wishes;
    root.subcommand("buy", "Buy subscriptions: one payment, one invoice, all or nothing")
        .argument("INSTALLATION:REFERENCE", wishes, "What to buy for which installation")
        .lock("cards")
        .confirms()
        .example("subscribe buy I1:TSF16101 I2:TSF16100 --actor si1@example.org",
                 "shows what it costs; --yes or --confirm DIGEST buys")
        .action(Access::write, [&](Context& context) {
            const auto cards = partner::make_sandbox_cards(context.book.file(), context.book.id(),
                                                           [&] { return context.clock.real(); });
            flow::subscribe_buy(context, *cards, wishes);
        });

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
