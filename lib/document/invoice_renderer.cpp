#include "document/invoice_renderer.hpp"

#include "base/fault.hpp"
#include "document/invoice_data.hpp"
#include "document/invoice_sheet.hpp"
#include "document/logo.hpp"
#include "document/templates.hpp"
#include "document/ubl.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

namespace duesday::document {

namespace {

using Json = nlohmann::ordered_json;

Json money_json(Money money)
{
    return {{"amount", money.text()}, {"currency", std::string{money.currency().code()}}};
}

Json party_json(const rules::Party& party)
{
    return {{"name", party.name},
            {"street", party.street},
            {"postcode", party.postcode},
            {"city", party.city},
            {"country", party.country},
            {"email", party.email},
            {"vat_number", party.vat_number},
            {"enterprise_number", party.enterprise_number},
            {"gst_number", party.gst_number},
            {"iban", party.iban},
            {"contact", party.contact},
            {"phone", party.phone},
            {"tax_registration", party.tax_registration},
            {"is_demonstration", party.is_demonstration}};
}

Json line_json(const rules::InvoiceLine& line)
{
    auto json = Json::object();
    json["subject"] = line.subject;
    json["place"] = line.place;
    json["description"] = line.description;
    json["starts_on"] = line.starts_on ? Json(line.starts_on->iso()) : Json(nullptr);
    json["ends_on"] = line.ends_on ? Json(line.ends_on->iso()) : Json(nullptr);
    json["net"] = money_json(line.net);
    json["vat_rate"] = line.vat_rate.text();
    return json;
}

class TemplateInvoiceRenderer final : public InvoiceRenderer {
public:
    TemplateInvoiceRenderer(const std::string& folder, const std::string& logo_file)
        : templates_{folder}, logo_file_{logo_file}
    {
    }

    std::string html(const rules::Invoice& invoice) override
    {
        const auto language = language_of(invoice.language);
        auto data = invoice_data(invoice, language);
        const auto title = invoice.kind == "credit_note" ? "credit_note" : "invoice";
        data.set("title", templates_.sentence(title, "page", language, data).text);
        auto page = templates_.render("invoice-page", "html", "page", language, data);
        if (!page.missing.empty())
            throw Fault{FaultKind::bad_setup,
                        fmt::format("the template of invoices uses names that nobody gives: {}",
                                    fmt::join(page.missing, ", ")),
                        "mend invoice-page.html.mustache in the folder of templates"};
        return page.text;
    }

    std::string json(const rules::Invoice& invoice) override
    {
        auto json = Json::object();
        json["invoice"] = invoice.number;
        json["kind"] = invoice.kind;
        json["language"] = invoice.language;
        json["issued_on"] = invoice.issued_on.iso();
        json["due_on"] = invoice.due_on.iso();
        json["seller"] = party_json(invoice.seller);
        json["buyer"] = party_json(invoice.buyer);
        json["lines"] = Json::array();
        for (const auto& line : invoice.lines)
            json["lines"].push_back(line_json(line));
        json["vat"] = Json::array();
        for (const auto& subtotal : invoice.totals.by_rate)
            json["vat"].push_back({{"vat_rate", subtotal.rate.text()},
                                   {"net", money_json(subtotal.net)},
                                   {"vat", money_json(subtotal.vat)}});
        json["net"] = money_json(invoice.totals.net);
        json["vat_total"] = money_json(invoice.totals.vat);
        json["total"] = money_json(invoice.totals.total);
        json["vat_treatment"] = invoice.vat_treatment;
        json["paid_with"] = invoice.paid_with;
        json["month"] = invoice.month;
        json["reason"] = invoice.reason;
        if (!invoice.credits.empty())
            json["credits"] = invoice.credits;
        return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }

    std::string ubl(const rules::Invoice& invoice) override
    {
        const auto language = language_of(invoice.language);
        const auto sentence = [&](const std::string& key) {
            return templates_.sentence(key, "page", language, invoice_data(invoice, language)).text;
        };
        UblTexts texts;
        if (const auto exemption = exemption_of(invoice); !exemption.empty())
            texts.exemption = sentence(exemption);
        if (!invoice.credits.empty())
            texts.note = invoice.reason;
        if (invoice.seller.is_demonstration)
            texts.note = sentence("demonstration") + (texts.note.empty() ? "" : " " + texts.note);
        return ubl_document(invoice, texts);
    }

    std::string pdf(const rules::Invoice& invoice) override
    {
        const auto language = language_of(invoice.language);
        auto sheet = invoice_sheet(invoice, templates_, language, invoice_data(invoice, language));
        if (!printer_) {
            logo_ = read_logo(logo_file_);
            printer_ = load_sheet_printer();
        }
        sheet.logo = logo_;
        return printer_->pdf(sheet);
    }

private:
    Templates templates_;
    std::string logo_file_;
    std::string logo_; ///< read with the first page: who prints nothing needs none
    std::unique_ptr<SheetPrinter> printer_;
};

} // namespace

std::unique_ptr<InvoiceRenderer> make_invoice_renderer(const std::string& templates_folder,
                                                       const std::string& logo_file)
{
    return std::make_unique<TemplateInvoiceRenderer>(templates_folder, logo_file);
}

} // namespace duesday::document
