#include "document/delivery_report.hpp"

#include "base/text.hpp"
#include "document/gmime_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace duesday::document {

namespace {

constexpr std::size_t longest_text = 300;
constexpr std::size_t most_recipients = 1'000;
/// A report has three parts. GMime walks down parts within parts by calling itself.
constexpr std::size_t most_containers = 100;

/// One line, fit for a terminal and the book.
std::string plain(std::string_view text)
{
    std::string line;
    for (const char c : text)
        line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    line = text::trim(std::string_view{line}.substr(0, longest_text));
    if (!text::is_utf8(line))
        for (char& c : line)
            if (static_cast<unsigned char>(c) >= 0x80)
                c = '?';
    return line;
}

/// How often a word that opens a container stands in the mail, in any case.
std::size_t containers_in(std::string_view mail)
{
    std::size_t found = 0;
    for (std::size_t slash = mail.find('/'); slash != mail.npos; slash = mail.find('/', slash + 1))
        for (const std::string_view type : {"multipart", "message"})
            if (slash >= type.size() &&
                text::lower(mail.substr(slash - type.size(), type.size())) == type)
                ++found;
    return found;
}

using HeaderFields = std::map<std::string, std::string>;

/// Groups of header lines, each ended by an empty line; names in lower case.
std::vector<HeaderFields> groups_of(std::string_view text)
{
    std::vector<HeaderFields> groups(1);
    std::string* last = nullptr;
    while (!text.empty() && groups.size() <= most_recipients + 1) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty()) {
            if (!groups.back().empty())
                groups.emplace_back();
            last = nullptr;
            continue;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            if (last != nullptr && last->size() < longest_text)
                *last += line;
            continue;
        }
        const auto colon = line.find(':');
        if (colon == line.npos)
            continue;
        last = &groups.back()[text::lower(text::trim(line.substr(0, colon)))];
        *last = text::trim(line.substr(colon + 1));
    }
    return groups;
}

std::string value_of(const HeaderFields& fields, const char* name)
{
    const auto found = fields.find(name);
    return found == fields.end() ? std::string{} : plain(found->second);
}

/// "a@b" of "rfc822; <a@b>".
std::string address_of(const HeaderFields& fields, const char* name)
{
    auto value = value_of(fields, name);
    if (const auto semicolon = value.find(';'); semicolon != value.npos)
        value = value.substr(semicolon + 1);
    value = text::trim(value);
    if (value.starts_with('<') && value.ends_with('>'))
        value = value.substr(1, value.size() - 2);
    return value;
}

std::string without_brackets(std::string_view id)
{
    id = text::trim(id);
    if (id.starts_with('<'))
        id.remove_prefix(1);
    return plain(id.substr(0, id.find('>')));
}

std::string content_of(GMimeObject* object)
{
    if (!GMIME_IS_PART(object))
        return {};
    auto* wrapper = g_mime_part_get_content(GMIME_PART(object)); // stays the part's
    if (wrapper == nullptr)
        return {};
    const Held stream{g_mime_stream_mem_new()};
    g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_type(GMimeObject* object, const char* type, const char* subtype)
{
    auto* content_type = g_mime_object_get_content_type(object);
    return content_type != nullptr && g_mime_content_type_is_type(content_type, type, subtype);
}

void read_recipients(const std::string& status, DeliveryReport& report)
{
    for (const auto& fields : groups_of(status)) {
        ReportedRecipient recipient;
        recipient.action = text::lower(value_of(fields, "action"));
        recipient.address = address_of(fields, "original-recipient");
        if (recipient.address.empty())
            recipient.address = address_of(fields, "final-recipient");
        recipient.status = value_of(fields, "status");
        recipient.diagnostic = value_of(fields, "diagnostic-code");
        if (!recipient.action.empty() && report.recipients.size() < most_recipients)
            report.recipients.push_back(std::move(recipient));
    }
}

void read_part(GMimeObject* part, DeliveryReport& report)
{
    if (is_type(part, "message", "delivery-status") ||
        is_type(part, "message", "global-delivery-status")) {
        read_recipients(content_of(part), report);
    } else if (GMIME_IS_MESSAGE_PART(part)) {
        auto* original = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        const char* id = original != nullptr ? g_mime_message_get_message_id(original) : nullptr;
        if (id != nullptr)
            report.message_id = without_brackets(id);
    } else if (is_type(part, "text", "rfc822-headers")) {
        report.message_id =
            without_brackets(value_of(groups_of(content_of(part)).front(), "message-id"));
    }
}

class Reader final : public DeliveryReportReader {
public:
    DeliveryReport read(std::string_view mail) override
    {
        DeliveryReport report;
        if (containers_in(mail) > most_containers) {
            report.why = "it has more parts within parts than any report";
            return report;
        }
        start_gmime();
        const Held stream{g_mime_stream_mem_new_with_buffer(mail.data(), mail.size())};
        const Held parser{g_mime_parser_new_with_stream(stream.get())};
        const Held message{g_mime_parser_construct_message(parser.get(), nullptr)};
        if (message.get() == nullptr) {
            report.why = "it is no mail";
            return report;
        }
        if (const char* subject = g_mime_message_get_subject(message.get()))
            report.subject = plain(subject);
        auto* body = g_mime_message_get_mime_part(message.get());
        if (body == nullptr || !GMIME_IS_MULTIPART(body) || !is_type(body, "multipart", "report")) {
            report.why = "it is no delivery report";
            return report;
        }
        const int parts = g_mime_multipart_get_count(GMIME_MULTIPART(body));
        for (int i = 0; i < parts; ++i)
            read_part(g_mime_multipart_get_part(GMIME_MULTIPART(body), i), report);
        report.is_report = !report.recipients.empty();
        if (!report.is_report)
            report.why = "it names no recipient";
        return report;
    }
};

} // namespace

std::unique_ptr<DeliveryReportReader> make_delivery_report_reader()
{
    return std::make_unique<Reader>();
}

} // namespace duesday::document
