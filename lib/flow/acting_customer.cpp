#include "flow/acting_customer.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

bool may_act(const runtime::Context& context)
{
    if (context.book.mode() == store::Mode::sandbox)
        return true;
    const auto& allowed = context.config().may_act_for_customers;
    return std::find(allowed.begin(), allowed.end(), context.actor.os_user) != allowed.end();
}

} // namespace

std::optional<store::CustomerRow> acting_customer(runtime::Context& context)
{
    const auto& name = context.actor.name;
    if (!context.actor.is_named)
        throw Fault{FaultKind::usage, "nobody is named for whom to act",
                    "name the customer who pays with --actor EMAIL", "actor_missing"};
    const auto refuse = [&](std::string_view reason, const std::string& text) {
        context.report.refuse({"actor", name, Outcome::attention, reason, text}, {},
                              runtime::Exit::not_permitted);
    };
    if (!may_act(context)) {
        refuse("may_not_act", fmt::format("{} may not act for customers: add the login to "
                                          "actors.may_act_for_customers",
                                          context.actor.os_user));
        return std::nullopt;
    }
    auto found = store::customers_with_email(context.book.database(), name);
    // Only one of them acts; of those that do not, one is as good as another: none has a role.
    const auto acting =
        std::find_if(found.begin(), found.end(), [](const auto& row) { return row.acts; });
    if (acting != found.end())
        return std::move(*acting);
    if (!found.empty())
        return std::move(found.front());
    refuse("unknown_actor",
           fmt::format("no customer has the e-mail {} (SUB-053): use the one of the Cloud account",
                       name));
    return std::nullopt;
}

} // namespace duesday::flow
