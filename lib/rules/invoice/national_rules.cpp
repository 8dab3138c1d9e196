#include "rules/invoice/national_rules.hpp"

#include "base/text.hpp"
#include "rules/invoice/party_id.hpp"
#include "rules/invoice/payment_means.hpp"
#include "rules/invoice/vat.hpp"
#include "rules/invoice/vat_category.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

namespace {

enum class Buyers {
    all,
    domestic, ///< in the seller's country
};

enum class Role { seller, buyer };

/// For which invoices a rule is.
struct Scope {
    std::string_view country; ///< of the seller
    Buyers buyers;
};

/// A field that has to be there.
struct Needed {
    Scope scope;
    Role role;
    std::string_view name;
    std::string Party::*field;
    std::string_view rule;
};

constexpr std::array<Needed, 23> needed_fields{{
    {{"DE", Buyers::domestic}, Role::seller, "contact", &Party::contact, "DE-R-005"},
    {{"DE", Buyers::domestic}, Role::seller, "phone", &Party::phone, "DE-R-006"},
    {{"DE", Buyers::domestic}, Role::seller, "email", &Party::email, "DE-R-007"},
    {{"DE", Buyers::domestic}, Role::seller, "city", &Party::city, "DE-R-003"},
    {{"DE", Buyers::domestic}, Role::seller, "postcode", &Party::postcode, "DE-R-004"},
    {{"DE", Buyers::domestic}, Role::buyer, "city", &Party::city, "DE-R-008"},
    {{"DE", Buyers::domestic}, Role::buyer, "postcode", &Party::postcode, "DE-R-009"},
    {{"DK", Buyers::all}, Role::seller, "enterprise_number", &Party::enterprise_number, "DK-R-002"},
    {{"IS", Buyers::all}, Role::seller, "enterprise_number", &Party::enterprise_number, "IS-R-002"},
    {{"IS", Buyers::all}, Role::seller, "street", &Party::street, "IS-R-003"},
    {{"IS", Buyers::all}, Role::seller, "postcode", &Party::postcode, "IS-R-003"},
    {{"IS", Buyers::domestic},
     Role::buyer,
     "enterprise_number",
     &Party::enterprise_number,
     "IS-R-004"},
    {{"IS", Buyers::domestic}, Role::buyer, "street", &Party::street, "IS-R-005"},
    {{"IS", Buyers::domestic}, Role::buyer, "postcode", &Party::postcode, "IS-R-005"},
    {{"IT", Buyers::all}, Role::seller, "street", &Party::street, "IT-R-002"},
    {{"IT", Buyers::all}, Role::seller, "city", &Party::city, "IT-R-003"},
    {{"IT", Buyers::all}, Role::seller, "postcode", &Party::postcode, "IT-R-004"},
    {{"NL", Buyers::all}, Role::seller, "street", &Party::street, "NL-R-002"},
    {{"NL", Buyers::all}, Role::seller, "city", &Party::city, "NL-R-002"},
    {{"NL", Buyers::all}, Role::seller, "postcode", &Party::postcode, "NL-R-002"},
    {{"NL", Buyers::domestic}, Role::buyer, "street", &Party::street, "NL-R-004"},
    {{"NL", Buyers::domestic}, Role::buyer, "city", &Party::city, "NL-R-004"},
    {{"NL", Buyers::domestic}, Role::buyer, "postcode", &Party::postcode, "NL-R-004"},
}};

/// An enterprise number that, where it is given, has to be of the country's register.
struct Registered {
    Scope scope;
    Role role;
    std::string_view rule;
    std::string_view form;
};

constexpr std::array<Registered, 7> registered_numbers{{
    {{"DK", Buyers::all}, Role::seller, "DK-R-014", "a CVR number has eight digits"},
    {{"DK", Buyers::domestic}, Role::buyer, "DK-R-017", "a CVR number has eight digits"},
    {{"IS", Buyers::all}, Role::seller, "IS-R-002", "a kennitala has ten digits"},
    {{"IS", Buyers::domestic}, Role::buyer, "IS-R-004", "a kennitala has ten digits"},
    {{"NL", Buyers::all}, Role::seller, "NL-R-003", "a KvK number has 8 digits, an OIN 20"},
    {{"NL", Buyers::domestic}, Role::buyer, "NL-R-005", "a KvK number has 8 digits, an OIN 20"},
    {{"SE", Buyers::all},
     Role::seller,
     "SE-R-004",
     "an organisationsnummer has ten digits, of which the last checks the others"},
}};

const Party& party_of(const Invoice& invoice, Role role)
{
    return role == Role::seller ? invoice.seller : invoice.buyer;
}

std::string field_of(Role role, std::string_view name)
{
    return fmt::format("{}.{}", role == Role::seller ? "seller" : "buyer", name);
}

const char* owner_of(Role role)
{
    return role == Role::seller ? "the configuration" : "the customer";
}

class NationalChecking {
public:
    explicit NationalChecking(const Invoice& invoice) : invoice_{invoice} {}

