// deliver: sends what waits in the outbox, and shows it. The manual is man/duesday-deliver.1.

#include "flow/deliver.hpp"

#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

using namespace duesday;
using runtime::Access;
using runtime::Context;

namespace {

std::unique_ptr<document::LetterComposer> new_composer(const Context& context)
{
    return document::make_letter_composer(flow::letter_sender(context),
                                          context.config().templates_folder);
}

std::unique_ptr<document::InvoiceRenderer> new_renderer(const Context& context)
{
    return document::make_invoice_renderer(context.config().templates_folder,
                                           context.config().seller.logo);
}

/// To where the configuration says, else into folders beside the book.
void deliver(Context& context, const flow::DeliverOptions& options)
{
    const auto letters = new_composer(context);
    const auto invoices = new_renderer(context);
    const auto smtp = flow::smtp_settings(context);
    const auto mail =
        smtp ? partner::make_smtp(*smtp) : partner::make_maildir(flow::mail_folder(context));
    const auto endpoint = flow::cloud_endpoint(context);
    const auto cloud = endpoint ? partner::make_cloud_endpoint(*endpoint)
                                : partner::make_cloud_folder(flow::cloud_folder(context));
    flow::deliver(context,
                  {*letters, *invoices, *mail, *cloud, smtp.has_value(), endpoint.has_value()},
                  options);
}

} // namespace

int main(int argc, char** argv)
{
    runtime::Program program{"deliver", "Send the letters and messages that wait in the outbox.",
                             flow::check_seller};
    auto& root = program.root();
    flow::DeliverOptions options;
    root.choice("--only", options.only, {"mail", "cloud"}, "Send only this kind")
        .example("deliver", "sends what waits; a repeat sends nothing twice")
        .lock("outbox")
        .action(Access::write, [&](Context& context) { deliver(context, options); });

    flow::DeliverListOptions list;
    root.subcommand("list", "Letters and messages, sent or not, by id")
        .option("--letter", list.letter, "Only those of this name, e.g. invoice")
        .option("--since", list.since, "Only those caused on this day or later")
        .action(Access::read, [&](Context& context) { flow::deliver_list(context, list); });

    std::vector<std::string> retried;
    root.subcommand("retry", "Let letters that are held wait again")
        .argument("ID", retried, "Ids as deliver list shows them")
        .lock("outbox")
        .action(Access::write, [&](Context& context) { flow::deliver_retry(context, retried); });

    std::string reports;
    root.subcommand("bounces", "Take in delivery reports: which letters came back")
        .argument("PLACE", reports, "A Maildir, a file, or - for standard input")
        .lock("outbox")
        .action(Access::write, [&](Context& context) {
            const auto reader = document::make_delivery_report_reader();
            flow::deliver_bounces(context, *reader, reports);
        });

    std::string shown;
    root.subcommand("show", "One letter, with the message")
        .argument("ID", shown, "Id as deliver list shows it")
        .action(Access::read, [&](Context& context) {
            const auto letters = new_composer(context);
            const auto invoices = new_renderer(context);
            flow::deliver_show(context, *letters, *invoices, shown);
        });
    return program.run(argc, argv);
}
