#include "flow/import_kind.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "store/import_customers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace duesday::flow {

namespace {

constexpr int last_year = 2999; ///< beyond, terms of years would leave the calendar one day

} // namespace

std::unique_ptr<KindImport> make_kind_import(const ImportScope& scope)
{
    using Make = std::unique_ptr<KindImport> (*)(const ImportScope&);
    struct Known {
        std::string_view kind;
        Make make;
    };
    constexpr Known known[] = {
        {"customers", import_customers},
        {"contacts", import_contacts},
        {"cards", import_cards},
        {"installations", import_installations},
        {"roles", import_roles},
        {"products", import_products},
        {"subscriptions", import_subscriptions},
        {"contracts", import_contracts},
        {"machines", import_machines},
        {"meters", import_meters},
        {"readings", import_readings},
    };
    for (const auto& [kind, make] : known)
        if (kind == scope.schema.kind())
            return make(scope);
    throw Fault{FaultKind::bug, fmt::format("nothing loads {}", scope.schema.kind())};
}

bool SeenRows::meets_again(std::int64_t id)
{
    if (is_new(id))
        return true;
    if (met_.empty())
        met_.resize(static_cast<std::size_t>(last_id_) + 1);
    const auto at = static_cast<std::size_t>(id);
    const bool again = met_[at];
    met_[at] = true;
    return again;
}

CellOf::CellOf(const intake::Schema& schema, std::string_view column)
{
    const auto found = schema.find(column);
    if (!found)
        throw Fault{FaultKind::bug, fmt::format("{} have no column {}", schema.kind(), column)};
    index_ = *found;
}

std::string_view CellOf::text(const intake::Row& row) const
{
    return text::trim(in(row).text);
}

std::optional<std::string> CellOf::optional_text(const intake::Row& row) const
{
    const auto found = text(row);
    return found.empty() ? std::nullopt : std::optional{std::string{found}};
}

bool CellOf::flag(const intake::Row& row) const
{
    const auto& word = in(row).text;
    return word == "yes" || word == "true" || word == "TRUE" || word == "1";
}

int CellOf::number(const intake::Row& row) const
{
    const auto digits = text(row);
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

void CellOf::put(const intake::Row& row, std::string& target) const
{
    if (in(row).is_given())
        target = text(row);
}

void CellOf::put(const intake::Row& row, std::optional<std::string>& target) const
{
    if (in(row).is_given())
        target = optional_text(row);
}

void CellOf::put(const intake::Row& row, bool& target) const
{
    if (in(row).is_given())
        target = flag(row);
}

void CellOf::put(const intake::Row& row, bool& target, bool otherwise) const
{
    if (in(row).is_given())
        target = text(row).empty() ? otherwise : flag(row);
}

std::optional<Date> day_of(const intake::Row& row, const CellOf& cell, const char* column,
                           std::vector<intake::Problem>& problems)
{
    const auto text = cell.text(row);
    if (text.empty())
        return std::nullopt;
    const auto found = Date::parse(text);
    if (!found)
        problems.push_back({column, "no_such_day",
                            fmt::format("{} is no day of the calendar", intake::shown(text))});
    else if (found->year() > last_year)
        problems.push_back({column, "day_too_far",
                            fmt::format("{} is after the year {}; leave a day that stands for "
                                        "\"never\" out",
                                        found->iso(), last_year)});
    return found;
}

CustomerReferences::Customer* CustomerReferences::remembered(std::string_view name)
{
    name_.assign(name);
    const auto found = known_.find(name_);
    return found == known_.end() ? nullptr : found->second.get();
}

CustomerReferences::Customer* CustomerReferences::remember(std::string_view name, Customer customer)
{
    constexpr std::size_t most = 50'000;
    if (known_.size() >= most)
        known_before_ = std::exchange(known_, {});
    // Key and e-mail lead to the same entry, so that both know who acts.
    auto& entry = known_[customer.key];
    if (!entry)
        entry = std::make_shared<Customer>(std::move(customer));
    auto shared = entry;
    return (known_[std::string{name}] = std::move(shared)).get();
}

CustomerReferences::Customer* CustomerReferences::find(const char* column, std::string_view key,
                                                       std::vector<intake::Problem>& problems)
{
    if (auto* known = remembered(key); known != nullptr && known->key == key)
        return known;
    const auto found = store::customer_reference(write_.database(), key);
    if (found)
        return remember(key, {found->id, found->key, found->email_key, found->acts});
    problems.push_back(
        {column, "unknown_customer",
         fmt::format("there is no customer {}; load customers first", intake::shown(key))});
    return nullptr;
}

CustomerReferences::Customer*
CustomerReferences::find_purchaser(std::string_view key_or_email,
                                   std::vector<intake::Problem>& problems)
{
    if (auto* known = remembered(key_or_email))
        return known;
    if (const auto found = store::customer_reference(write_.database(), key_or_email))
        return remember(key_or_email, {found->id, found->key, found->email_key, found->acts});
    const auto matches =
        store::customers_by_email_key(write_.database(), text::email_key(key_or_email));
    if (matches.empty()) {
        problems.push_back({"purchaser", "unknown_purchaser",
                            fmt::format("no customer has the key or the e-mail {}; load customers "
                                        "first",
                                        intake::shown(key_or_email))});
        return nullptr;
    }
    const auto& first = matches.front();
    if (matches.size() > 1 && !first.acts) {
        problems.push_back({"purchaser", "ambiguous_purchaser",
                            fmt::format("{} is the e-mail of {} and {}; name the customer's key",
                                        intake::shown(key_or_email), first.key, matches[1].key)});
        return nullptr;
    }
    return remember(key_or_email, {first.id, first.key, first.email_key, first.acts});
}

std::string CustomerReferences::may_act(const Customer& customer)
{
    if (customer.acts || customer.id == may_act_)
        return {};
    auto other = store::other_acting_customer(write_.database(), customer.email_key, customer.id);
    if (other.empty())
        may_act_ = customer.id;
    return other;
}

void CustomerReferences::let_act(Customer& customer)
{
    if (customer.acts)
        return;
    store::let_customer_act(write_, customer.id);
    customer.acts = true;
    may_act_ = 0; // another under the same e-mail may not any more
}

intake::Problem email_taken(const char* column, std::string_view email, std::string_view other)
{
    return {column, "email_taken",
            fmt::format("customer {} already acts as {}; among customers with a role or a "
                        "subscription the e-mail is unique",
                        other, intake::shown(email))};
}

intake::Problem duplicate_key(const char* column, std::string_view key)
{
    return {column, "duplicate_key",
            fmt::format("{} stands in this import already", intake::shown(key))};
}

} // namespace duesday::flow
