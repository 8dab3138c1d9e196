// An e-mail as bytes, built by GMime.
#pragma once

#include "base/timestamp.hpp"
#include "document/letter.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::document {

struct Message {
    std::string from_name, from_address;
    std::string to_name, to_address;
    std::string subject;
    std::string message_id; ///< with host, without angle brackets
    Timestamp date;
    std::string text; ///< the body twice: for any reader ...
    std::string html; ///< ... and with form
    std::vector<Attachment> attachments;
};

/// Which header value must not go out, or nothing: control_character or invalid_address. GMime lets
/// CR LF through in some of them and cuts an address in silence, so this comes first.
std::optional<LetterProblem> header_problem(const Message& message);

/// RFC 5322 with CR LF: multipart/alternative (text, html; UTF-8, quoted-printable), within
/// multipart/mixed where files are attached (base64, in their order). Equal messages give equal
/// bytes. Fault(bug) where header_problem says something.
std::string message_bytes(const Message& message);

} // namespace duesday::document
