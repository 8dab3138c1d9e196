// Sends what waits in the outbox; the only program that does (man duesday-deliver.1).
#pragma once

#include "document/delivery_report.hpp"
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
    /// A server takes them: nothing goes there from a restored book that was not reconciled.
    bool mail_to_server = false;
    bool cloud_to_server = false;
};

/// From configuration, else mail/ and cloud/ beside the book.
std::string mail_folder(const runtime::Context& context);
std::string cloud_folder(const runtime::Context& context);
/// Nothing where it is not configured; Fault(bad_setup) where it is in part.
std::optional<partner::SmtpSettings> smtp_settings(const runtime::Context& context);
std::optional<partner::CloudEndpoint> cloud_endpoint(const runtime::Context& context);
document::LetterSender letter_sender(const runtime::Context& context);

struct DeliverOptions {
    std::optional<std::string> only; ///< mail or cloud
};
/// Needs the lock `outbox`. Sends as many at once as the transports take and records what left: a
/// run that dies in between sends the same bytes under the same names again. What cannot be sent is
/// held with its reason and asks for a person; the rest goes on. A fault of one transport is thrown
/// once the other has sent all.
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

/// Takes in the delivery reports of a Maildir, of a file (one mail or a mailbox), or "-": marks the
/// letters that came back, and asks for a person. What was taken in before changes nothing; nothing
/// in `place` is changed. Needs the lock `outbox`.
void deliver_bounces(runtime::Context& context, document::DeliveryReportReader& reader,
                     const std::string& place);

} // namespace duesday::flow
