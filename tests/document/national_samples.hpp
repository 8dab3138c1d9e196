// Invoices of sellers in countries with rules of their own, and ones that break a rule each.
#pragma once

#include "document/ubl_samples.hpp"

#include <functional>
#include <string>
#include <vector>

namespace duesday::test {

/// A firm in its country, as far as its papers differ.
struct NationalFirm {
    const char* country;
    const char* vat_number;
    const char* enterprise_number;
    const char* iban;
    const char* tax_registration;
    const char* currency;
    int standard_rate;
};

inline const std::vector<NationalFirm>& national_firms()
{
    static const std::vector<NationalFirm> firms{
        {"DE", "DE136695976", "HRB 12", "DE89370400440532013000", "12/345/67890", "EUR", 1900},
        {"DK", "DK13585628", "13585628", "DK50 0040 0440 1162 43", "", "DKK", 2500},
        {"IS", "IS12345", "551199-2429", "IS140159260076545510730339", "", "ISK", 2400},
        {"IT", "IT00743110157", "MI-123456", "IT60X0542811101000000123456", "00743110157", "EUR",
         2200},
        {"NL", "NL004495445B01", "12345678", "NL91ABNA0417164300", "", "EUR", 2100},
        {"NO", "NO923609016MVA", "923 609 016", "NO9386011117947", "Foretaksregisteret", "NOK",
         2500},
        {"SE", "SE556000460701", "556000-4607", "SE4550000000058398257466", "Godkänd för F-skatt",
         "SEK", 2500}};
    return firms;
}

inline const NationalFirm& firm_in(const std::string& country)
{
    for (const auto& firm : national_firms())
        if (firm.country == country)
            return firm;
    throw std::logic_error{"no firm in " + country};
}

/// From the firm to one of the same country, paid by card.
inline rules::Invoice national_invoice(const NationalFirm& firm)
{
    auto invoice = sample_invoice();
    for (auto* party : {&invoice.seller, &invoice.buyer}) {
        party->country = firm.country;
        party->vat_number = firm.vat_number;
        party->enterprise_number = firm.enterprise_number;
    }
    invoice.seller.iban = firm.iban;
    invoice.seller.contact = "Billing";
    invoice.seller.phone = "+49 30 1234567";
    invoice.seller.tax_registration = firm.tax_registration;
    for (auto& line : invoice.lines)
        line.vat_rate = {firm.standard_rate};
    return in_currency(invoice, firm.currency);
}

inline rules::Invoice without_vat(rules::Invoice invoice, const std::string& treatment)
{
    invoice.vat_treatment = treatment;
    for (auto& line : invoice.lines)
        line.vat_rate = {0};
    add_up(invoice);
    return invoice;
}

inline rules::Invoice to_be_paid(rules::Invoice invoice)
{
    invoice.paid_with.clear();
    invoice.due_on = Date{2026, 12, 30};
    return invoice;
}

inline std::vector<UblSample> national_samples()
{
    std::vector<UblSample> samples;
    const auto add = [&](const std::string& name, const rules::Invoice& invoice) {
        samples.push_back({name, invoice});
        samples.push_back({"credit-note-" + name, credited(invoice)});
    };
    for (const auto& firm : national_firms()) {
        const auto name = [&](const char* kind) {
            return fmt::format("{}-{}", firm.country, kind);
        };
        const auto invoice = national_invoice(firm);
        add(name("s"), invoice);
        add(name("s-unpaid"), to_be_paid(invoice));
        add(name("e"), without_vat(invoice, "domestic"));
        auto at_a_terminal = invoice;
        at_a_terminal.paid_with = "terminal T-1";
        add(name("terminal"), at_a_terminal);
        auto free = to_be_paid(invoice);
        free.seller.iban.clear();
        for (auto& line : free.lines)
            line.net = {0, line.net.currency()};
        add_up(free);
        add(name("nothing-to-pay"), free);
        const bool in_eu = firm.country != std::string{"NO"} && firm.country != std::string{"IS"};
        for (const auto* treatment : {"reverse_charge", "intra_community"})
            if (in_eu)
                add(name(treatment),
                    to_buyer(without_vat(to_be_paid(invoice), treatment), "FR", "FR23334175221"));
        const auto exported =
            to_buyer(without_vat(invoice, "export"), "CH", "CHE-123.456.788 MWST");
        add(name("export"), exported);
        add(name("export-usd"), in_currency(exported, "USD"));
        add(name("out-of-scope"),
            to_buyer(without_vat(invoice, "out_of_scope"), "GB", "GB980780684"));
    }
    return samples;
}

/// Breaks one official rule, and ours of the field.
struct NationalBreak {
    std::string rule;
    std::string field;
    std::function<void(rules::Invoice&)> breaks;
};

inline std::vector<NationalBreak> national_breaks()
{
    std::vector<NationalBreak> rows;
    const auto empty = [&](const char* rule, const char* field, std::string rules::Party::*member) {
        const bool of_seller = std::string_view{field}.starts_with("seller.");
        rows.push_back({rule, field, [of_seller, member](rules::Invoice& invoice) {
                            ((of_seller ? invoice.seller : invoice.buyer).*member).clear();
                        }});
    };
    using rules::Party;
    empty("DE-R-003", "seller.city", &Party::city);
    empty("DE-R-004", "seller.postcode", &Party::postcode);
    empty("DE-R-005", "seller.contact", &Party::contact);
    empty("DE-R-006", "seller.phone", &Party::phone);
    empty("DE-R-007", "seller.email", &Party::email);
    empty("DE-R-008", "buyer.city", &Party::city);
    empty("DE-R-009", "buyer.postcode", &Party::postcode);
    empty("DK-R-002", "seller.enterprise_number", &Party::enterprise_number);
    empty("IS-R-002", "seller.enterprise_number", &Party::enterprise_number);
    empty("IS-R-003", "seller.street", &Party::street);
    empty("IS-R-003", "seller.postcode", &Party::postcode);
    empty("IS-R-004", "buyer.enterprise_number", &Party::enterprise_number);
    empty("IS-R-005", "buyer.street", &Party::street);
    empty("IS-R-005", "buyer.postcode", &Party::postcode);
    empty("IT-R-002", "seller.street", &Party::street);
    empty("IT-R-003", "seller.city", &Party::city);
    empty("IT-R-004", "seller.postcode", &Party::postcode);
    empty("NL-R-002", "seller.street", &Party::street);
    empty("NL-R-002", "seller.city", &Party::city);
    empty("NL-R-002", "seller.postcode", &Party::postcode);
    empty("NL-R-004", "buyer.street", &Party::street);
    empty("NL-R-004", "buyer.city", &Party::city);
    empty("NL-R-004", "buyer.postcode", &Party::postcode);
    const auto wrong = [&](const char* rule, const char* field, auto breaks) {
        rows.push_back({rule, field, breaks});
    };
    wrong("DE-R-002", "seller.contact", [](auto& i) {
        i.seller.contact.clear();
        i.seller.phone.clear();
        i.seller.email.clear();
    });
    wrong("DE-R-014", "vat_treatment", [](auto& i) { i = without_vat(i, "out_of_scope"); });
    wrong("DE-R-016", "seller.vat_number", [](auto& i) {
        i.seller.vat_number.clear();
        i.seller.tax_registration.clear();
    });
    wrong("DE-R-015", "customer", [](auto& i) { i.customer.clear(); });
    wrong("DK-R-005", "seller.iban",
          [](auto& i) { i = to_be_paid(i), i.seller.iban = "DE89370400440532013000"; });
    wrong("DK-R-014", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "1358562"; });
    wrong("DK-R-017", "buyer.enterprise_number",
          [](auto& i) { i.buyer.enterprise_number = "1358562"; });
    wrong("IS-R-002", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "12345"; });
    wrong("IS-R-004", "buyer.enterprise_number",
          [](auto& i) { i.buyer.enterprise_number = "12345"; });
    wrong("IT-R-001", "seller.tax_registration",
          [](auto& i) { i.seller.tax_registration = "0074311015"; });
    wrong("NL-R-003", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "KvK Utrecht 7"; });
    wrong("NL-R-005", "buyer.enterprise_number",
          [](auto& i) { i.buyer.enterprise_number = "KvK Utrecht 7"; });
    wrong("NL-R-007", "seller.iban", [](auto& i) { i = to_be_paid(i), i.seller.iban.clear(); });
    wrong("NO-R-001", "seller.vat_number", [](auto& i) { i.seller.vat_number = "NO923609016"; });
    wrong("NO-R-001", "seller.vat_number", [](auto& i) { i.seller.vat_number = "NO923609017MVA"; });
    wrong("SE-R-003", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "Bolag 7"; });
    wrong("SE-R-004", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "55600046"; });
    wrong("SE-R-013", "seller.enterprise_number",
          [](auto& i) { i.seller.enterprise_number = "5560004608"; });
    wrong("SE-R-005", "seller.tax_registration",
          [](auto& i) { i.seller.tax_registration = "F-skatt"; });
    wrong("SE-R-006", "lines.vat_rate", [](auto& i) {
        for (auto& line : i.lines)
            line.vat_rate = {2000};
        add_up(i);
    });
    return rows;
}

} // namespace duesday::test
