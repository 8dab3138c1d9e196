// One invoice of each kind that can be sent as UBL.
#pragma once

#include "document/samples.hpp"
#include "rules/invoice/totals.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace duesday::test {

inline void add_up(rules::Invoice& invoice)
{
    std::vector<rules::NetLine> nets;
    for (const auto& line : invoice.lines)
        nets.push_back({line.net, line.vat_rate});
    invoice.totals = rules::totals_of(nets);
}

/// The sample with lines of these rates.
inline rules::Invoice with_rates(const std::string& treatment, const std::vector<int>& rates)
{
    auto invoice = sample_invoice();
    invoice.vat_treatment = treatment;
    for (std::size_t i = 0; i < invoice.lines.size(); ++i)
        invoice.lines[i].vat_rate = {rates[i % rates.size()]};
    add_up(invoice);
    return invoice;
}

inline rules::Invoice to_buyer(rules::Invoice invoice, const std::string& country,
                               const std::string& vat_number)
{
    invoice.buyer.country = country;
    invoice.buyer.vat_number = vat_number;
    invoice.buyer.enterprise_number.clear();
    return invoice;
}

inline rules::Invoice exported()
{
    return to_buyer(with_rates("export", {0}), "CH", "CHE-123.456.788 MWST");
}

inline rules::Invoice unpaid(rules::Invoice invoice)
{
    invoice.paid_with.clear();
    invoice.due_on = Date{2026, 12, 30};
    invoice.seller.iban = "BE68539007547034";
    return invoice;
}

/// Neither paid nor to be paid: no account is named, and none is needed.
inline rules::Invoice nothing_to_pay()
{
    auto invoice = sample_invoice();
    invoice.paid_with.clear();
    invoice.seller.iban.clear();
    for (auto& line : invoice.lines)
        line.net = {0, line.net.currency()};
    add_up(invoice);
    return invoice;
}

inline rules::Invoice in_currency(rules::Invoice invoice, const std::string& code)
{
    for (auto& line : invoice.lines)
        line.net = {line.net.minor(), Currency::of(code)};
    add_up(invoice);
    return invoice;
}

inline rules::Invoice credited(rules::Invoice invoice)
{
    invoice.credits = invoice.number;
    invoice.credits_issued_on = invoice.issued_on;
    invoice.number = "CN2026-000003";
    invoice.kind = "credit_note";
    invoice.reason = "charged twice <by us>\nsorry & thanks";
    invoice.paid_with.clear();
    return invoice;
}

inline rules::Invoice with_long_texts()
{
    auto invoice = sample_invoice();
    std::string name;
    for (int i = 0; i < 60; ++i)
        name += "Ünïcode & Söhne 株式会社 شركة ";
    invoice.buyer.name = name;
    invoice.buyer.street = "\r\nBuilding 5\r\nFloor 2\n\n  c/o <Reception>\nDoor 7\rBell 3\n";
    invoice.lines[0].description = name + name;
    invoice.lines[1].place.clear();
    invoice.lines[2].subject.clear();
    invoice.lines[2].starts_on.reset();
    return invoice;
}

/// Amounts whose VAT a sum by line would miss.
inline rules::Invoice with_many_lines()
{
    auto invoice = sample_invoice();
    invoice.lines.clear();
    for (int i = 1; i <= 500; ++i)
        invoice.lines.push_back({fmt::format("S-{}", i),
                                 fmt::format("House {}", i % 40),
                                 fmt::format("Service {}", i),
                                 Date{2027, 1, 1},
                                 Date{2027, 12, 31},
                                 eur(1003 + i),
                                 {i % 3 == 0 ? 600 : 2100}});
    add_up(invoice);
    return invoice;
}

inline rules::Invoice with_deduction()
{
    auto invoice = sample_invoice();
    invoice.lines.push_back({"", "", "Deduction", std::nullopt, std::nullopt, eur(-1234), {2100}});
    add_up(invoice);
    return invoice;
}

inline rules::Invoice paid_with(const std::string& means)
{
    auto invoice = sample_invoice();
    invoice.paid_with = means;
    return invoice;
}

inline rules::Invoice without_enterprise_numbers()
{
    auto invoice = sample_invoice();
    invoice.seller.enterprise_number.clear();
    invoice.buyer.vat_number = "0987.654.394";
    return invoice;
}

struct UblSample {
    std::string name;
    rules::Invoice invoice;
};

/// A credit note of each stands beside it in all_ubl_samples.
inline std::vector<UblSample> ubl_invoices()
{
    auto demonstration = sample_invoice();
    demonstration.seller.is_demonstration = true;
    std::vector<UblSample> samples{
        {"s-one-rate", sample_invoice()},
        {"s-unpaid", unpaid(sample_invoice())},
        {"s-nothing-to-pay", nothing_to_pay()},
        {"s-three-rates", with_rates("domestic", {2100, 1200, 600})},
        {"s-half-percent", with_rates("domestic", {550})},
        {"s-and-e", with_rates("domestic", {2100, 0})},
        {"s-destination", with_rates("destination", {2000})},
        {"e", with_rates("domestic", {0})},
        {"k", to_buyer(with_rates("intra_community", {0}), "FR", "FR23334175221")},
        {"g", exported()},
        {"o", to_buyer(with_rates("out_of_scope", {0}), "GB", "GB980780684")},
        {"o-unpaid", unpaid(to_buyer(with_rates("out_of_scope", {0}), "NO", "923609016MVA"))},
        {"currency-usd", in_currency(exported(), "USD")},
        {"currency-jpy", unpaid(in_currency(exported(), "JPY"))},
        {"long-texts", with_long_texts()},
        {"500-lines", with_many_lines()},
        {"deduction", with_deduction()},
        {"paid-at-a-terminal", paid_with("terminal T-1")},
        {"vat-numbers-only", without_enterprise_numbers()},
        {"demonstration", demonstration},
        {"contact", with_contact(sample_invoice())}};
    for (const auto& [country, number] :
         {std::pair{"AT", "ATU13585627"}, {"BG", "BG175074752"},    {"CY", "CY10259033P"},
          {"CZ", "CZ25123891"},           {"DE", "DE136695976"},    {"DK", "DK13585628"},
          {"EE", "EE100594102"},          {"ES", "ESB64717838"},    {"FI", "FI20774740"},
          {"FR", "FR23334175221"},        {"GR", "EL094259216"},    {"HR", "HR33392005961"},
          {"HU", "HU12892312"},           {"IE", "IE6433435F"},     {"IT", "IT00743110157"},
          {"LT", "LT119511515"},          {"LU", "LU15027442"},     {"LV", "LV40003521600"},
          {"MT", "MT11679112"},           {"NL", "NL004495445B01"}, {"PL", "PL8567346215"},
          {"PT", "PT501964843"},          {"RO", "RO18547290"},     {"SE", "SE556000460701"},
          {"SI", "SI50223054"},           {"SK", "SK2022749619"}})
        samples.push_back({fmt::format("ae-{}", country),
                           to_buyer(with_rates("reverse_charge", {0}), country, number)});
    return samples;
}

inline std::vector<UblSample> all_ubl_samples()
{
    auto samples = ubl_invoices();
    for (const auto& [name, invoice] : ubl_invoices())
        samples.push_back({"credit-note-" + name, credited(invoice)});
    return samples;
}

} // namespace duesday::test
