// Customers and their contacts.

#include "store/import_customers.hpp"

#include "base/text.hpp"
#include "flow/customer_checks.hpp"
#include "flow/import_kind.hpp"
#include "rules/customer/identification.hpp"
#include "store/customers.hpp"
#include "store/import_metering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;

class CustomersImport final : public KindImport {
public:
    explicit CustomersImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_customer_id(scope.database())}
    {
    }

    Loaded take(const Row& row, const Place& place, std::vector<Problem>& problems) override
    {
        auto fresh = defaults();
        put(row, fresh);
        fresh.key = key_.text(row);
        check(fresh, problems);
        if (!problems.empty())
            return Loaded::bad;
        if (store::add_customer(scope_.write, fresh)) {
            last_place_ = place;
            warn_of_missing_number(place, fresh);
            return Loaded::added;
        }
        const auto stored = store::find_customer(scope_.database(), fresh.key).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("customer", fresh.key));
            return Loaded::bad;
        }
        return update(row, place, stored, problems);
    }

    void finish(const Settle&) override { warn_of_near_duplicates(); }

private:
    rules::Customer defaults() const
    {
        rules::Customer customer;
        customer.language = scope_.config.language;
        return customer;
    }

    /// Columns that the row has; an empty optional one goes back to its default.
    void put(const Row& row, rules::Customer& c) const
    {
        name_.put(row, c.name);
        street_.put(row, c.street);
        c.street.erase(std::remove(c.street.begin(), c.street.end(), '\r'), c.street.end());
        postcode_.put(row, c.postcode);
        city_.put(row, c.city);
        country_.put(row, c.country);
        email_.put(row, c.email);
        invoice_email_.put(row, c.invoice_email);
        language_.put(row, c.language);
        if (!c.language)
            c.language = scope_.config.language;
        vat_number_.put(row, c.vat_number);
        if (c.vat_number)
            if (auto normal = rules::normal_vat_number(c.country, *c.vat_number))
                c.vat_number = std::move(normal);
        gst_number_.put(row, c.gst_number);
        enterprise_number_.put(row, c.enterprise_number);
        einvoice_status_.put(row, c.einvoice_status);
        channel_.put(row, c.channel);
        const auto kind = rules::parse_customer_kind(kind_.text(row));
        if (kind)
            c.kind = *kind;
        else if (kind_.in(row).is_given() || c.key.empty())
            c.kind = rules::default_customer_kind(c.vat_number);
    }

    static void check(const rules::Customer& customer, std::vector<Problem>& problems)
    {
        for (auto& problem : check_customer(customer))
            problems.push_back(std::move(problem));
    }

    /// SUB-043: such an account is loaded, and cannot buy.
    void warn_of_missing_number(const Place& place, const rules::Customer& c) const
    {
        const auto problem =
            rules::check_identification(c.country, c.kind, c.vat_number, c.gst_number);
        if (!rules::is_incomplete(problem))
            return;
        const std::string reason = rules::code_of(problem);
        scope_.warn(place, {reason == "gst_missing" ? "gst_number" : "vat_number", reason,
                            rules::explain(problem, c.country)});
    }

    Loaded update(const Row& row, const Place& place, const store::CustomerRow& stored,
                  std::vector<Problem>& problems)
    {
        auto after = stored.customer;
        put(row, after);
        check(after, problems); // a new country may not go with the stored number
        if (stored.acts) {
            const auto other = store::other_acting_customer(
                scope_.database(), text::email_key(after.email), stored.id);
            if (!other.empty())
                problems.push_back(email_taken("email", after.email, other));
        }
        if (!problems.empty())
            return Loaded::bad;
        warn_of_missing_number(place, after);
        return store::update_customer(scope_.write, stored, after, "import") ? Loaded::changed
                                                                             : Loaded::unchanged;
    }

    /// SUB-053: said where one of the two is new; the book keeps both as they are. A hash a
    /// customer is held, not the addresses.
    void warn_of_near_duplicates()
    {
        struct Entry {
            std::size_t near;
            std::size_t exact;
            std::int64_t id;
        };
        std::vector<Entry> entries;
        const std::hash<std::string> hash;
        store::each_email(scope_.database(), [&](std::int64_t id, std::string_view email) {
            entries.push_back(
                {hash(rules::near_duplicate_key(email)), hash(std::string{email}), id});
        });
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
            return std::tie(a.near, a.id) < std::tie(b.near, b.id);
        });
        for (std::size_t i = 1; i < entries.size(); ++i) {
            const auto& before = entries[i - 1];
            const auto& after = entries[i];
            if (before.near != after.near || before.exact == after.exact || !seen_.is_new(after.id))
                continue;
            scope_.warn(last_place_,
                        {"email", "near_duplicate_email",
                         fmt::format("the e-mails of {} and {} are nearly the same; both are kept",
                                     store::customer_key(scope_.database(), before.id),
                                     store::customer_key(scope_.database(), after.id))});
        }
    }

    const ImportScope& scope_;
    SeenRows seen_;
    Place last_place_;
    CellOf key_{scope_.schema, "customer"}, name_{scope_.schema, "name"},
        street_{scope_.schema, "street"}, postcode_{scope_.schema, "postcode"},
        city_{scope_.schema, "city"}, country_{scope_.schema, "country"},
        email_{scope_.schema, "email"}, kind_{scope_.schema, "kind"},
        invoice_email_{scope_.schema, "invoice_email"}, language_{scope_.schema, "language"},
        vat_number_{scope_.schema, "vat_number"}, gst_number_{scope_.schema, "gst_number"},
        enterprise_number_{scope_.schema, "enterprise_number"},
        einvoice_status_{scope_.schema, "einvoice_status"}, channel_{scope_.schema, "channel"};
};

