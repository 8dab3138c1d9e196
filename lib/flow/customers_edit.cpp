#include "base/fault.hpp"
#include "base/text.hpp"
#include "flow/customers.hpp"
#include "rules/customer/card_number.hpp"
#include "rules/customer/country.hpp"
#include "store/cards.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// A field of the import that a person may change, and where it stands.
struct EditableField {
    std::string_view name;
    bool required;
    std::string (*get)(const rules::Customer&);
    void (*set)(rules::Customer&, const std::string&);
};

template <std::string rules::Customer::*member>
constexpr EditableField required_field(std::string_view name)
{
    return {name, true, [](const rules::Customer& c) { return c.*member; },
            [](rules::Customer& c, const std::string& value) { c.*member = value; }};
}

template <std::optional<std::string> rules::Customer::*member>
constexpr EditableField optional_field(std::string_view name)
{
    return {name, false, [](const rules::Customer& c) { return (c.*member).value_or(""); },
            [](rules::Customer& c, const std::string& value) {
                c.*member = value.empty() ? std::nullopt : std::optional{value};
            }};
}

using rules::Customer;

constexpr std::array<EditableField, 14> editable_fields{
    required_field<&Customer::name>("name"),
    required_field<&Customer::street>("street"),
    required_field<&Customer::postcode>("postcode"),
    required_field<&Customer::city>("city"),
    required_field<&Customer::country>("country"),
    required_field<&Customer::email>("email"),
    // check_customer never sees a kind that is none: parse_changes refuses it first.
    EditableField{"kind", true,
                  [](const Customer& c) -> std::string { return rules::code_of(c.kind); },
                  [](Customer& c, const std::string& value) {
                      c.kind = rules::parse_customer_kind(value).value_or(c.kind);
                  }},
    optional_field<&Customer::invoice_email>("invoice_email"),
    optional_field<&Customer::language>("language"),
    optional_field<&Customer::vat_number>("vat_number"),
    optional_field<&Customer::gst_number>("gst_number"),
    optional_field<&Customer::enterprise_number>("enterprise_number"),
    optional_field<&Customer::einvoice_status>("einvoice_status"),
    optional_field<&Customer::channel>("channel"),
};

/// The languages in which letters are written.
constexpr std::array<std::string_view, 5> languages{"en", "nl", "de", "fr", "pt"};

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
    for (const auto& field : editable_fields)
        if (field.name == name)
            return {&field,
                    std::string{text::trim(std::string_view{assignment}.substr(equals + 1))}};
    std::vector<std::string_view> names;
    for (const auto& field : editable_fields)
        names.push_back(field.name);
    const auto near = text::nearest(name, names);
    throw Fault{FaultKind::usage,
                name == "customer" ? std::string{"a customer's key does not change"}
                : near.empty()
                    ? fmt::format("a customer has no field '{}'", name)
                    : fmt::format("a customer has no field '{}'; did you mean '{}'?", name, near),
                fmt::format("fields: {}", fmt::join(names, ", "))};
}

std::optional<CustomerProblem> check_value(const Change& change)
{
    const auto name = change.field->name;
    if (change.field->required && change.value.empty())
        return CustomerProblem{"empty_field", fmt::format("{} cannot be empty", name)};
    if (!text::is_utf8(change.value) || text::has_control_character(change.value))
        return CustomerProblem{"bad_text", fmt::format("{} holds bytes that are no text", name)};
    if (rules::contains_card_number(change.value))
        return CustomerProblem{"card_number",
                               fmt::format("{} looks like a full card number (SUB-061): it is "
                                           "never stored, leave it out",
                                           name)};
    if (name == "kind" && !rules::parse_customer_kind(change.value))
        return CustomerProblem{"bad_kind", "kind is company or person"};
    return std::nullopt;
}

