// Delivery reports that came back: which letter did not arrive (SUB-095).

#include "base/fault.hpp"
#include "flow/deliver.hpp"
#include "flow/outgoing_mail.hpp"
#include "intake/input.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>

namespace duesday::flow {

namespace {

namespace fs = std::filesystem;
using runtime::Fields;

/// A report may hold the letter with all that was attached; a file may be a mailbox of many.
constexpr std::size_t longest_mail = std::size_t{32} << 20;
constexpr std::size_t longest_file = std::size_t{256} << 20;
/// How the lines between the mails of a mailbox begin.
constexpr std::string_view mailbox_line = "From ";

std::string hash_of(std::string_view bytes)
{
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

/// Who is asked for readings is asked at the new address by a letter of its own.
std::string remedy_of(const store::OutboxRow& row)
{
    return document::is_meter_letter(row.letter)
               ? "mend the contact's address: the next request-meters asks there"
               : fmt::format("mend the address, then deliver retry {}", row.id);
}

class Bounces {
public:
    Bounces(runtime::Context& context, document::DeliveryReportReader& reader)
        : context_{context}, database_{context.book.database()}, reader_{reader},
          known_{store::known_reports(database_)}
    {
    }

    void take(const std::string& place)
    {
        if (place != "-" && fs::is_directory(place))
            take_maildir(place);
        else
            take_file(place, longest_file);
    }

private:
    void take_maildir(const fs::path& folder)
    {
        if (!fs::is_directory(folder / "new") || !fs::is_directory(folder / "cur"))
            throw Fault{FaultKind::no_input,
                        fmt::format("{} is no Maildir: it has no new and cur", folder.string()),
                        "name a Maildir, a file, or - for standard input"};
        std::vector<fs::path> files;
        for (const auto* part : {"new", "cur"})
            for (const auto& entry : fs::directory_iterator{folder / part})
                if (entry.is_regular_file())
                    files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            if (context_.stop_requested()) {
                context_.report.set_status(runtime::Exit::try_later);
                return;
            }
            try {
                take_file(file.string(), longest_mail);
            } catch (const Fault& fault) {
                if (fault.kind() != FaultKind::no_input && fault.kind() != FaultKind::bad_input)
                    throw;
                context_.report.count("unreadable");
                context_.report.subject({"report", file.filename().string(), Outcome::attention,
                                         "unreadable", fault.what()});
            }
        }
    }

    void take_file(const std::string& file, std::size_t longest)
    {
        intake::Input input{file};
        const auto bytes = input.window(longest + 1);
        if (bytes.size() > longest)
            throw Fault{FaultKind::bad_input,
                        fmt::format("{} is larger than {} MiB", file, longest >> 20),
                        "take what is no delivery report out of it"};
        const auto name = file == "-" ? "-" : fs::path{file}.filename().string();
        if (!bytes.starts_with(mailbox_line)) {
            take_mail(bytes, name);
            return;
        }
        std::size_t begin = 0;
        for (int number = 1; begin < bytes.size(); ++number) {
            const auto end = std::min(bytes.find("\nFrom ", begin), bytes.size() - 1) + 1;
            const auto mail = bytes.substr(begin, end - begin);
            const auto headers = std::min(mail.find('\n'), mail.size() - 1) + 1;
            take_mail(mail.substr(headers), fmt::format("{}:{}", name, number));
            begin = end;
        }
    }

    void take_mail(std::string_view mail, const std::string& name)
    {
        if (mail.size() > longest_mail) {
            skip("no_report", name, "it is larger than any delivery report");
            return;
        }
        const auto report = reader_.read(mail);
        if (!report.is_report) {
            skip("no_report", name, fmt::format("'{}': {}", report.subject, report.why));
            return;
        }
        const auto has = [&](const char* action) {
            return std::find_if(report.recipients.begin(), report.recipients.end(),
                                [&](const auto& r) { return r.action == action; });
        };
        const auto failed = has("failed");
        if (failed == report.recipients.end()) {
            const bool is_late = has("delayed") != report.recipients.end();
            skip(is_late ? "delayed" : "delivered", name,
                 is_late ? "the server still tries" : "it says that the mail arrived");
            return;
        }
        const auto row = letter_of(report, *failed);
        if (row)
            bounce(*row, *failed, hash_of(mail));
        else
            skip("unknown_report", name,
                 fmt::format("'{}' about {} ({}) is about no letter of this book", report.subject,
                             failed->address,
                             report.message_id.empty() ? "no Message-ID" : report.message_id));
    }

    /// By its Message-ID; the address counts only where the report does not give one, since a
    /// mailbox may get reports about mail that is not ours.
    std::optional<store::OutboxRow> letter_of(const document::DeliveryReport& report,
                                              const document::ReportedRecipient& recipient)
    {
        if (report.message_id.empty()) {
            const auto id = store::last_sent_to(database_, recipient.address);
            return id ? store::find_message(database_, *id) : std::nullopt;
        }
        const auto key = report.message_id.substr(0, report.message_id.find('@'));
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (error != std::errc{} || end == key.data() + key.size() || *end != '.')
            return std::nullopt;
        auto row = store::find_message(database_, id);
        if (row && row->channel == "mail" && message_key(*row, context_.book.id()) == key)
            return row;
        return std::nullopt;
    }

    void bounce(const store::OutboxRow& row, const document::ReportedRecipient& recipient,
                const std::string& report)
    {
        const auto subject = fmt::format("outbox/{}", row.id);
        const auto id = std::to_string(row.id);
        const auto mark = "report=" + report;
        // One that was read before says nothing new, also where the letter was sent again since.
        if (!known_.insert(subject + " " + mark).second) {
            skip("known", id, "this report was taken in before");
            return;
        }
        // Another one about a sending that came back already: read, and not read again once the
        // letter was sent anew.
        if (row.state != "sent") {
            if (!context_.dry_run) {
                store::Write write{context_.book, context_.stamp()};
                write.audit(subject, "bounced", "state=" + row.state,
                            "state=" + row.state + "\n" + mark);
                write.commit();
            }
            skip("known", id,
                 row.state == "bounced" ? "another report said so before"
                                        : "the letter was not sent again since it came back");
            return;
        }
        const auto why =
            fmt::format("{} {}", recipient.status,
                        recipient.diagnostic.empty() ? recipient.action : recipient.diagnostic);
        if (!context_.dry_run) {
            store::Write write{context_.book, context_.stamp()};
            store::mark_bounced(write, row.id, fmt::format("{}: {}", recipient.address, why));
            write.audit(subject, "bounced", "state=" + row.state, "state=bounced\n" + mark);
            write.commit();
        }
        context_.report.count("bounced");
        context_.report.subject(
            {"bounce", id, Outcome::attention, "bounced",
             fmt::format("{} {} to {} came back: {}; {}", row.letter, row.subject,
                         row.sent_to.value_or(recipient.address), why, remedy_of(row))},
            Fields{}
                .add("letter", row.letter)
                .add("about", row.subject)
                .add("customer", row.addressee)
                .add("to", row.sent_to.value_or(recipient.address))
                .add("result", context_.dry_run ? "planned" : "bounced"));
    }

    void skip(const char* reason, const std::string& name, const std::string& text)
    {
        context_.report.count(reason);
        context_.report.subject({"report", name, Outcome::skipped, reason, text});
        // A report that nobody can place is named without --verbose as well.
        if (std::string_view{reason} == "unknown_report" && !context_.report.style().verbose)
            context_.report.say(fmt::format("unknown report {}: {}", name, text));
    }

    runtime::Context& context_;
    store::Database& database_;
    document::DeliveryReportReader& reader_;
    std::set<std::string> known_;
};

} // namespace

void deliver_bounces(runtime::Context& context, document::DeliveryReportReader& reader,
                     const std::string& place)
{
    Bounces{context, reader}.take(place);
}

} // namespace duesday::flow
