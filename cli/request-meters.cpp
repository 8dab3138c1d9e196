// request-meters: asks customers for the readings of their meters. The manual is
// man/duesday-request-meters.1.

#include "flow/request_meters.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

using namespace duesday;
using runtime::Access;
using runtime::Context;

int main(int argc, char** argv)
{
    runtime::Program program{"request-meters", "Ask customers for the readings of their meters.",
                             flow::check_seller};
    auto& root = program.root();
    const auto check_text_block = [](const Context& context) {
        return [&config = context.config()] {
            return document::check_text_block(config.templates_folder, config.meters.text_block);
        };
    };
    flow::RequestOptions options;
    bool reminders = false;
    root.argument("CONTRACT", options.contracts, "Only these contracts", false)
        .option("--due-by", options.due_by, "What is due on this day or before; else today")
        .flag("--reminders", reminders, "Send only reminders that are due")
        .example("request-meters --due-by 2027-03-31", "asks for the quarter's end ahead of it")
        .example("request-meters --reminders", "each night: two reminders at most")
        .lock("meters")
        .action(Access::write, [&](Context& context) {
            if (reminders)
                flow::request_meters_remind(context, check_text_block(context), options);
            else
                flow::request_meters(context, check_text_block(context), options);
        });

    flow::ReadyOptions ready;
    root.subcommand("ready", "Check who can be asked, and grant the rights of the portal")
        .argument("CONTRACT", ready.contracts, "Only these contracts", false)
        .flag("--check-only", ready.check_only, "Grant nothing")
        .example("request-meters ready --check-only", "says what is wrong with addresses")
        .lock("meters")
        .action(Access::write,
                [&](Context& context) { flow::request_meters_ready(context, ready); });

    std::string contact;
    root.subcommand("revoke", "Take the right to use the portal away")
        .argument("CONTACT", contact, "The contact's key")
        .lock("meters")
        .action(Access::write,
                [&](Context& context) { flow::request_meters_revoke(context, contact); });
    return program.run(argc, argv);
}
