#include "flow/customers.hpp"
#include "store/card_entries.hpp"
#include "store/cards.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// The columns of the import, in its order.
Fields fields_of(const rules::Customer& customer)
{
    Fields fields;
    fields.add("customer", customer.key)
        .add("name", customer.name)
        .add("street", customer.street)
        .add("postcode", customer.postcode)
        .add("city", customer.city)
        .add("country", customer.country)
        .add("email", customer.email)
        .add("kind", rules::code_of(customer.kind))
        .add("invoice_email", customer.invoice_email)
        .add("language", customer.language)
        .add("vat_number", customer.vat_number)
        .add("gst_number", customer.gst_number)
        .add("enterprise_number", customer.enterprise_number)
        .add("einvoice_status", customer.einvoice_status)
        .add("channel", customer.channel);
    return fields;
}

/// Customers by the e-mail that a person may read them as; only those that more than one has.
using Lookalikes = std::unordered_map<std::string, std::vector<std::string>>;

Lookalikes find_lookalikes(store::Database& database)
{
    Lookalikes found;
    store::each_customer(database, [&](const store::CustomerListing& listing) {
        const auto& customer = listing.row.customer;
        found[rules::near_duplicate_key(customer.email)].push_back(customer.key);
    });
    std::erase_if(found, [](const auto& entry) { return entry.second.size() < 2; });
    return found;
}

std::vector<std::string> others_like(const Lookalikes& lookalikes, const rules::Customer& customer)
{
    const auto found = lookalikes.find(rules::near_duplicate_key(customer.email));
    if (found == lookalikes.end())
        return {};
    auto others = found->second;
    std::erase(others, customer.key);
    return others;
}

std::vector<Fields> card_fields(store::Database& database, std::int64_t customer)
{
    std::vector<Fields> cards;
    for (const auto& card : store::cards_of(database, customer)) {
        Fields fields;
        fields.add("brand", card.brand)
            .add("last4", card.last4)
            .add("expires", card.expires)
            .add("provider", card.provider)
            .add("registered_on", card.registered_on)
            .add("state", card.is_current || card.state != "ready" ? card.state : "replaced");
        cards.push_back(std::move(fields));
    }
    for (const auto& card : store::refused_cards(database, customer)) {
        Fields fields;
        fields.add("brand", card.brand)
            .add("last4", card.last4)
            .add("expires", card.expires.empty() ? std::nullopt : std::optional{card.expires})
            .add("provider", card.provider)
            .add("registered_on", card.entered_on)
            .add("state", "refused")
            .add("reason", card.reason);
        cards.push_back(std::move(fields));
    }
    return cards;
}

std::vector<Fields> role_fields(store::Database& database, std::int64_t customer)
{
    std::vector<Fields> roles;
    for (const auto& role : store::roles_of(database, customer)) {
        Fields fields;
        fields.add("installation", role.installation).add("role", role.role);
        roles.push_back(std::move(fields));
    }
    return roles;
}

} // namespace

void customers_list(runtime::Context& context, const CustomerListOptions& options)
{
    auto& database = context.book.database();
    const auto lookalikes = options.duplicates ? find_lookalikes(database) : Lookalikes{};
    store::each_customer(database, [&](const store::CustomerListing& listing) {
        const auto& customer = listing.row.customer;
        const auto missing = rules::missing_account_fields(customer, listing.card);
        if (options.incomplete && missing.empty())
            return;
        const auto others = others_like(lookalikes, customer);
        if (options.duplicates && others.empty())
            return;
        auto fields = fields_of(customer);
        fields.add("account_state", rules::code_of(rules::account_state(customer, listing.card)));
        if (options.incomplete)
            fields.add("missing", missing);
        if (options.duplicates)
            fields.add("resembles", others);
        context.report.row(fields);
    });
}

void customers_show(runtime::Context& context, const std::string& customer)
{
    auto& database = context.book.database();
    const auto found = store::find_customer(database, customer);
    if (!found) {
        context.report.refuse(
            {"customer", customer, Outcome::attention, "unknown_customer",
             fmt::format("there is no customer {}: customers list names them", customer)});
        return;
    }
    const auto card = store::current_card(database, found->id);
    const auto facts = card ? std::optional{store::card_facts(*card)} : std::nullopt;
    auto fields = fields_of(found->customer);
    fields.add("account_state", rules::code_of(rules::account_state(found->customer, facts)))
        .add("missing", rules::missing_account_fields(found->customer, facts))
        .add("cards", card_fields(database, found->id))
        .add("roles", role_fields(database, found->id));
    context.report.object("customer", fields);
}

} // namespace duesday::flow
