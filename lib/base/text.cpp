#include "base/text.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace duesday::text {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

struct Range {
    std::string_view first, last; // UTF-8 orders like the characters that it stands for
};

/// Bytes of the character at the beginning, where it is one of these; else 0.
template <std::size_t Count>
std::size_t length_of_one(const Range (&ranges)[Count], std::string_view text)
{
    if (text.empty() || static_cast<unsigned char>(text.front()) < 0xc2)
        return 0;
    for (const auto& [first, last] : ranges) {
        const auto here = text.substr(0, first.size());
        if (here >= first && here <= last)
            return first.size();
    }
    return 0;
}

std::size_t length_of_wide_control(std::string_view text)
{
    constexpr Range ranges[] = {
        {"\xc2\x80", "\xc2\x9f"},         // C1
        {"\xe2\x80\xa8", "\xe2\x80\xae"}, // line ends, direction of what follows
        {"\xe2\x81\xa6", "\xe2\x81\xa9"},
        {"\xef\xbf\xbe", "\xef\xbf\xbf"}, // no characters
    };
    return length_of_one(ranges, text);
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] =
                std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; // no continuation byte
    }));
}

bool is_utf8(std::string_view text)
{
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = at + text.size();
    while (at < end) {
        if (*at < 0x80) {
            ++at;
            continue;
        }
        const int more = *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : 1;
        if (*at < 0xc2 || *at > 0xf4 || end - at <= more)
            return false;
        // The second byte's range shuts out overlong forms, surrogates and what is above U+10FFFF.
        const unsigned char low = *at == 0xe0 ? 0xa0 : *at == 0xf0 ? 0x90 : 0x80;
        const unsigned char high = *at == 0xed ? 0x9f : *at == 0xf4 ? 0x8f : 0xbf;
        if (at[1] < low || at[1] > high)
            return false;
        for (int i = 2; i <= more; ++i)
            if ((at[i] & 0xc0) != 0x80)
                return false;
        at += more + 1;
    }
    return true;
}

bool has_wide_control_character(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at)
        if (static_cast<unsigned char>(text[at]) >= 0xc2 &&
            length_of_wide_control(text.substr(at)) > 0)
            return true;
    return false;
}

bool has_control_character(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), is_control) || has_wide_control_character(text);
}

std::string without_control_characters(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto length = length_of_wide_control(text);
        const bool is_shown = length == 0 && !is_control(text.front());
        result += is_shown ? text.front() : ' ';
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

bool has_line_break(std::string_view text)
{
    if (text.find_first_of("\n\r") != text.npos)
        return true;
    for (const std::string_view wide : {"\u0085", "\u2028", "\u2029"})
        if (text.find(wide) != text.npos)
            return true;
    return false;
}

bool has_invisible_character(std::string_view text)
{
    constexpr Range ranges[] = {
        {"\xc2\x80", "\xc2\xa0"},         // C1 controls, the no-break blank
        {"\xc2\xad", "\xc2\xad"},         // soft hyphen
        {"\xcd\x8f", "\xcd\x8f"},         // grapheme joiner
        {"\xe1\x9a\x80", "\xe1\x9a\x80"}, // ogham blank
        {"\xe1\xa0\x8e", "\xe1\xa0\x8e"}, // vowel separator
        {"\xe2\x80\x80", "\xe2\x80\x8f"}, // blanks, zero width, direction
        {"\xe2\x80\xa8", "\xe2\x80\xaf"}, // line and paragraph ends, direction
        {"\xe2\x81\x9f", "\xe2\x81\xaf"}, // blank, joiners, direction
        {"\xe3\x80\x80", "\xe3\x80\x80"}, // ideographic blank
        {"\xef\xbb\xbf", "\xef\xbb\xbf"}, // byte order mark
    };
    for (std::size_t at = 0; at < text.size(); ++at)
        if (length_of_one(ranges, text.substr(at)) > 0)
            return true;
    return false;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text)
{
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string email_key(std::string_view email)
{
    return lower(trim(email));
}

bool looks_like_email(std::string_view email)
{
    const auto at = email.find('@');
    constexpr std::size_t longest_local_part = 64; // RFC 5321
    if (at == std::string_view::npos || at == 0 || at > longest_local_part ||
        email.find('@', at + 1) != std::string_view::npos || email.size() > 254 ||
        has_control_character(email) || !is_utf8(email) || has_invisible_character(email))
        return false;
    if (email.find_first_of(" ,;<>()\"\\") != std::string_view::npos)
        return false;
    const auto domain = email.substr(at + 1);
    const auto dot = domain.find('.');
    if (domain.starts_with('-') || domain.ends_with('-') || domain.find(".-") != domain.npos ||
        domain.find("-.") != domain.npos)
        return false;
    return dot != std::string_view::npos && dot != 0 && domain.back() != '.' &&
           domain.find("..") == std::string_view::npos;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> known)
{
    std::string_view best;
    std::size_t least = word.size() / 3 + 2; // further away is no help
    for (const auto candidate : known) {
        const auto distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace duesday::text
