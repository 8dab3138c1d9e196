// An invoice and the facts of each letter, as the book would give them.
#pragma once

#include "document/letter.hpp"
#include "rules/invoice/invoice.hpp"

#include <map>
#include <string>

namespace duesday::test {

inline Money eur(std::int64_t cents)
{
    return {cents, Currency::of("EUR")};
}

/// What only some sellers say of themselves.
inline rules::Invoice with_contact(rules::Invoice invoice)
{
    invoice.seller.contact = "Billing & Co";
    invoice.seller.phone = "+32 9 000 00 00";
    invoice.seller.tax_registration = "Approved <for> tax";
    return invoice;
}

inline rules::Invoice sample_invoice()
{
    rules::Invoice invoice;
    invoice.number = "2026-000017";
    invoice.kind = "invoice";
    invoice.language = "nl";
    invoice.issued_on = Date{2026, 11, 30};
    invoice.due_on = Date{2026, 11, 30};
    invoice.seller = {"Seller & Sons",          "Street 1",     "9000",       "Gent", "BE",
                      "billing@seller.example", "BE0123456749", "0123456749", "",     false};
    invoice.buyer = {"Müller <Elektro>",      "Rue de l'Été 5", "1000", "Bruxelles", "BE",
                     "mueller@buyer.example", "BE0987654394",   "",     "",          false};
    invoice.vat_treatment = "domestic";
    invoice.paid_with = "visa 4242";
    invoice.month = "2026-12";
    invoice.customer = "C7";
    const Date first{2027, 1, 1};
    const Date last{2027, 12, 31};
    invoice.lines = {
        {"S-1", "Villa \"Zon\"", "Remote access, 1 year", first, last, eur(12000), {2100}},
        {"S-2", "Office", "Voice control, 1 year", first, last, eur(4800), {2100}},
        {"S-3", "Villa \"Zon\"", "ATMOS, 1 year", first, last, eur(100000), {2100}}};
    invoice.totals = {{{{2100}, eur(116800), eur(24528)}}, eur(116800), eur(24528), eur(141328)};
    return invoice;
}

inline constexpr const char* meter_facts = R"({"customers":[
    {"customer":"C1","name":"Schulz & Sohn","machines":[
    {"machine":"M1","model":"Copier <b>5</b>","serial":"X-1","location":"Büro \"2\"",
     "reading_help_url":"//help.example/?m=5&l=de","meters":["black","colour"]},
    {"machine":"M2","model":"Printer","serial":"X-2","meters":["total"]}]},
    {"customer":"C2","name":"Holding","machines":[
    {"machine":"M3","model":"Printer","serial":"X-3","meters":["total"]}]}],
    "due_on":"2026-12-31","name":"not this one","language":"de",
    "link":{"url":"//meters.example/?a=1&token=tOk3n"}})";

