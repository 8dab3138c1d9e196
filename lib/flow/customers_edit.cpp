#include "base/fault.hpp"
#include "base/text.hpp"
#include "flow/customer_checks.hpp"
#include "flow/customers.hpp"
#include "intake/schema.hpp"
#include "store/cards.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace duesday::flow {

namespace {

using intake::Cell;
using intake::Problem;
using rules::Customer;
using runtime::Fields;

/// A field of the import that a person may change, and where it stands.
struct EditableField {
    std::string_view name;
    std::string (*get)(const Customer&);
    void (*set)(Customer&, const std::string&);
};

template <std::string Customer::*member>
constexpr EditableField required_field(const char* name)
{
    return {name, [](const Customer& c) { return c.*member; },
            [](Customer& c, const std::string& value) { c.*member = value; }};
}

template <std::optional<std::string> Customer::*member>
constexpr EditableField optional_field(const char* name)
{
    return {name, [](const Customer& c) { return (c.*member).value_or(""); },
            [](Customer& c, const std::string& value) {
                c.*member = value.empty() ? std::nullopt : std::optional{value};
            }};
}

std::string get_kind(const Customer& customer)
{
    return rules::code_of(customer.kind);
}

/// An empty kind is worked out again, as an import does; a wrong one is refused by the schema.
void set_kind(Customer& customer, const std::string& value)
{
    customer.kind = rules::parse_customer_kind(value).value_or(
        rules::default_customer_kind(customer.vat_number));
}

/// The kind stands last: its default looks at the VAT number.
constexpr std::array<EditableField, 14> editable_fields{
    required_field<&Customer::name>("name"),
    required_field<&Customer::street>("street"),
    required_field<&Customer::postcode>("postcode"),
    required_field<&Customer::city>("city"),
    required_field<&Customer::country>("country"),
    required_field<&Customer::email>("email"),
    optional_field<&Customer::invoice_email>("invoice_email"),
    optional_field<&Customer::language>("language"),
    optional_field<&Customer::vat_number>("vat_number"),
    optional_field<&Customer::gst_number>("gst_number"),
    optional_field<&Customer::enterprise_number>("enterprise_number"),
    optional_field<&Customer::einvoice_status>("einvoice_status"),
    optional_field<&Customer::channel>("channel"),
    EditableField{"kind", get_kind, set_kind},
};

struct Change {
    const EditableField* field;
    std::string value;
};

Change parse_change(const std::string& assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string::npos)
        throw Fault{FaultKind::usage,
                    fmt::format("'{}' is not of the form FIELD=VALUE", assignment),
                    "write for example city=Leuven"};
    const auto name = assignment.substr(0, equals);
    const auto value = text::trim(std::string_view{assignment}.substr(equals + 1));
    std::vector<std::string_view> names;
    for (const auto& field : editable_fields) {
        if (field.name == name)
            return {&field, std::string{value}};
        names.push_back(field.name);
    }
    const auto near = text::nearest(name, names);
    throw Fault{FaultKind::usage,
                name == "customer" ? std::string{"a customer's key does not change"}
                : near.empty()
                    ? fmt::format("a customer has no field '{}'", name)
                    : fmt::format("a customer has no field '{}'; did you mean '{}'?", name, near),
                fmt::format("fields: {}", fmt::join(names, ", "))};
}

/// In the order of editable_fields; the last of two for one field wins.
std::vector<Change> parse_changes(const std::vector<std::string>& assignments)
{
    std::vector<Change> changes;
    for (const auto& assignment : assignments)
        changes.push_back(parse_change(assignment));
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change& a, const Change& b) { return a.field < b.field; });
    return changes;
}

/// What the import's schema says of the new values, a full card number (SUB-061) included.
std::vector<Problem> check_values(const Customer& before, const std::vector<Change>& changes)
{
    const intake::Schema schema{intake::schema_text("customers")};
    intake::Row row;
    row.cells.resize(schema.columns().size());
    const auto put = [&](std::string_view column, std::string value) {
        if (const auto at = schema.find(column))
            row.cells[*at] = {Cell::Form::text, std::move(value)};
    };
    put("customer", before.key);
    for (const auto& field : editable_fields)
        put(field.name, field.get(before));
    for (const auto& change : changes)
        put(change.field->name, change.value);
    schema.check(row);
    for (const auto& change : changes)
        if (!text::is_utf8(change.value))
            row.problems.push_back({std::string{change.field->name}, "not_utf8",
                                    "holds bytes that are no UTF-8 text"});
    return row.problems;
}

