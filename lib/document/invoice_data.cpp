#include "document/invoice_data.hpp"

#include "rules/invoice/paid_with.hpp"
#include "rules/invoice/structured_communication.hpp"
#include "rules/invoice/vat.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <map>

namespace duesday::document {

namespace {

/// "visa 4242" as "Visa •••• 4242"; anything else stays.
std::string card_text(std::string_view paid_with)
{
    const auto card = rules::card_used(paid_with);
    if (!card)
        return std::string{paid_with};
    return fmt::format("{} •••• {}", brand_text(card->brand), card->last4);
}

Data line_data(const rules::InvoiceLine& line, Language language)
{
    Data data;
    data.set("description", text_data(line.description));
    data.set("subject", text_data(line.subject));
    data.set("period", text_data(period_text(line, language)));
    data.set("net", localised(line.net, language));
    data.set("rate", localised(line.vat_rate, language));
    return data;
}

Data places_data(const std::vector<rules::InvoiceLine>& lines, Language language)
{
    const auto places = lines_by_place(lines);
    auto list = list_data();
    for (const auto& [place, own] : places) {
        auto rows = list_data();
        for (const auto* line : own)
            rows.push_back(line_data(*line, language));
        Data data;
        data.set("place", text_data(place));
        data.set("is_grouped", Data{places.size() > 1 || !place.empty()});
        data.set("lines", rows);
        list.push_back(data);
    }
    return list;
}

Data party_data(const rules::Party& party)
{
    Data data;
    data.set("name", text_data(party.name));
    data.set("street", text_data(party.street));
    data.set("postcode", text_data(party.postcode));
    data.set("city", text_data(party.city));
    data.set("country", text_data(party.country));
    data.set("contact", text_data(party.contact));
    data.set("phone", text_data(party.phone));
    data.set("email", text_data(party.email));
    data.set("vat_number", text_data(party.vat_number));
    data.set("enterprise_number", text_data(party.enterprise_number));
    data.set("gst_number", text_data(party.gst_number));
    data.set("tax_registration", text_data(party.tax_registration));
    return data;
}

void add_payment(Data& data, const rules::Invoice& invoice)
{
    const bool settled = is_settled(invoice);
    const auto communication = communication_of(invoice);
    data.set("settled", Data{settled});
    data.set("iban", text_data(settled ? "" : grouped_iban(invoice.seller.iban)));
    data.set("communication", text_data(communication));
    data.set("reference", text_data(communication.empty() ? invoice.number : communication));
}

} // namespace

bool is_settled(const rules::Invoice& invoice)
{
    return !invoice.paid_with.empty() || !invoice.credits.empty();
}

std::vector<std::pair<std::string, std::vector<const rules::InvoiceLine*>>>
lines_by_place(const std::vector<rules::InvoiceLine>& lines)
{
    std::vector<std::pair<std::string, std::vector<const rules::InvoiceLine*>>> places;
    std::map<std::string_view, std::size_t> known;
    for (const auto& line : lines) {
        const auto [at, is_new] = known.emplace(line.place, places.size());
        if (is_new)
            places.push_back({line.place, {}});
        places[at->second].second.push_back(&line);
    }
    return places;
}

std::string period_text(const rules::InvoiceLine& line, Language language)
{
    if (!line.starts_on || !line.ends_on)
        return {};
    return fmt::format("{} – {}", localised(*line.starts_on, language),
                       localised(*line.ends_on, language));
}

std::string grouped_iban(std::string_view iban)
{
    std::string text;
    std::size_t count = 0;
    for (const char c : iban) {
        if (c == ' ')
            continue;
        if (count > 0 && count % 4 == 0)
            text += ' ';
        text += c;
        ++count;
    }
    return text;
}

std::string communication_of(const rules::Invoice& invoice)
{
    if (is_settled(invoice))
        return {};
    return rules::structured_communication(invoice.number).value_or("");
}

std::string brand_text(std::string_view brand)
{
    std::string text{brand};
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::string exemption_of(const rules::Invoice& invoice)
{
    using rules::VatTreatment;
    if (invoice.vat_treatment != rules::code_of(VatTreatment::domestic) &&
        invoice.vat_treatment != rules::code_of(VatTreatment::destination))
        return invoice.vat_treatment;
    const bool has_exempt_line =
        std::any_of(invoice.lines.begin(), invoice.lines.end(), [](const rules::InvoiceLine& line) {
            return line.vat_rate.hundredths_of_percent == 0;
        });
    return has_exempt_line ? "exempt" : "";
}

Data invoice_data(const rules::Invoice& invoice, Language language)
{
    Data data;
    data.set("language", code_of(language));
    data.set("number", text_data(invoice.number));
    data.set("issued_on", localised(invoice.issued_on, language));
    data.set("due_on", localised(invoice.due_on, language));
    data.set("paid_with", text_data(card_text(invoice.paid_with)));
    data.set("credits", text_data(invoice.credits));
    if (invoice.credits_issued_on)
        data.set("credits_issued_on", localised(*invoice.credits_issued_on, language));
    // The reason of a second renewal invoice is a code for our own reports.
    data.set("reason", text_data(invoice.credits.empty() ? std::string_view{} : invoice.reason));
    add_payment(data, invoice);
    data.set("seller_party", party_data(invoice.seller));
    data.set("buyer_party", party_data(invoice.buyer));
    data.set("places", places_data(invoice.lines, language));
    auto rates = list_data();
    for (const auto& subtotal : invoice.totals.by_rate) {
        Data rate;
        rate.set("rate", localised(subtotal.rate, language));
        rate.set("base", localised(subtotal.net, language));
        rate.set("vat", localised(subtotal.vat, language));
        rates.push_back(rate);
    }
    data.set("rates", rates);
    data.set("total_net", localised(invoice.totals.net, language));
    data.set("total_vat", localised(invoice.totals.vat, language));
    data.set("total", localised(invoice.totals.total, language));
    const auto exemption = exemption_of(invoice);
    for (const auto* key :
         {"reverse_charge", "out_of_scope", "intra_community", "export", "exempt"})
        data.set(key, Data{exemption == key});
    data.set("demonstration", Data{invoice.seller.is_demonstration});
    return data;
}

} // namespace duesday::document
