// What a person does with the outbox: list, retry, show.

#include "base/digits.hpp"
#include "base/fault.hpp"
#include "document/letter.hpp"
#include "flow/cloud_messages.hpp"
#include "flow/deliver.hpp"
#include "flow/letter_meters.hpp"
#include "flow/outgoing_mail.hpp"
#include "flow/portal_access.hpp"
#include "partner/cloud_transport.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

using runtime::Fields;

constexpr int page_size = 500;
constexpr std::int64_t ms_per_hour = 3'600'000;

std::int64_t parse_id(const std::string& text)
{
    const auto id = read_digits<std::int64_t>(text);
    if (!id || *id < 1)
        throw Fault{FaultKind::usage, fmt::format("'{}' is no id of a letter", text),
                    "deliver list shows the ids"};
    return *id;
}

/// Where it went, or would go today.
std::optional<std::string> recipient(store::Database& database, const store::OutboxRow& row)
{
    if (row.sent_to)
        return row.sent_to;
    if (row.channel == "cloud")
        return row.addressee;
    return address_for(database, row);
}

/// Whole hours from its cause until it left, or until now.
std::int64_t age_hours(const store::OutboxRow& row, Timestamp now)
{
    const auto sent = row.sent_at ? Timestamp::parse(*row.sent_at) : std::nullopt;
    const auto age = sent.value_or(now).ms_since_1970 - row.created_at.ms_since_1970;
    return std::max<std::int64_t>(age, 0) / ms_per_hour;
}

std::optional<std::string> next_attempt(const store::OutboxRow& row)
{
    return row.state == "waiting" ? std::optional{row.next_attempt_at.iso()} : std::nullopt;
}

/// Letters of which a book may have none yet (CLI.md, deliver).
bool is_letter_name(std::string_view name)
{
    const auto is_it = [&](const partner::CloudKind& kind) { return kind.name == name; };
    const auto& letters = document::letter_names;
    return std::find(letters.begin(), letters.end(), name) != letters.end() ||
           std::any_of(partner::cloud_kinds.begin(), partner::cloud_kinds.end(), is_it) ||
           name.starts_with("repair-");
}

std::string unix_lines(std::string text)
{
    std::erase(text, '\r');
    return text;
}

} // namespace

void deliver_list(runtime::Context& context, const DeliverListOptions& options)
{
    auto& database = context.book.database();
    const auto now = context.clock.now();
    std::int64_t after = 0;
    if (options.letter && !is_letter_name(*options.letter) &&
        store::list_messages(database, options.letter, std::nullopt, 0, 1).empty()) {
        context.report.refuse({"letter", *options.letter, Outcome::attention, "unknown_letter",
                               "there is no letter of this name: duesday-deliver(1) names them"});
        return;
    }
    while (true) {
        const auto rows =
            store::list_messages(database, options.letter, options.since, after, page_size);
        for (const auto& row : rows)
            context.report.row(Fields{}
                                   .add("id", row.id)
                                   .add("kind", row.channel)
                                   .add("letter", row.letter)
                                   .add("to", recipient(database, row))
                                   .add("subject", row.subject)
                                   .add("state", row.state)
                                   .add("attempts", row.attempts)
                                   .add("created_on", row.created_on)
                                   .add("next_attempt", next_attempt(row))
                                   .add("age_hours", age_hours(row, now)));
        if (rows.size() < page_size)
            return;
        after = rows.back().id;
    }
}

void deliver_retry(runtime::Context& context, const std::vector<std::string>& ids)
{
    auto& database = context.book.database();
    bool refused = false;
    const auto refuse = [&](const std::string& id, const char* reason, const std::string& text) {
        context.report.refuse({"retry", id, Outcome::attention, reason, text});
        refused = true;
    };
    std::vector<store::OutboxRow> rows;
    for (const auto& id : ids) {
        const auto row = store::find_message(database, parse_id(id));
        if (!row)
            refuse(id, "unknown_letter", "there is no such letter; deliver list shows the ids");
        else if (row->state == "sent")
            refuse(id, "already_sent",
                   fmt::format("it went to {} already; deliver show {} prints it",
                               row->sent_to.value_or(""), id));
        else
            rows.push_back(*row);
    }
    if (refused)
        return;
    if (!context.dry_run) {
        store::Write write{context.book, context.stamp()};
        for (const auto& row : rows) {
            if (document::is_meter_letter(row.letter) && row.state == "bounced")
                store::replace_facts(
                    write, row.id,
                    with_sealed(row.facts, make_sealed_link(write, row.addressee, row.period)));
            store::mark_waiting(write, row.id);
            write.audit(fmt::format("outbox/{}", row.id), "retry", "state=" + row.state,
                        "state=waiting");
        }
        write.commit();
    }
    for (const auto& row : rows)
        context.report.subject(
            {"retry",
             std::to_string(row.id),
             Outcome::done,
             {},
             fmt::format("{} {} waits again; the next deliver sends it", row.letter, row.subject)},
            Fields{}
                .add("letter", row.letter)
                .add("about", row.subject)
                .add("result", context.dry_run ? "planned" : "waiting"));
}

void deliver_show(runtime::Context& context, document::LetterComposer& letters,
                  document::InvoiceRenderer& invoices, const std::string& id)
{
    auto& database = context.book.database();
    const auto row = store::find_message(database, parse_id(id));
    if (!row) {
        context.report.refuse({"letter", id, Outcome::attention, "unknown_letter",
                               "there is no such letter; deliver list shows the ids"});
        return;
    }
    std::string message;
    std::string problem = row->error.value_or("");
    if (row->channel == "mail") {
        const auto mail = compose_to_show(context, letters, invoices, *row);
        message = unix_lines(mail.letter.bytes);
        if (mail.letter.problem)
            problem = mail.letter.problem->text;
    } else {
        message = cloud_facts(database, *row) + "\n";
    }
    auto fields = Fields{}
                      .add("id", row->id)
                      .add("kind", row->channel)
                      .add("letter", row->letter)
                      .add("to", recipient(database, *row))
                      .add("subject", row->subject)
                      .add("state", row->state)
                      .add("attempts", row->attempts)
                      .add("created_on", row->created_on)
                      .add("created_at", row->created_at.iso())
                      .add("next_attempt", next_attempt(*row))
                      .add("sent_at", row->sent_at)
                      .add("age_hours", age_hours(*row, context.clock.now()))
                      .add("customer", row->addressee)
                      .add("problem", problem);
    if (context.report.style().json) {
        context.report.object("letter", fields.add("message", message));
        return;
    }
    context.report.object("letter", fields);
    context.report.raw("\n" + message);
}

} // namespace duesday::flow