/// Letter name to facts; the texts in it are not all harmless.
inline const std::map<std::string, std::string>& sample_facts()
{
    static const std::map<std::string, std::string> facts{
        {"renewal-notice", R"({"lines":[
            {"subscription":"S-1","installation":"I-1","installation_name":"Villa <b>Zon</b>",
             "service":"remote","reference":"TSF16101","product":"Remote access",
             "expires_on":"2026-12-31","charge_on":"2026-11-30","term_years":1,
             "price":{"amount":"120.00","currency":"EUR"}},
            {"subscription":"S-2","installation":"I-2","installation_name":"Büro & Garage",
             "service":"voice","reference":"TSF12125","product":"Voice control",
             "expires_on":"2026-12-31","charge_on":"2026-11-29","term_years":3,
             "price":{"amount":"1048.00","currency":"EUR"}}],
            "total":{"amount":"1168.00","currency":"EUR"},
            "card_expires":"2026-10","short_notice":true})"},
        {"payment-failed", R"({"reason":"insufficient_funds","class":"soft",
            "amount":{"amount":"145.20","currency":"EUR"},"attempt":1,"last_warning":false,
            "last_day_on":"2026-12-31","lines":[
            {"subscription":"S-1","installation":"I-1","installation_name":"Villa Zon",
             "service":"remote","reference":"TSF16101","product":"Remote access",
             "expires_on":"2026-12-31","charge_on":"2026-11-30","term_years":1,
             "price":{"amount":"120.00","currency":"EUR"}}]})"},
        {"service-ended", R"({"lines":[
            {"subscription":"S-1","installation":"I-1","installation_name":"Villa Zon",
             "service":"remote","reference":"TSF16101","product":"Remote access",
             "ended_on":"2026-12-31","reason":"renewal_off"},
            {"subscription":"S-9","installation":"I-1","installation_name":"Villa Zon",
             "service":"voice","reference":"TSF12125","product":"Voice control",
             "ended_on":"2026-12-31","reason":"never_attempted"}]})"},
        {"renewal-stopped", R"({"actor":"Ann Peeters","lines":[
            {"subscription":"S-1","installation":"I-1","installation_name":"Villa Zon",
             "service":"remote","reference":"TSF16101","product":"Remote access",
             "expires_on":"2026-12-31"}]})"},
        {"payer-changed", R"({"new_payer":true,"other":"Domotix BV","lines":[
            {"subscription":"S-1","installation":"I-1","installation_name":"Villa Zon",
             "service":"remote","reference":"TSF16101","product":"Remote access",
             "expires_on":"2026-12-31","charge_on":"2026-11-30","term_years":1,
             "price":{"amount":"120.00","currency":"EUR"}}]})"},
        {"card-registered", R"({"brand":"mastercard","last4":"4444","card_expires":"2030-12",
            "test_amount":{"amount":"0.01","currency":"EUR"}})"},
        {"card-refused", R"({"brand":"american express","last4":"0005","card_expires":"2031-06",
            "reason":"brand_not_accepted","test_amount":{"amount":"0.01","currency":"EUR"}})"},
        {"payment-reversed", R"({"refund":false,"invoice":"2026-000017",
            "amount":{"amount":"145.20","currency":"EUR"}})"},
        {"meter-request", meter_facts},
        {"meter-reminder", meter_facts},
        {"credit-note", "{}"},
        {"invoice", "{}"}};
    return facts;
}

/// The credit note that takes the sample invoice back.
inline rules::Invoice sample_credit_note()
{
    auto note = sample_invoice();
    note.number = "CN2026-000003";
    note.kind = "credit_note";
    note.paid_with.clear();
    note.month.clear();
    note.reason = "charged twice <by us>";
    note.credits = "2026-000017";
    note.credits_issued_on = *Date::parse("2026-11-30");
    return note;
}

inline bool has_page(const std::string& letter)
{
    return letter == "invoice" || letter == "credit-note";
}

inline document::LetterSender sample_sender()
{
    return {"Seller & Sons", "billing@seller.example", false};
}

/// `invoice` must outlive the request.
inline document::LetterRequest sample_request(const std::string& letter,
                                              const std::string& language,
                                              const rules::Invoice& invoice)
{
    document::LetterRequest request;
    request.letter = letter;
    request.language = language;
    request.facts = sample_facts().at(letter);
    request.message_id = "42.0011aabb";
    request.date = *Timestamp::parse("2026-11-30T08:15:30.500Z");
    request.to_name = "Jörg Müller, Elektro";
    request.to_address = "joerg@buyer.example";
    request.text_block = "bwCOPortalZEmailHtml";
    if (has_page(letter)) {
        static const auto note = sample_credit_note();
        request.invoice = letter == "invoice" ? &invoice : &note;
        request.attachments = {{letter + "-" + request.invoice->number + ".html", "text/html",
                                "<!DOCTYPE html>\n<p>é\r\n.\nlast line without an end"}};
        if (letter == "invoice")
            request.products_to_configure = {"Voice control"};
    }
    return request;
}

} // namespace duesday::test
