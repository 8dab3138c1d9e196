// poll-confirmations: asks every partner for the answers still owed. Safe at any rhythm.
// The manual is man/duesday-poll-confirmations.1.

#include "flow/card_provider.hpp"
#include "flow/poll_confirmations.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;

    runtime::Program program{"poll-confirmations", "Asks every partner for the answers still owed.",
                             flow::check_seller};
    flow::PollOptions options;
    program.root()
        .argument(
            "PARTNER", options.partners,
            "Ask only these: cards, terminals, enrolments, participants, documents, bookings, "
            "platforms",
            false)
        .flag("--reconcile", options.reconcile,
              "After a restore: first adopt what the provider holds and this book has lost")
        .lock("cards")
        .example("poll-confirmations", "ask everybody")
        .example("poll-confirmations --reconcile", "once, after admin restore")
        .action(Access::write, [&](runtime::Context& context) {
            const auto cards = partner::make_cards(flow::card_provider(context));
            flow::poll_confirmations(context, *cards, options);
        });
    return program.run(argc, argv);
}