Customer changed(Customer customer, const std::vector<Change>& changes,
                 const runtime::Config& config)
{
    for (const auto& change : changes)
        change.field->set(customer, change.value);
    if (!customer.language)
        customer.language = config.language;
    if (customer.vat_number)
        if (auto normal = rules::normal_vat_number(customer.country, *customer.vat_number))
            customer.vat_number = std::move(normal);
    return customer;
}

/// CLI.md: among customers with a role or a subscription the e-mail is unique (SUB-053).
std::vector<Problem> check_email_is_free(store::Database& database,
                                         const store::CustomerRow& wanted)
{
    if (!wanted.acts)
        return {};
    for (const auto& other : store::customers_with_email(database, wanted.customer.email))
        if (other.acts && other.id != wanted.id)
            return {{"email", "email_taken",
                     fmt::format("customer {} acts with this e-mail already (SUB-053): each needs "
                                 "its own",
                                 other.customer.key)}};
    return {};
}

runtime::Plan plan_of(const store::CustomerRow& before, const store::CustomerRow& after,
                      const std::optional<rules::CardFacts>& card)
{
    runtime::Plan plan;
    plan.basis = fmt::format("customers edit {}", before.customer.key);
    const auto line = [&](std::string_view field, const std::string& old_value,
                          const std::string& new_value) {
        if (old_value == new_value)
            return;
        plan.lines.push_back(Fields{}
                                 .add("customer", before.customer.key)
                                 .add("field", field)
                                 .add("old", old_value)
                                 .add("new", new_value));
        plan.basis += fmt::format("\n{}\n{}:{}{}:{}", field, old_value.size(), old_value,
                                  new_value.size(), new_value);
    };
    for (const auto& field : editable_fields)
        line(field.name, field.get(before.customer), field.get(after.customer));
    if (!plan.lines.empty())
        line("account_state", rules::code_of(rules::account_state(before.customer, card)),
             rules::code_of(rules::account_state(after.customer, card)));
    return plan;
}

/// One edit; refuses by itself.
class Edit {
public:
    Edit(runtime::Context& context, const std::string& customer)
        : context_{context}, database_{context.book.database()}, customer_{customer}
    {
    }

    void run(const std::vector<Change>& changes)
    {
        const auto before = store::find_customer(database_, customer_);
        if (!before)
            return refuse(
                "unknown_customer",
                fmt::format("there is no customer {}: customers list names them", customer_));
        if (refused(check_values(before->customer, changes)))
            return;
        auto after = *before;
        after.customer = changed(before->customer, changes, context_.config());
        if (refused(check_customer(after.customer)) ||
            refused(check_email_is_free(database_, after)))
            return;
        const auto card = store::current_card(database_, before->id);
        const auto plan =
            plan_of(*before, after, card ? std::optional{store::card_facts(*card)} : std::nullopt);
        if (plan.lines.empty()) {
            context_.report.subject({"customer", customer_, Outcome::skipped, "no_change",
                                     "everything stands as wished already"});
            return;
        }
        if (runtime::confirm(context_, plan) == runtime::Confirmed::yes)
            change(*before, after);
    }

private:
    void change(const store::CustomerRow& before, const store::CustomerRow& after)
    {
        store::Write write{context_.book, context_.stamp()};
        const auto now = store::find_customer(database_, customer_);
        const auto basis = [&](const store::CustomerRow& from) {
            return plan_of(from, after, std::nullopt).basis;
        };
        if (!now || basis(*now) != basis(before))
            return refuse("stale_plan",
                          "the customer was changed meanwhile: look at the plan again");
        if (refused(check_email_is_free(database_, after)))
            return;
        store::update_customer(write, *now, after.customer, "edited");
        write.commit();
        context_.report.subject({"customer", customer_, Outcome::done, {}, "changed"});
    }

    void refuse(std::string_view reason, const std::string& text)
    {
        context_.report.refuse({"customer", customer_, Outcome::attention, reason, text});
    }

    bool refused(const std::vector<Problem>& problems)
    {
        for (const auto& problem : problems)
            context_.report.refuse({"customer", customer_, Outcome::attention, problem.reason,
                                    fmt::format("{}: {}", problem.column, problem.text)},
                                   Fields{}.add("field", problem.column));
        return !problems.empty();
    }

    runtime::Context& context_;
    store::Database& database_;
    const std::string& customer_;
};

} // namespace

void customers_edit(runtime::Context& context, const std::string& customer,
                    const std::vector<std::string>& assignments)
{
    Edit{context, customer}.run(parse_changes(assignments));
}

} // namespace duesday::flow
