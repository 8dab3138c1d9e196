// invoices: what was billed, what is open, and files to hand out. The manual is
// man/duesday-invoices.1.

#include "flow/invoices.hpp"

#include "document/invoice_renderer.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"invoices", "List, show and export what was billed.",
                             flow::check_seller};
    auto& root = program.root();

    flow::InvoiceListOptions list;
    root.subcommand("list", "The invoices, by issue date and number")
        .option("--customer", list.customer, "Only of this customer, by the firm's key")
        .option("--since", list.since, "Only those issued on this day or later")
        .flag("--unpaid", list.unpaid, "Only those of which something is open")
        .example("invoices list --unpaid", "what customers still owe")
        .action(Access::read, [&](Context& context) { flow::invoices_list(context, list); });

    std::string shown;
    root.subcommand("show", "One invoice with its lines")
        .argument("INVOICE", shown, "Number of the invoice")
        .action(Access::read, [&](Context& context) { flow::invoices_show(context, shown); });

    flow::CreditOptions credit;
    root.subcommand("credit", "Take an invoice back in full with a credit note")
        .argument("INVOICE", credit.invoice, "Number of the invoice")
        .option("--reason", credit.reason, "Why, as the customer reads it")
        .confirms()
        .example("invoices credit 2026-000017 --reason 'charged twice'",
                 "shows what it takes back; --yes or --confirm DIGEST does it")
        .action(Access::write, [&](Context& context) { flow::invoices_credit(context, credit); });

    flow::ExportOptions exported;
    root.subcommand("export", "Write invoices into files, the same bytes each time")
        .argument("INVOICE", exported.invoices, "Numbers of the invoices")
        .option("--to", exported.folder, "Folder, made where it is missing; else the present one")
        .choice("--as", exported.form, {"pdf", "html", "json", "ubl"},
                "Form; else html, to be read and printed")
        .example("invoices export 2026-000017 --to out", "writes out/invoice-2026-000017.html")
        .action(Access::write, [&](Context& context) {
            const auto renderer = document::make_invoice_renderer(context.config().templates_folder,
                                                                  context.config().seller.logo);
            flow::invoices_export(context, *renderer, exported);
        });
    return program.run(argc, argv);
}
