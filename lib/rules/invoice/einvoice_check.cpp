#include "rules/invoice/einvoice_check.hpp"

#include "base/money_text.hpp"
#include "base/text.hpp"
#include "rules/customer/card_number.hpp"
#include "rules/customer/country.hpp"
#include "rules/customer/identification.hpp"
#include "rules/invoice/electronic_address.hpp"
#include "rules/invoice/national_rules.hpp"
#include "rules/invoice/vat_category.hpp"
#include "rules/invoice/vat_currency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace duesday::rules {

namespace {

constexpr const char* ours = "this is a fault of the program: report it";

bool is_blank(std::string_view text)
{
    return text::trim(text).empty();
}

/// XML can hold it: UTF-8, and no control character but line breaks in texts of several lines.
bool is_printable(std::string text, bool has_lines)
{
    if (!text::is_utf8(text))
        return false;
    if (has_lines)
        std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    return !text::has_control_character(text);
}

class Checking {
public:
    explicit Checking(const Invoice& invoice) : invoice_{invoice} {}

    void check_numbers()
    {
        check_head();
        if (invoice_.lines.empty())
            add("lines", "missing", "there are none", ours);
        for (std::size_t i = 0; i < invoice_.lines.size(); ++i)
            check_line(invoice_.lines[i], i + 1);
        const auto currency = invoice_.totals.total.currency();
        const bool one_currency =
            std::all_of(invoice_.lines.begin(), invoice_.lines.end(),
                        [&](const InvoiceLine& line) { return line.net.currency() == currency; });
        if (one_currency && !invoice_.lines.empty())
            check_totals();
    }

    void check_parties()
    {
        const auto& totals = invoice_.totals;
        if (totals.total.currency().decimals() > 2)
            add("totals.total", "too_many_decimals",
                fmt::format("{} has more than two decimals", totals.total.currency().code()),
                "bill in another currency, or send the page alone");
        check_vat_currency();
        if (is_blank(invoice_.number))
            add("number", "missing", "it is empty", ours);
        if (is_blank(invoice_.customer))
            add("customer", "missing", "the buyer's reference is empty", ours);
        check_texts();
        check_party("seller", invoice_.seller, "the configuration");
        check_party("buyer", invoice_.buyer, "the customer");
        for (const auto category : categories())
            check_category(category);
        if (invoice_.kind == "invoice" && invoice_.paid_with.empty() && totals.total.minor() > 0 &&
            is_blank(invoice_.seller.iban))
            add("seller.iban", "missing", "the account that the money is to go to is not there",
                "set seller.iban in the configuration");
        for (auto& finding : check_national_rules(invoice_))
            findings_.push_back(std::move(finding));
    }

    std::vector<InvoiceFinding> take() { return std::move(findings_); }

private:
    void add(std::string field, std::string_view reason, std::string_view wrong,
             std::string_view remedy)
    {
        findings_.push_back(invoice_finding(std::move(field), reason, wrong, remedy));
    }

    void check_head()
    {
        if (invoice_.kind != "invoice" && invoice_.kind != "credit_note")
            add("kind", "unknown_kind", "it is neither an invoice nor a credit note", ours);
        if (invoice_.kind == "credit_note" && is_blank(invoice_.credits))
            add("credits", "missing", "a credit note names the invoice that it takes back", ours);
        if (invoice_.due_on < invoice_.issued_on)
            add("due_on", "due_before_issue",
                fmt::format("{} is before the day of issue, {}", invoice_.due_on.iso(),
                            invoice_.issued_on.iso()),
                "correct it");
        if (contains_card_number(invoice_.paid_with))
            add("paid_with", "card_number", "it holds what looks like a full card number",
                "give the brand and the last four digits");
    }

