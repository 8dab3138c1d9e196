#include "document/invoice_sheet.hpp"

#include "document/invoice_data.hpp"
#include "document/localised.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

namespace duesday::document {

namespace {

/// Which shapes Chinese characters have where the reader lives.
std::string script_of(const std::string& country)
{
    if (country == "JP")
        return "ja";
    if (country == "KR")
        return "ko";
    if (country == "TW" || country == "HK" || country == "MO")
        return "zh-tw";
    if (country == "CN" || country == "SG")
        return "zh-cn";
    return {};
}

class SheetBuilder {
public:
    SheetBuilder(const rules::Invoice& invoice, Templates& templates, Language language,
                 const Data& data)
        : invoice_{invoice}, templates_{templates}, language_{language}, data_{data}
    {
    }

    InvoiceSheet build() const
    {
        InvoiceSheet sheet;
        sheet.title = sentence(invoice_.kind == "credit_note" ? "credit_note" : "invoice");
        sheet.number = invoice_.number;
        sheet.language = code_of(language_);
        sheet.script = script_of(invoice_.buyer.country);
        sheet.created_on = invoice_.issued_on.iso();
        if (invoice_.seller.is_demonstration)
            sheet.demonstration = sentence("demonstration");
        sheet.facts = {{sentence("number"), invoice_.number},
                       {sentence("issued_on"), localised(invoice_.issued_on, language_)}};
        if (!is_settled(invoice_))
            sheet.facts.push_back({sentence("due_on"), localised(invoice_.due_on, language_)});
        sheet.seller = party("seller", invoice_.seller);
        sheet.buyer = party("buyer", invoice_.buyer);
        add_lines(sheet);
        add_totals(sheet);
        add_notes(sheet);
        return sheet;
    }

private:
    std::string sentence(const std::string& key) const
    {
        return templates_.sentence(key, "page", language_, data_).text;
    }

    SheetParty party(const std::string& heading, const rules::Party& party) const
    {
        SheetParty result{sentence(heading), party.name, {}, {}};
        const auto town =
            fmt::format("{}{}{}", party.postcode,
                        party.postcode.empty() || party.city.empty() ? "" : " ", party.city);
        for (const auto& line : {party.street, town, party.country})
            if (!line.empty())
                result.address.push_back(line);
        for (const auto& detail : {party.contact, party.phone, party.email})
            if (!detail.empty())
                result.details.push_back(detail);
        for (const auto& [label, value] : {std::pair{"vat_number", &party.vat_number},
                                           {"enterprise_number", &party.enterprise_number},
                                           {"gst_number", &party.gst_number},
                                           {"tax_registration", &party.tax_registration}})
            if (!value->empty())
                result.details.push_back(fmt::format("{}: {}", sentence(label), *value));
        return result;
    }

    void add_lines(InvoiceSheet& sheet) const
    {
        sheet.heads = {sentence("description"), "", sentence("period"), sentence("rate"),
                       sentence("net")};
        for (const auto& [place, lines] : lines_by_place(invoice_.lines)) {
            SheetPlace& added = sheet.places.emplace_back();
            added.name = place;
            for (const auto* line : lines)
                added.lines.push_back(
                    {line->description, line->subject, period_text(*line, language_),
                     localised(line->vat_rate, language_), localised(line->net, language_)});
        }
        if (sheet.places.size() > 1)
            for (auto& place : sheet.places)
                if (place.name.empty())
                    place.name = sentence("other_place");
    }

    void add_totals(InvoiceSheet& sheet) const
    {
        sheet.rate_heads = {sentence("rate"), sentence("base"), sentence("vat")};
        for (const auto& subtotal : invoice_.totals.by_rate)
            sheet.rates.push_back({localised(subtotal.rate, language_),
                                   localised(subtotal.net, language_),
                                   localised(subtotal.vat, language_)});
        sheet.totals = {{sentence("total_net"), localised(invoice_.totals.net, language_)},
                        {sentence("total_vat"), localised(invoice_.totals.vat, language_)},
                        {sentence("total"), localised(invoice_.totals.total, language_)}};
    }

    void add_notes(InvoiceSheet& sheet) const
    {
        if (const auto exemption = exemption_of(invoice_); !exemption.empty())
            sheet.notes.push_back(sentence(exemption));
        if (!invoice_.paid_with.empty())
            sheet.notes.push_back(sentence("paid"));
        if (!invoice_.credits.empty())
            sheet.notes.push_back(sentence("credits") +
                                  (invoice_.reason.empty() ? "" : " " + sentence("credit_reason")));
        if (is_settled(invoice_))
            return;
        sheet.open = sentence("open");
        const auto& iban = invoice_.seller.iban;
        if (!iban.empty())
            sheet.payment.push_back({sentence("iban"), grouped_iban(iban)});
        if (const auto communication = communication_of(invoice_); !communication.empty())
            sheet.payment.push_back({sentence("communication"), communication});
    }

    const rules::Invoice& invoice_;
    Templates& templates_;
    Language language_;
    const Data& data_;
};

} // namespace

InvoiceSheet invoice_sheet(const rules::Invoice& invoice, Templates& templates, Language language,
                           const Data& data)
{
    return SheetBuilder{invoice, templates, language, data}.build();
}

} // namespace duesday::document
