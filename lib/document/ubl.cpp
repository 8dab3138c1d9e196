#include "document/ubl.hpp"

#include "base/fault.hpp"
#include "document/invoice_data.hpp"
#include "document/ubl_parties.hpp"
#include "rules/invoice/einvoice_check.hpp"
#include "rules/invoice/payment_means.hpp"
#include "rules/invoice/vat.hpp"
#include "rules/invoice/vat_category.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace duesday::document {

namespace {

using rules::VatCategory;

constexpr const char* customization =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";
constexpr const char* process = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

// Codes of UNTDID 1001, of UN/ECE recommendation 20 and of UNTDID 1153.
constexpr const char* invoice_type = "380";
constexpr const char* credit_note_type = "381";
constexpr const char* one_piece = "C62";
constexpr const char* billed_object = "130";

/// What all lines together pay for.
struct Period {
    std::optional<Date> first, last;
};

Period period_of(const rules::Invoice& invoice)
{
    Period period;
    for (const auto& line : invoice.lines) {
        if (line.starts_on)
            period.first = std::min(period.first.value_or(*line.starts_on), *line.starts_on);
        if (line.ends_on)
            period.last = std::max(period.last.value_or(*line.ends_on), *line.ends_on);
    }
    return period;
}

/// Writes one document; the elements' order is the schema's.
class UblWriting {
public:
    UblWriting(const rules::Invoice& invoice, const UblTexts& texts)
        : invoice_{invoice}, texts_{texts}, is_credit_note_{invoice.kind == "credit_note"}
    {
        out_of_scope_ = category_of(invoice.lines.front().vat_rate) == VatCategory::out_of_scope;
    }

    std::string run()
    {
        pugi::xml_document document;
        auto declaration = document.append_child(pugi::node_declaration);
        declaration.append_attribute("version").set_value("1.0");
        declaration.append_attribute("encoding").set_value("UTF-8");
        UblElement root{document.append_child(is_credit_note_ ? "CreditNote" : "Invoice")};
        const std::string schemas = "urn:oasis:names:specification:ubl:schema:xsd:";
        root.set("xmlns", schemas + (is_credit_note_ ? "CreditNote-2" : "Invoice-2"));
        root.set("xmlns:cac", schemas + "CommonAggregateComponents-2");
        root.set("xmlns:cbc", schemas + "CommonBasicComponents-2");
        add_head(root);
        add_ubl_party(root.child("cac:AccountingSupplierParty"), invoice_.seller, !out_of_scope_);
        add_ubl_party(root.child("cac:AccountingCustomerParty"), invoice_.buyer, !out_of_scope_);
        add_delivery(root);
        add_payment(root);
        add_vat(root);
        add_totals(root);
        for (std::size_t i = 0; i < invoice_.lines.size(); ++i)
            add_line(root, invoice_.lines[i], i + 1);
        return text_of(document);
    }

private:
    static std::string text_of(const pugi::xml_document& document)
    {
        struct Writer final : pugi::xml_writer {
            std::string text;
            void write(const void* data, size_t size) override
            {
                text.append(static_cast<const char*>(data), size);
            }
        } writer;
        document.save(writer, "  ", pugi::format_indent, pugi::encoding_utf8);
        return std::move(writer.text);
    }

    VatCategory category_of(VatRate rate) const
    {
        return rules::vat_category(invoice_.vat_treatment, rate).value();
    }

    void add_head(UblElement root) const
    {
        root.add("cbc:CustomizationID", customization);
        root.add("cbc:ProfileID", process);
        root.add("cbc:ID", invoice_.number);
        root.add("cbc:IssueDate", invoice_.issued_on.iso());
        if (!is_credit_note_)
            root.add("cbc:DueDate", invoice_.due_on.iso());
        root.add(is_credit_note_ ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode",
                 is_credit_note_ ? credit_note_type : invoice_type);
        root.add("cbc:Note", texts_.note);
        root.add("cbc:DocumentCurrencyCode", invoice_.totals.total.currency().code());
        root.add("cbc:BuyerReference", invoice_.customer);
        const auto period = period_of(invoice_);
        add_period(root, period.first, period.last);
        if (!is_credit_note_)
            return;
        auto credited = root.child("cac:BillingReference").child("cac:InvoiceDocumentReference");
        credited.add("cbc:ID", invoice_.credits);
        if (invoice_.credits_issued_on)
            credited.add("cbc:IssueDate", invoice_.credits_issued_on->iso());
    }

    static void add_period(UblElement parent, std::optional<Date> first, std::optional<Date> last)
    {
        if (!first && !last)
            return;
        auto period = parent.child("cac:InvoicePeriod");
        if (first)
            period.add("cbc:StartDate", first->iso());
        if (last)
            period.add("cbc:EndDate", last->iso());
    }

