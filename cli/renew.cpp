// renew: tells payers about coming renewals, charges those that fall due, ends what was not paid.
// The rules are in rules/subscription/renewal.hpp, the manual in man/duesday-renew.1.

#include "flow/renew.hpp"

#include "flow/card_provider.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;

    runtime::Program program{"renew", "Notices, charges, retries and lapses of the day.",
                             flow::check_seller};
    flow::RenewOptions options;
    program.root()
        .choice("--only", options.only, {"notices", "charges", "lapses"}, "Do only this part")
        .option("--purchaser", options.purchaser, "Only this payer, by e-mail")
        .option("--concurrency", options.concurrency, "Calls to the card provider in flight")
        .flag("--no-brake", options.no_brake, "Go on when many cards are declined")
        .example("renew --dry-run", "what today would bring")
        .example("renew --today 2027-01-31 --json", "a given day, for a program to read")
        .lock("cards")
        .action(Access::write, [&](runtime::Context& context) {
            const auto cards =
                partner::make_cards(flow::card_provider(context, options.concurrency));
            flow::renew(context, *cards, options);
        });
    return program.run(argc, argv);
}
