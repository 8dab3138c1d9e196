#include "fault/meter_links.hpp"

#include "support/process.hpp"

#include <algorithm>
#include <regex>

namespace duesday::fault {

namespace {

namespace fs = std::filesystem;

const std::regex& token_pattern()
{
    static const std::regex pattern{R"re(([?]token=(?:3D)?)([A-Za-z0-9_-]{43}))re"};
    return pattern;
}

/// Quoted-printable breaks a line wherever it is long, also within a token.
std::string unfolded(const std::string& letter)
{
    static const std::regex soft_break{"=\r?\n"};
    return std::regex_replace(letter, soft_break, "");
}

std::string addressee(const std::string& letter)
{
    static const std::regex line{R"re(\nTo: [^\n]*<([^>\n]+)>)re"};
    std::smatch found;
    return std::regex_search(letter, found, line) ? found[1].str() : "";
}

} // namespace

std::vector<LinkToken> link_tokens(const fs::path& mail)
{
    std::vector<LinkToken> tokens;
    if (!fs::is_directory(mail))
        return tokens;
    for (const auto& entry : fs::recursive_directory_iterator{mail}) {
        if (!entry.is_regular_file() || entry.path().parent_path().filename() == "tmp")
            continue;
        const auto letter = unfolded(test::read_file(entry.path()));
        std::smatch found;
        if (std::regex_search(letter, found, token_pattern()))
            tokens.push_back({found[2], addressee(letter)});
    }
    return tokens;
}

std::string without_tokens(const std::string& letter)
{
    const auto text = unfolded(letter);
    return text.find("token=") == text.npos ? letter
                                            : std::regex_replace(text, token_pattern(), "$1TOKEN");
}

} // namespace duesday::fault
