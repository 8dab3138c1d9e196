// customers: who is billed, what their accounts lack, and how to mend that. The manual is
// man/duesday-customers.1.

#include "flow/customers.hpp"

#include "flow/seller_check.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"customers", "List, show and edit customers.", flow::check_seller};
    auto& root = program.root();

    flow::CustomerListOptions list;
    root.subcommand("list", "List customers and the state of their accounts")
        .flag("--incomplete", list.incomplete, "Only accounts that lack something, and what")
        .flag("--duplicates", list.duplicates,
              "Only customers whose e-mail a person may take for another's")
        .example("customers list --incomplete", "who cannot buy yet, and why")
        .action(Access::read, [&](Context& context) { flow::customers_list(context, list); });

    std::string customer;
    root.subcommand("show", "Show one customer, with cards and roles")
        .argument("CUSTOMER", customer, "The customer's key")
        .action(Access::read, [&](Context& context) { flow::customers_show(context, customer); });

    std::vector<std::string> assignments;
    root.subcommand("edit", "Change fields of one customer")
        .argument("CUSTOMER", customer, "The customer's key")
        .argument("FIELD=VALUE", assignments, "Fields as in the import; an empty value clears one")
        .confirms()
        .example("customers edit C1 invoice_email=bills@example.org", "shows what would change")
        .action(Access::write,
                [&](Context& context) { flow::customers_edit(context, customer, assignments); });

    return program.run(argc, argv);
}