    /// Goods that cross a border within the EU say when and where to (BR-IC-11, BR-IC-12).
    void add_delivery(UblElement root) const
    {
        if (invoice_.vat_treatment != rules::code_of(rules::VatTreatment::intra_community))
            return;
        auto delivery = root.child("cac:Delivery");
        delivery.add("cbc:ActualDeliveryDate", invoice_.issued_on.iso());
        auto address = delivery.child("cac:DeliveryLocation").child("cac:Address");
        address.add("cbc:CityName", invoice_.buyer.city);
        address.add("cbc:PostalZone", invoice_.buyer.postcode);
        address.child("cac:Country")
            .add("cbc:IdentificationCode", ubl_country(invoice_.buyer.country));
    }

    void add_payment(UblElement root) const
    {
        const auto means = rules::payment_means(invoice_);
        if (!means)
            return;
        auto element = root.child("cac:PaymentMeans");
        element.add("cbc:PaymentMeansCode", means->code).set("name", means->name);
        element.add("cbc:PaymentID", means->reference);
        if (means->card) {
            auto card = element.child("cac:CardAccount");
            card.add("cbc:PrimaryAccountNumberID", means->card->last4);
            card.add("cbc:NetworkID", brand_text(means->card->brand));
        }
        if (means->account.empty())
            return;
        auto account = element.child("cac:PayeeFinancialAccount");
        account.add("cbc:ID", means->account);
        if (!means->branch.empty())
            account.child("cac:FinancialInstitutionBranch").add("cbc:ID", means->branch);
    }

    static void add_scheme(UblElement category)
    {
        category.child("cac:TaxScheme").add("cbc:ID", "VAT");
    }

    void add_vat(UblElement root) const
    {
        auto total = root.child("cac:TaxTotal");
        total.add("cbc:TaxAmount", invoice_.totals.vat);
        for (const auto& subtotal : invoice_.totals.by_rate) {
            auto part = total.child("cac:TaxSubtotal");
            part.add("cbc:TaxableAmount", subtotal.net);
            part.add("cbc:TaxAmount", subtotal.vat);
            const auto code = category_of(subtotal.rate);
            auto category = part.child("cac:TaxCategory");
            add_category(category, code, subtotal.rate);
            if (code != VatCategory::standard) {
                category.add("cbc:TaxExemptionReasonCode", rules::exemption_code_of(code));
                category.add("cbc:TaxExemptionReason", texts_.exemption);
            }
            add_scheme(category);
        }
    }

    static void add_category(UblElement category, VatCategory code, VatRate rate)
    {
        category.add("cbc:ID", rules::code_of(code));
        if (code != VatCategory::out_of_scope)
            category.add("cbc:Percent", rate.text());
    }

    void add_totals(UblElement root) const
    {
        const auto& totals = invoice_.totals;
        const bool is_paid = !invoice_.paid_with.empty();
        auto sums = root.child("cac:LegalMonetaryTotal");
        sums.add("cbc:LineExtensionAmount", totals.net);
        sums.add("cbc:TaxExclusiveAmount", totals.net);
        sums.add("cbc:TaxInclusiveAmount", totals.total);
        if (is_paid)
            sums.add("cbc:PrepaidAmount", totals.total);
        sums.add("cbc:PayableAmount", is_paid ? Money{0, totals.total.currency()} : totals.total);
    }

    /// One piece at its price; a deduction is minus one piece, for a price is never below 0
    /// (BR-27).
    void add_line(UblElement root, const rules::InvoiceLine& line, std::size_t position) const
    {
        const bool is_deduction = line.net.minor() < 0;
        auto element = root.child(is_credit_note_ ? "cac:CreditNoteLine" : "cac:InvoiceLine");
        element.add("cbc:ID", std::to_string(position));
        element
            .add(is_credit_note_ ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity",
                 is_deduction ? "-1" : "1")
            .set("unitCode", one_piece);
        element.add("cbc:LineExtensionAmount", line.net);
        add_period(element, line.starts_on, line.ends_on);
        if (!text::trim(line.subject).empty()) {
            auto object = element.child("cac:DocumentReference");
            object.add("cbc:ID", line.subject);
            object.add("cbc:DocumentTypeCode", billed_object);
        }
        auto item = element.child("cac:Item");
        item.add("cbc:Description", line.place);
        item.add("cbc:Name", line.description);
        auto category = item.child("cac:ClassifiedTaxCategory");
        add_category(category, category_of(line.vat_rate), line.vat_rate);
        add_scheme(category);
        element.child("cac:Price").add("cbc:PriceAmount", is_deduction ? -line.net : line.net);
    }

    const rules::Invoice& invoice_;
    const UblTexts& texts_;
    bool is_credit_note_;
    bool out_of_scope_ = false;
};

} // namespace

std::string ubl_document(const rules::Invoice& invoice, const UblTexts& texts)
{
    const auto findings = rules::check_einvoice(invoice);
    if (!findings.empty())
        throw Fault{
            FaultKind::bad_input,
            fmt::format("{} cannot be written as UBL: {}", invoice.number, findings.front().text),
            "credit the invoice and bill it again once that is corrected", "einvoice"};
    return unchecked_ubl_document(invoice, texts);
}

std::string unchecked_ubl_document(const rules::Invoice& invoice, const UblTexts& texts)
{
    return UblWriting{invoice, texts}.run();
}

} // namespace duesday::document
