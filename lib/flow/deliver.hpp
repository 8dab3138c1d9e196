// Sends what waits in the outbox; the only program that does (man duesday-deliver.1).
#pragma once

#include "document/invoice_renderer.hpp"
#include "document/letter.hpp"
#include "partner/cloud_transport.hpp"
#include "partner/mail_transport.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// Whom deliver needs, handed over by its main.
struct DeliveryMeans {
    document::LetterComposer& letters;
    document::InvoiceRenderer& invoices;
    partner::MailTransport& mail;
    partner::CloudTransport& cloud;
};

/// From configuration, else mail/ and cloud/ beside the book.
std::string mail_folder(const runtime::Context& context);
std::string cloud_folder(const runtime::Context& context);
document::LetterSender letter_sender(const runtime::Context& context);

struct DeliverOptions {
    std::optional<std::string> only; ///< mail or cloud
};
/// Needs the lock `outbox`. Sends in batches and records what left after each: a run that dies in
/// between sends the same bytes under the same names again. What cannot be sent is held with its
/// reason and asks for a person; the rest goes on.
void deliver(runtime::Context& context, const DeliveryMeans& means, const DeliverOptions& options);

struct DeliverListOptions {
    std::optional<std::string> letter;
    std::optional<Date> since;
};
void deliver_list(runtime::Context& context, const DeliverListOptions& options);

/// All or nothing: a row that was sent, or is not there, refuses the command.
void deliver_retry(runtime::Context& context, const std::vector<std::string>& ids);

/// The row and the message as it left, or as it would leave now.
void deliver_show(runtime::Context& context, document::LetterComposer& letters,
                  document::InvoiceRenderer& invoices, const std::string& id);

} // namespace duesday::flow