/// Another customer that acts and has this e-mail (CLI.md: unique among those with a role or
/// subscription).
std::optional<CustomerProblem> check_email_is_free(store::Database& database,
                                                   const store::CustomerRow& wanted)
{
    if (!wanted.acts)
        return std::nullopt;
    for (const auto& other : store::customers_with_email(database, wanted.customer.email))
        if (other.acts && other.id != wanted.id)
            return CustomerProblem{"email_taken",
                                   fmt::format("customer {} acts with this e-mail already "
                                               "(SUB-053): each needs its own",
                                               other.customer.key)};
    return std::nullopt;
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
        Fields fields;
        fields.add("customer", before.customer.key)
            .add("field", field)
            .add("old", old_value)
            .add("new", new_value);
        plan.lines.push_back(std::move(fields));
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

} // namespace

std::optional<CustomerProblem> check_customer(const rules::Customer& customer)
{
    // First the country, then the number that it asks for (SUB-048).
    using rules::IdentificationProblem;
    const auto problem = rules::check_identification(customer.country, customer.kind,
                                                     customer.vat_number, customer.gst_number);
    if (problem != IdentificationProblem::none && !rules::is_incomplete(problem)) {
        const bool about_gst = problem == IdentificationProblem::gst_format ||
                               problem == IdentificationProblem::gst_check_digit;
        return CustomerProblem{
            rules::code_of(problem),
            rules::explain(problem, customer.country,
                           (about_gst ? customer.gst_number : customer.vat_number).value_or(""))};
    }
    if (customer.enterprise_number && customer.country == "BE" &&
        !rules::is_belgian_enterprise_number(*customer.enterprise_number))
        return CustomerProblem{"enterprise_number",
                               "enterprise_number is no Belgian enterprise number: ten digits, the "
                               "last two check the others"};
    if (!text::looks_like_email(customer.email))
        return CustomerProblem{"email", "email is no e-mail address"};
    if (customer.invoice_email && !text::looks_like_email(*customer.invoice_email))
        return CustomerProblem{"email", "invoice_email is no e-mail address"};
    if (customer.language &&
        std::find(languages.begin(), languages.end(), *customer.language) == languages.end())
        return CustomerProblem{"language",
                               fmt::format("language is one of {}", fmt::join(languages, ", "))};
    return std::nullopt;
}

void customers_edit(runtime::Context& context, const std::string& customer,
                    const std::vector<std::string>& assignments)
{
    std::vector<Change> changes;
    for (const auto& assignment : assignments)
        changes.push_back(parse_change(assignment));

    auto& database = context.book.database();
    const auto refuse = [&](const CustomerProblem& problem) {
        context.report.refuse(
            {"customer", customer, Outcome::attention, problem.reason, problem.text});
    };
    const auto before = store::find_customer(database, customer);
    if (!before)
        return refuse(
            {"unknown_customer",
             fmt::format("there is no customer {}: customers list names them", customer)});
    auto after = *before;
    for (const auto& change : changes) {
        if (const auto problem = check_value(change))
            return refuse(*problem);
        change.field->set(after.customer, change.value);
    }
    if (const auto problem = check_customer(after.customer))
        return refuse(*problem);
    if (const auto problem = check_email_is_free(database, after))
        return refuse(*problem);

    const auto card = store::current_card(database, before->id);
    const auto plan =
        plan_of(*before, after, card ? std::optional{store::card_facts(*card)} : std::nullopt);
    if (plan.lines.empty()) {
        context.report.subject({"customer", customer, Outcome::skipped, "no_change",
                                "everything stands as wished already"});
        return;
    }
    if (runtime::confirm(context, plan) != runtime::Confirmed::yes)
        return;

    store::Write write{context.book, context.stamp()};
    const auto now = store::find_customer(database, customer);
    if (!now ||
        plan_of(*now, after, std::nullopt).basis != plan_of(*before, after, std::nullopt).basis)
        return refuse({"stale_plan", "the customer was changed meanwhile: look at the plan again"});
    if (const auto problem = check_email_is_free(database, after))
        return refuse(*problem);
    store::update_customer(write, *now, after);
    write.commit();
    context.report.subject({"customer", customer, Outcome::done, {}, "changed"});
}

} // namespace duesday::flow
