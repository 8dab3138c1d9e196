// Letters as tests write and read them.
#pragma once

#include "document/letter.hpp"
#include "document/samples.hpp"
#include "support/process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace duesday::test {

inline constexpr const char* languages[] = {"en", "nl", "de", "fr", "pt"};

inline std::vector<std::string> letters()
{
    return {document::letter_names.begin(), document::letter_names.end()};
}

/// What a reader of another make takes a message for: Python's email parser.
inline nlohmann::json read_back(const std::string& bytes)
{
    constexpr auto script = R"(
import sys, json, base64, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.SMTP)
def part(p):
    body = p.get_payload(decode=True)
    return {'type': p.get_content_type(), 'charset': p.get_content_charset(),
            'encoding': str(p['Content-Transfer-Encoding']), 'file': p.get_filename(),
            'body': body.decode('utf-8')}
print(json.dumps({
    'headers': [[k, str(v)] for k, v in m.items()],
    'to': [[a.display_name, a.addr_spec] for a in m['To'].addresses],
    'from': [[a.display_name, a.addr_spec] for a in m['From'].addresses],
    'subject': str(m['Subject']), 'id': str(m['Message-ID']),
    'date': m['Date'].datetime.isoformat(), 'type': m.get_content_type(),
    'defects': [str(d) for p in m.walk() for d in p.defects],
    'parts': [part(p) for p in m.walk() if not p.is_multipart()]})))";
    Command command;
    command.words = {"/usr/bin/python3", "-c", script};
    command.input = bytes;
    const auto finished = run(command);
    REQUIRE_MESSAGE(finished.status == 0, finished.err);
    return nlohmann::json::parse(finished.out);
}

inline std::string unix_lines(std::string text)
{
    std::erase(text, '\r');
    return text;
}

inline document::Letter compose(const document::LetterRequest& request)
{
    return document::make_letter_composer(sample_sender(), "")->compose(request);
}

} // namespace duesday::test