    // Each invoice passes here before it gets its number: the fields are named for a finding only.
    void check_line(const InvoiceLine& line, std::size_t number)
    {
        const auto field = [&](std::string_view name) {
            return fmt::format("lines[{}].{}", number, name);
        };
        if (is_blank(line.description))
            add(field("description"), "missing", "it is empty", "name the product");
        if (line.starts_on && line.ends_on && *line.ends_on < *line.starts_on)
            add(field("ends_on"), "wrong_period",
                fmt::format("{} is before {}", line.ends_on->iso(), line.starts_on->iso()),
                "correct the period");
        if (line.net.currency() != invoice_.totals.total.currency())
            add(field("net"), "wrong_currency",
                fmt::format("{} on an invoice in {}", line.net.currency().code(),
                            invoice_.totals.total.currency().code()),
                "bill one currency an invoice");
        if (!vat_category(invoice_.vat_treatment, line.vat_rate))
            add(field("vat_rate"), "wrong_vat_rate",
                fmt::format("{} % does not go with the VAT treatment '{}'", line.vat_rate.text(),
                            invoice_.vat_treatment),
                "correct the rate or the treatment");
    }

    void check_texts()
    {
        const auto check = [&](std::string field, const std::string& text, bool has_lines = false) {
            if (!is_printable(text, has_lines))
                add(std::move(field), "unprintable", "it holds a control character or is not UTF-8",
                    "type the text anew");
        };
        check("number", invoice_.number);
        check("credits", invoice_.credits);
        check("paid_with", invoice_.paid_with);
        check("reason", invoice_.reason, true);
        for (const auto& [role, party] :
             {std::pair{"seller", &invoice_.seller}, {"buyer", &invoice_.buyer}}) {
            check(fmt::format("{}.street", role), party->street, true);
            for (const auto& [name, text] : {std::pair{"name", &party->name},
                                             {"postcode", &party->postcode},
                                             {"city", &party->city},
                                             {"country", &party->country},
                                             {"email", &party->email},
                                             {"vat_number", &party->vat_number},
                                             {"iban", &party->iban},
                                             {"contact", &party->contact},
                                             {"phone", &party->phone},
                                             {"tax_registration", &party->tax_registration},
                                             {"enterprise_number", &party->enterprise_number}})
                check(fmt::format("{}.{}", role, name), *text);
        }
        for (std::size_t i = 0; i < invoice_.lines.size(); ++i) {
            const auto& line = invoice_.lines[i];
            check(fmt::format("lines[{}].description", i + 1), line.description);
            check(fmt::format("lines[{}].subject", i + 1), line.subject);
            check(fmt::format("lines[{}].place", i + 1), line.place);
        }
    }

    void check_totals()
    {
        std::vector<NetLine> nets;
        for (const auto& line : invoice_.lines)
            nets.push_back({line.net, line.vat_rate});
        const auto expected = totals_of(nets);
        const auto& stored = invoice_.totals;
        for (const auto& subtotal : expected.by_rate)
            check_subtotal(subtotal);
        for (const auto& subtotal : stored.by_rate)
            if (!find_rate(expected.by_rate, subtotal.rate))
                add(fmt::format("totals.by_rate[{}]", subtotal.rate.text()), "wrong_total",
                    "no line has this rate", ours);
        compare("totals.net", stored.net, expected.net, "the sum of the lines");
        compare("totals.vat", stored.vat, expected.vat, "the sum of the VAT by rate");
        compare("totals.total", stored.total, expected.total, "net and VAT together");
        if (stored.total.minor() < 0)
            add("totals.total", "negative_total", "an invoice never asks for less than nothing",
                "issue a credit note");
    }

    void check_subtotal(const VatSubtotal& expected)
    {
        const auto* stored = find_rate(invoice_.totals.by_rate, expected.rate);
        if (stored != nullptr && stored->net == expected.net && stored->vat == expected.vat)
            return;
        const auto field = fmt::format("totals.by_rate[{}]", expected.rate.text());
        if (stored == nullptr) {
            add(field, "wrong_total", "the rate of a line is not there", ours);
            return;
        }
        compare(field + ".net", stored->net, expected.net, "the sum of its lines");
        compare(field + ".vat", stored->vat, expected.vat,
                "the rate of the sum, rounded once per rate");
    }

