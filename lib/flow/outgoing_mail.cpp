#include "flow/outgoing_mail.hpp"

#include "base/fault.hpp"
#include "flow/invoice_pages.hpp"
#include "flow/letter_meters.hpp"
#include "flow/portal_access.hpp"
#include "store/customers.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace duesday::flow {

namespace {

bool is_billing(std::string_view letter)
{
    return letter == "invoice" || letter == "credit-note";
}

std::string address_of(const rules::Customer& customer, std::string_view letter)
{
    return is_billing(letter) ? customer.invoice_email.value_or(customer.email) : customer.email;
}

void attach(OutgoingMail& mail, document::LetterRequest& request, InvoicePage page,
            const store::StoredInvoice& invoice, rules::InvoiceForm form)
{
    request.attachments.push_back(
        {page_file_name(invoice.invoice, form), rules::media_type_of(form), page.content});
    if (page.is_new)
        mail.new_renderings.push_back({invoice.id, form, std::move(page.content)});
}

OutgoingMail refused(OutgoingMail mail, const char* code, const std::string& text,
                     bool is_of_setup = false)
{
    mail.letter.problem = document::LetterProblem{code, text, is_of_setup};
    return mail;
}

/// A letter to the address that is asked for readings, with this link.
OutgoingMail compose_meter_mail(runtime::Context& context, document::LetterComposer& letters,
                                const store::OutboxRow& row, const std::string& url)
{
    const auto head = meter_letter_head(row.facts);
    OutgoingMail mail;
    mail.to = row.addressee;
    document::LetterRequest request;
    request.letter = row.letter;
    request.language = head.language.empty() ? context.config().language : head.language;
    request.facts = with_url(row.facts, url);
    request.message_id = message_key(row, context.book.id());
    request.date = row.created_at;
    request.to_name = head.name;
    request.to_address = mail.to;
    request.text_block = context.config().meters.text_block;
    try {
        mail.letter = letters.compose(request);
    } catch (const Fault& fault) {
        if (fault.kind() != FaultKind::bad_setup)
            throw;
        return refused(std::move(mail), fault.reason().c_str(),
                       fmt::format("{}; {}, and it leaves", fault.what(), fault.remedy()), true);
    }
    return mail;
}

} // namespace

std::string message_key(const store::OutboxRow& row, const std::string& book_id)
{
    const auto letter = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", book_id, row.letter, row.subject,
                                    row.period, row.ordinal, row.addressee);
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(letter.data()), letter.size(),
                       nullptr, 0);
    return fmt::format("{}.{:02x}", row.id, fmt::join(hash, ""));
}

std::optional<std::string> address_for(store::Database& database, const store::OutboxRow& row)
{
    if (document::is_meter_letter(row.letter))
        return row.addressee;
    const auto found = store::find_customer(database, std::string_view{row.addressee});
    if (!found)
        return std::nullopt;
    return address_of(found->customer, row.letter);
}

OutgoingMail compose_mail(runtime::Context& context, document::LetterComposer& letters,
                          document::InvoiceRenderer& invoices, const store::OutboxRow& row)
{
    if (document::is_meter_letter(row.letter)) {
        auto link = open_link(context, row);
        if (!link.problem)
            return compose_meter_mail(context, letters, row, link.url);
        OutgoingMail held;
        held.to = row.addressee;
        held.letter.problem = std::move(link.problem);
        return held;
    }
    auto& database = context.book.database();
    OutgoingMail mail;
    const auto found = store::find_customer(database, std::string_view{row.addressee});
    if (!found)
        return refused(std::move(mail), "unknown_customer",
                       fmt::format("there is no customer {}; import the customer, then deliver "
                                   "retry {}",
                                   row.addressee, row.id));
    const auto& customer = found->customer;
    mail.to = row.sent_to.value_or(address_of(customer, row.letter));

    document::LetterRequest request;
    request.letter = row.letter;
    request.language = customer.language.value_or(context.config().language);
    request.facts = row.facts;
    request.message_id = message_key(row, context.book.id());
    request.date = row.created_at;
    request.to_name = customer.name;
    request.to_address = mail.to;
    std::optional<store::StoredInvoice> invoice;
    if (is_billing(row.letter))
        invoice = store::find_invoice(database, row.subject);
    const auto add = [&](rules::InvoiceForm form) {
        attach(mail, request, invoice_page(database, invoices, *invoice, form), *invoice, form);
    };
    try {
        if (invoice) {
            request.invoice = &invoice->invoice;
            if (row.letter == "invoice")
                request.products_to_configure = store::products_to_configure(database, invoice->id);
            add(rules::InvoiceForm::pdf);
            if (rules::wants_ubl(customer))
                add(rules::InvoiceForm::ubl);
        }
        mail.letter = letters.compose(request);
    } catch (const Fault& fault) {
        // What is wrong with one invoice's page must not keep the other letters back.
        if (fault.kind() != FaultKind::bad_setup && fault.kind() != FaultKind::bad_input)
            throw;
        if (fault.reason() == "einvoice")
            return refused(std::move(mail), "einvoice",
                           fmt::format("{}; {}, or take ubl out of the customer's channel and "
                                       "deliver retry {}",
                                       fault.what(), fault.remedy(), row.id));
        if (fault.kind() == FaultKind::bad_setup)
            return refused(
                std::move(mail), fault.reason().empty() ? "template" : fault.reason().c_str(),
                fmt::format("{}; {}, and it leaves", fault.what(), fault.remedy()), true);
        return refused(std::move(mail), "invoice", fault.what());
    }
    return mail;
}

OutgoingMail compose_to_show(runtime::Context& context, document::LetterComposer& letters,
                             document::InvoiceRenderer& invoices, const store::OutboxRow& row)
{
    if (document::is_meter_letter(row.letter))
        return compose_meter_mail(context, letters, row, hidden_link(context));
    return compose_mail(context, letters, invoices, row);
}

} // namespace duesday::flow