    std::vector<InvoiceFinding> run()
    {
        for (const auto& needed : needed_fields)
            if (applies(needed.scope))
                check_needed(needed);
        for (const auto& registered : registered_numbers)
            if (applies(registered.scope))
                check_registered(registered);
        const auto& country = invoice_.seller.country;
        if (country == "DE")
            check_germany();
        else if (country == "DK")
            check_denmark();
        else if (country == "GR")
            check_greece();
        else if (country == "IT")
            check_italy();
        else if (country == "NO" || country == "SJ")
            check_norway();
        else if (country == "SE")
            check_sweden();
        return std::move(findings_);
    }

private:
    bool applies(const Scope& scope) const
    {
        return invoice_.seller.country == scope.country &&
               (scope.buyers == Buyers::all || is_domestic());
    }

    bool is_domestic() const { return invoice_.buyer.country == invoice_.seller.country; }

    void add(std::string field, std::string_view reason, std::string_view wrong,
             std::string_view remedy)
    {
        findings_.push_back(invoice_finding(std::move(field), reason, wrong, remedy));
    }

    void check_needed(const Needed& needed)
    {
        if (text::trim(party_of(invoice_, needed.role).*needed.field).empty())
            add(field_of(needed.role, needed.name), "missing",
                fmt::format("{} asks sellers in {} for it", needed.rule, needed.scope.country),
                fmt::format("add it to {}", owner_of(needed.role)));
    }

    void check_registered(const Registered& registered)
    {
        const auto number = legal_registration(party_of(invoice_, registered.role));
        if (number && number->scheme.empty())
            add(field_of(registered.role, "enterprise_number"), "wrong_enterprise_number",
                fmt::format("'{}' is of no register that {} knows: {}", number->value,
                            registered.rule, registered.form),
                fmt::format("correct {}", owner_of(registered.role)));
    }

    void check_germany()
    {
        if (is_domestic() && invoice_.vat_treatment == code_of(VatTreatment::out_of_scope))
            add("vat_treatment", "national_rules",
                "DE-R-014 asks for a VAT rate, and what is out of the scope of VAT has none",
                "send the page alone");
    }

    void check_denmark()
    {
        const bool is_transfer = invoice_.kind == "invoice" && invoice_.paid_with.empty() &&
                                 !invoice_.seller.iban.empty();
        if (is_domestic() && is_transfer && !danish_account(invoice_.seller.iban))
            add("seller.iban", "wrong_account",
                "DK-R-005 asks for an account in Denmark where the buyer is there too",
                "set a Danish IBAN in the configuration");
    }

    void check_greece()
    {
        add("seller.country", "national_rules",
            "GR-R-004 asks for the MARK number that the Greek tax office gives each invoice, and "
            "nothing here can ask for it",
            "send the page alone");
    }

    void check_italy()
    {
        constexpr std::size_t least = 11;
        constexpr std::size_t most = 16;
        const auto number = text::trim(invoice_.seller.tax_registration);
        const bool fits =
            number.size() >= least && number.size() <= most &&
            number.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == number.npos;
        if (!number.empty() && !fits)
            add("seller.tax_registration", "wrong_tax_registration",
                "IT-R-001 asks for 11 to 16 capitals and digits", "correct the configuration");
    }

    void check_norway()
    {
        const auto number = vat_identifier(invoice_.seller);
        auto by_vat_number = invoice_.seller;
        by_vat_number.enterprise_number.clear();
        if (number && (!number->ends_with("MVA") || !registered_id(by_vat_number)))
            add("seller.vat_number", "wrong_vat_number",
                fmt::format("'{}' is not what NO-R-001 asks for: NO, nine digits of which the last "
                            "checks the others, MVA",
                            *number),
                "correct the configuration");
    }

    void check_sweden()
    {
        constexpr std::string_view statement = "Godkänd för F-skatt";
        const auto said = text::trim(invoice_.seller.tax_registration);
        if (!said.empty() && said != statement)
            add("seller.tax_registration", "wrong_tax_registration",
                fmt::format("SE-R-005 asks for '{}' and nothing else", statement),
                "correct the configuration");
        constexpr std::array swedish_rates{VatRate{600}, VatRate{1200}, VatRate{2500}};
        for (const auto& line : invoice_.lines)
            if (vat_category(invoice_.vat_treatment, line.vat_rate) == VatCategory::standard &&
                std::find(swedish_rates.begin(), swedish_rates.end(), line.vat_rate) ==
                    swedish_rates.end()) {
                add("lines.vat_rate", "national_rules",
                    fmt::format("SE-R-006 knows 6, 12 and 25 %, not {} %", line.vat_rate.text()),
                    "send the page alone");
                return;
            }
    }

    const Invoice& invoice_;
    std::vector<InvoiceFinding> findings_;
};

} // namespace

std::vector<InvoiceFinding> check_national_rules(const Invoice& invoice)
{
    return NationalChecking{invoice}.run();
}

} // namespace duesday::rules
