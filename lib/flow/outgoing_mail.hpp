// A row of the outbox becomes a letter: who gets it is read now, what it tells was frozen when it
// was caused.
#pragma once

#include "document/invoice_renderer.hpp"
#include "document/letter.hpp"
#include "rules/invoice/invoice_form.hpp"
#include "runtime/context.hpp"
#include "store/invoices.hpp"
#include "store/outbox.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// A form of the invoice that the letter brings about, to be kept before the letter leaves.
struct NewRendering {
    std::int64_t invoice = 0;
    rules::InvoiceForm form;
    std::string content;
};

struct OutgoingMail {
    std::string to; ///< empty where there is no such customer
    document::Letter letter;
    std::vector<NewRendering> new_renderings;
};

/// The Message-ID without its host, and the name under which a transport knows the letter:
/// "<id>.<hash of what it is about>". The hash, because a restored book gives ids again, to other
/// letters, and a receiver or a Maildir must not take one of those for a repetition.
std::string message_key(const store::OutboxRow& row, const std::string& book_id);

/// Where a letter of this kind goes today: invoices and credit notes to the invoice address where
/// there is one, those about meters to the address that was asked, all others to the e-mail of the
/// account (SUB-095, CLI.md deliver). Nothing where there is no such customer.
std::optional<std::string> address_for(store::Database& database, const store::OutboxRow& row);

/// A letter that cannot be written says so in letter.problem. A row that was sent is composed with
/// the address it went to.
OutgoingMail compose_mail(runtime::Context& context, document::LetterComposer& letters,
                          document::InvoiceRenderer& invoices, const store::OutboxRow& row);

/// The same for who only looks: a link in it does not open.
OutgoingMail compose_to_show(runtime::Context& context, document::LetterComposer& letters,
                             document::InvoiceRenderer& invoices, const store::OutboxRow& row);

} // namespace duesday::flow
