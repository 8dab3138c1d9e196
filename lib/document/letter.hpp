// Letters to customers. Abstract, so that libduesday composes without linking (DESIGN 1).
#pragma once

#include "base/timestamp.hpp"
#include "rules/invoice/invoice.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::document {

/// What letters are called in the outbox, in listings and in duesday-deliver(1).
inline constexpr std::array<std::string_view, 12> letter_names{
    "renewal-notice", "payment-failed",  "card-refused",  "payment-reversed",
    "invoice",        "credit-note",     "service-ended", "renewal-stopped",
    "payer-changed",  "card-registered", "meter-request", "meter-reminder"};

/// It asks for the readings of meters, and goes to an address instead of a customer.
inline bool is_meter_letter(std::string_view letter)
{
    return letter == "meter-request" || letter == "meter-reminder";
}

/// A file that goes with a letter.
struct Attachment {
    std::string file_name;
    std::string type; ///< "text/html", "application/xml"
    std::string content;
};

/// What a letter is made of. `facts` is the JSON of the outbox row, language neutral: money as
/// {"amount","currency"}, dates as ISO texts in keys that end in _on.
///
///     renewal-notice  lines, total, short_notice, card_expires?
///     payment-failed  lines, amount, reason, class, last_warning, last_day_on; of what was ordered
///                     lines, amount, reason, about (purchase, activation); of a card's test as
///                     card-registered, with reason and about (card_test)
///     payment-reversed refund, invoice, amount
///     service-ended   lines with ended_on and reason
///     renewal-stopped lines with expires_on, actor, by_reader where that is the reader
///     payer-changed   lines as of a notice, new_payer, other, renewal_off?, unpaid? (then without
///                     charge_on)
///     card-registered brand, last4, card_expires, test_amount
///     card-refused    the same of a card that cannot be used, and reason (rules::CardProblem)
///     meter-request, meter-reminder  customers with their machines, due_on, link with its url
///     invoice, credit-note  nothing; `invoice` is what it tells
struct LetterRequest {
    std::string letter;   ///< "renewal-notice", ...
    std::string language; ///< of the customer; English where there are no texts
    std::string facts;
    std::string message_id; ///< without angle brackets and host: "<outbox id>.<book id>"
    Timestamp date;         ///< when the letter was caused
    std::string to_name;
    std::string to_address;
    const rules::Invoice* invoice = nullptr;
    std::vector<Attachment> attachments; ///< the invoice in its forms, in this order
    /// Products of the invoice that have to be configured before they work (SUB-030).
    std::vector<std::string> products_to_configure;
    std::string text_block; ///< name of the one that asks for readings (MTR-010)
};

/// Why a letter cannot be written; it is held for a person, and the others go on.
struct LetterProblem {
    std::string code; ///< stable: "invalid_address", "template", ...
    std::string text; ///< a sentence that says what to do
    /// Of this machine or its configuration, not of the letter: it leaves once that is mended.
    bool is_of_setup = false;
};

struct Letter {
    std::string bytes;                    ///< a complete RFC 5322 message, each line ended by CR LF
    std::string title;                    ///< the Subject header
    std::optional<LetterProblem> problem; ///< then the rest is empty
};

/// Who writes.
struct LetterSender {
    std::string name;
    std::string address; ///< mail.from
    bool is_demonstration = false;
};

class LetterComposer {
public:
    virtual ~LetterComposer() = default;

    /// The same request gives the same bytes. What a customer's data cannot do is add a header: a
    /// control character in a name or an address is a problem (RELIABILITY 3).
    virtual Letter compose(const LetterRequest& request) = 0;
};

/// `templates_folder` overrides templates and sentences by name; empty: those compiled in.
/// Fault(bad_setup) where the folder or a file in it is wrong.
std::unique_ptr<LetterComposer> make_letter_composer(const LetterSender& sender,
                                                     const std::string& templates_folder);

} // namespace duesday::document
