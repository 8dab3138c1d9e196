#include "base/plain_line.hpp"

namespace duesday::text {

std::string plain_line(std::string_view text)
{
    constexpr std::size_t longest = 200;
    std::string line;
    for (const char c : text) {
        const bool is_plain = c >= 0x20 && c < 0x7f; // of other bytes nobody knows the alphabet
        if (is_plain && !(c == ' ' && (line.empty() || line.back() == ' ')))
            line += c;
        else if (!is_plain && !line.empty() && line.back() != ' ')
            line += ' ';
    }
    if (line.size() > longest)
        line = line.substr(0, longest) + "...";
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

} // namespace duesday::text