    static const VatSubtotal* find_rate(const std::vector<VatSubtotal>& by_rate, VatRate rate)
    {
        const auto found =
            std::find_if(by_rate.begin(), by_rate.end(),
                         [&](const VatSubtotal& subtotal) { return subtotal.rate == rate; });
        return found == by_rate.end() ? nullptr : &*found;
    }

    void compare(std::string_view field, Money stored, Money expected, std::string_view what)
    {
        if (stored != expected)
            add(std::string{field}, "wrong_total",
                fmt::format("{} where {} is {}", money_text(stored), what, money_text(expected)),
                ours);
    }

    /// There is no source of exchange rates: what cannot be said is not sent.
    void check_vat_currency()
    {
        const auto owed_in = vat_currency(invoice_.seller.country);
        const auto vat = invoice_.totals.vat;
        if (owed_in && *owed_in != vat.currency() && !vat.is_zero())
            add("totals.vat", "vat_currency",
                fmt::format("a seller in {} says the VAT of an invoice in {} in {} too, and no "
                            "exchange rate is known",
                            invoice_.seller.country, vat.currency().code(), owed_in->code()),
                fmt::format("bill in {}, or send the page alone", owed_in->code()));
    }

    /// Each once.
    std::vector<VatCategory> categories() const
    {
        std::vector<VatCategory> found;
        for (const auto& line : invoice_.lines)
            if (const auto category = vat_category(invoice_.vat_treatment, line.vat_rate);
                category && std::find(found.begin(), found.end(), *category) == found.end())
                found.push_back(*category);
        return found;
    }

    void check_party(const std::string& role, const Party& party, std::string_view owner)
    {
        const auto remedy = fmt::format("correct {}", owner);
        if (is_blank(party.name))
            add(role + ".name", "missing", "it is empty", remedy);
        if (!is_country(party.country))
            add(role + ".country", "unknown_country",
                fmt::format("'{}' is no country of ISO 3166-1", party.country), remedy);
        else if (!is_blank(party.vat_number) && !vat_identifier(party))
            add(role + ".vat_number", "wrong_vat_number",
                fmt::format("'{}' is no VAT number of {}", party.vat_number, party.country),
                remedy);
        else if (party.country == "BE" && !is_blank(party.enterprise_number) &&
                 !is_belgian_enterprise_number(party.enterprise_number))
            add(role + ".enterprise_number", "wrong_enterprise_number",
                fmt::format("'{}' is no enterprise number: its last two digits are 97 less the "
                            "remainder of the others by 97",
                            party.enterprise_number),
                remedy);
        else if (!electronic_address(party))
            add(role + (party.country == "BE" ? ".enterprise_number" : ".vat_number"),
                "no_electronic_address",
                "without it nobody in Peppol is reached, such as a private person",
                remedy + ", or send the page alone");
    }

    void check_category(VatCategory category)
    {
        const auto require = [&](bool is_there, const char* field, const char* owner) {
            if (!is_there)
                add(field, "missing", fmt::format("VAT category {} asks for it", code_of(category)),
                    fmt::format("add it to {}", owner));
        };
        const auto& seller = invoice_.seller;
        const auto& buyer = invoice_.buyer;
        if (category == VatCategory::out_of_scope) {
            require(legal_registration(seller).has_value(), "seller.enterprise_number",
                    "the configuration");
            return;
        }
        require(!is_blank(seller.vat_number), "seller.vat_number", "the configuration");
        if (category == VatCategory::reverse_charge || category == VatCategory::intra_community)
            require(!is_blank(buyer.vat_number), "buyer.vat_number", "the customer");
    }

    const Invoice& invoice_;
    std::vector<InvoiceFinding> findings_;
};

} // namespace

std::vector<InvoiceFinding> check_invoice(const Invoice& invoice)
{
    Checking checking{invoice};
    checking.check_numbers();
    return checking.take();
}

std::vector<InvoiceFinding> check_einvoice(const Invoice& invoice)
{
    Checking checking{invoice};
    checking.check_numbers();
    checking.check_parties();
    return checking.take();
}

} // namespace duesday::rules