class ContactsImport final : public KindImport {
public:
    explicit ContactsImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_contact_id(scope.database())}, customers_{scope.write}
    {
    }

    Loaded take(const Row& row, const Place&, std::vector<Problem>& problems) override
    {
        const auto* customer = customers_.find("customer", customer_.text(row), problems);
        if (customer == nullptr)
            return Loaded::bad;
        store::ImportedContact fresh;
        fresh.contact = key_.text(row);
        put(row, *customer, fresh);
        if (fresh.email)
            check_email("email", *fresh.email, problems);
        if (!problems.empty())
            return Loaded::bad;
        if (store::add_contact(scope_.write, fresh))
            return Loaded::added;
        const auto stored = store::imported_contact(scope_.database(), fresh.contact).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("contact", fresh.contact));
            return Loaded::bad;
        }
        auto after = stored;
        put(row, *customer, after);
        if (after.customer != stored.customer) {
            if (const auto contract = store::contract_of_contact(scope_.database(), stored.id);
                !contract.empty()) {
                problems.push_back({"customer", "contact_in_contract",
                                    fmt::format("{} is the contact of contract {} of {}; give the "
                                                "contract another contact first",
                                                fresh.contact, contract, stored.customer_key)});
                return Loaded::bad;
            }
        }
        store::Changes changes;
        changes.field("customer", stored.customer_key, after.customer_key)
            .personal("name", stored.name, after.name)
            .personal("email", stored.email.value_or(""), after.email.value_or(""))
            .field("role", stored.role.value_or(""), after.role.value_or(""));
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_contact(scope_.write, after);
        scope_.write.audit("contact/" + after.contact, "import", changes);
        return Loaded::changed;
    }

private:
    void put(const Row& row, const CustomerReferences::Customer& customer,
             store::ImportedContact& contact) const
    {
        contact.customer = customer.id;
        contact.customer_key = customer.key;
        name_.put(row, contact.name);
        email_.put(row, contact.email);
        role_.put(row, contact.role);
    }

    const ImportScope& scope_;
    SeenRows seen_;
    CustomerReferences customers_;
    CellOf key_{scope_.schema, "contact"}, customer_{scope_.schema, "customer"},
        name_{scope_.schema, "name"}, email_{scope_.schema, "email"}, role_{scope_.schema, "role"};
};

} // namespace

std::unique_ptr<KindImport> import_customers(const ImportScope& scope)
{
    return std::make_unique<CustomersImport>(scope);
}

std::unique_ptr<KindImport> import_contacts(const ImportScope& scope)
{
    return std::make_unique<ContactsImport>(scope);
}

} // namespace duesday::flow
