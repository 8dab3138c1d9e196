#include "document/message.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "document/gmime_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace duesday::document {

namespace {

GMimePart* new_part(const char* type, const char* subtype, const std::string& content,
                    GMimeContentEncoding encoding)
{
    auto* part = g_mime_part_new_with_type(type, subtype);
    if (std::string_view{type} == "text" || std::string_view{subtype} == "xml")
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    const Held stream{g_mime_stream_mem_new_with_buffer(content.data(), content.size())};
    const Held wrapper{
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT)};
    g_mime_part_set_content(part, wrapper.get());
    g_mime_part_set_content_encoding(part, encoding);
    return part;
}

/// From the message's id, so that equal messages are equal; "@" is none of RFC 2046's characters.
std::string boundary(const Message& message, std::string_view part)
{
    return fmt::format("=_{}.{}", part, message.message_id.substr(0, message.message_id.find('@')));
}

GMimeObject* new_alternative(const Message& message)
{
    auto* both = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_set_boundary(both, boundary(message, "alternative").c_str());
    const Held text{
        new_part("text", "plain", message.text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)};
    const Held html{new_part("text", "html", message.html, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)};
    g_mime_multipart_add(both, GMIME_OBJECT(text.get()));
    g_mime_multipart_add(both, GMIME_OBJECT(html.get()));
    return GMIME_OBJECT(both);
}

GMimeObject* new_body(const Message& message)
{
    auto* alternative = new_alternative(message);
    if (message.attachments.empty())
        return alternative;
    const Held inner{alternative};
    auto* mixed = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_set_boundary(mixed, boundary(message, "mixed").c_str());
    g_mime_multipart_add(mixed, inner.get());
    for (const auto& file : message.attachments) {
        const auto slash = file.type.find('/');
        // Base64 keeps the bytes as they are: an attached invoice equals its export (SUB-096).
        const Held part{new_part(file.type.substr(0, slash).c_str(),
                                 file.type.substr(slash + 1).c_str(), file.content,
                                 GMIME_CONTENT_ENCODING_BASE64)};
        g_mime_part_set_filename(part.get(), file.file_name.c_str());
        g_mime_multipart_add(mixed, GMIME_OBJECT(part.get()));
    }
    return GMIME_OBJECT(mixed);
}

void add_address(GMimeMessage* message, GMimeAddressType type, const std::string& name,
                 const std::string& address)
{
    auto* list = g_mime_message_get_addresses(message, type);
    const Held mailbox{
        internet_address_mailbox_new(name.empty() ? nullptr : name.c_str(), address.c_str())};
    internet_address_set_charset(mailbox.get(), "utf-8");
    internet_address_list_add(list, mailbox.get());
}

std::string with_crlf(GMimeMessage* message)
{
    const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options{
        g_mime_format_options_new(), &g_mime_format_options_free};
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    const Held stream{g_mime_stream_mem_new()};
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), options.get(), stream.get()) < 0)
        throw Fault{FaultKind::bug, "GMime does not write a message"};
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

std::optional<LetterProblem> header_problem(const Message& message)
{
    std::vector<std::pair<const char*, const std::string*>> values{
        {"the sender's name", &message.from_name},
        {"the customer's name", &message.to_name},
        {"the sender's address", &message.from_address},
        {"the customer's address", &message.to_address},
        {"the subject", &message.subject},
        {"the message's id", &message.message_id}};
    for (const auto& file : message.attachments)
        values.emplace_back("an attachment's name", &file.file_name);
    for (const auto& [what, value] : values)
        if (text::has_control_character(*value) || !text::is_utf8(*value))
            return LetterProblem{
                "control_character",
                fmt::format("{} holds a line break or another control character", what)};
    for (const auto& [what, value] : {std::pair{"the sender's address", &message.from_address},
                                      {"the customer's address", &message.to_address}})
        if (!text::looks_like_email(*value) ||
            !is_ascii(std::string_view{*value}.substr(0, value->find('@'))))
            return LetterProblem{"invalid_address",
                                 fmt::format("{} is none that a letter can go to", what)};
    return std::nullopt;
}

std::string message_bytes(const Message& message)
{
    if (const auto problem = header_problem(message))
        throw Fault{FaultKind::bug, fmt::format("a message cannot be built: {}", problem->text)};
    start_gmime();
    const Held mail{g_mime_message_new(FALSE)};
    add_address(mail.get(), GMIME_ADDRESS_TYPE_FROM, message.from_name, message.from_address);
    add_address(mail.get(), GMIME_ADDRESS_TYPE_TO, message.to_name, message.to_address);
    g_mime_message_set_subject(mail.get(), message.subject.c_str(), "utf-8");
    const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date{
        g_date_time_new_from_unix_utc(message.date.ms_since_1970 / 1000), &g_date_time_unref};
    g_mime_message_set_date(mail.get(), date.get());
    g_mime_message_set_message_id(mail.get(), message.message_id.c_str());
    // RFC 3834: no out-of-office answer to a machine.
    g_mime_object_set_header(GMIME_OBJECT(mail.get()), "Auto-Submitted", "auto-generated", nullptr);
    const Held body{new_body(message)};
    g_mime_message_set_mime_part(mail.get(), body.get());
    return with_crlf(mail.get());
}

} // namespace duesday::document
