#include "rules/customer/card_number.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace duesday::rules {

namespace {

constexpr std::size_t shortest_card = 13;
constexpr std::size_t longest_card = 19;
constexpr int widest_gap = 3; // " - "

/// Where ten decimal digits of a script begin (Unicode, general category Nd).
constexpr std::array<char32_t, 36> zeros{
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10};
constexpr char32_t first_mathematical = 0x1d7ce; ///< five styles of ten digits
constexpr char32_t last_mathematical = 0x1d7ff;

struct Character {
    char32_t code;
    std::size_t bytes;
};

/// The one that begins at `at`; a byte that begins none stands for itself.
Character character_at(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto lead = byte(at);
    const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    if (bytes == 1 || at + bytes > text.size())
        return {lead, 1};
    char32_t code = lead & (0xffU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i)
        code = code << 6 | (byte(at + i) & 0x3f);
    return {code, bytes};
}

/// 0 to 9, or -1 for what is no decimal digit.
int digit_of(char32_t code)
{
    if (code < 0x80)
        return code >= '0' && code <= '9' ? static_cast<int>(code - '0') : -1;
    if (code >= first_mathematical && code <= last_mathematical)
        return static_cast<int>((code - first_mathematical) % 10);
    const auto after = std::upper_bound(zeros.begin(), zeros.end(), code);
    if (after == zeros.begin() || code - *(after - 1) > 9)
        return -1;
    return static_cast<int>(code - *(after - 1));
}

enum class Between {
    nothing,   ///< has no width: not even a separator
    blank,     ///< blanks, line breaks and dashes, of which a few may follow one another
    other,     ///< any other punctuation, one at a time
    no_joiner, ///< a letter
};

Between between(char32_t code)
{
    const auto within = [&](char32_t first, char32_t last) {
        return code >= first && code <= last;
    };
    if (code == 0xad || code == 0x34f || code == 0x180e || code == 0xfeff ||
        within(0x200b, 0x200f) || within(0x202a, 0x202e) || within(0x2060, 0x206f))
        return Between::nothing;
    if (code == ' ' || code == '-' || (code >= '\t' && code <= '\r') || code == 0xa0 ||
        within(0x2000, 0x200a) || within(0x2010, 0x2015) || code == 0x202f || code == 0x205f ||
        code == 0x2212 || code == 0x3000)
        return Between::blank;
    const bool is_ascii_mark =
        within('!', '/') || within(':', '@') || within('[', '`') || within('{', '~');
    if (is_ascii_mark || within(0xa1, 0xb1) || code == 0xb4 || within(0xb6, 0xb8) || code == 0xbb ||
        code == 0xbf || within(0x2016, 0x2027) || within(0x2030, 0x205e) ||
        within(0x2190, 0x23ff) || within(0x2500, 0x27bf) || within(0x3001, 0x303f) ||
        within(0xff01, 0xff0f) || within(0xff1a, 0xff20) || within(0xff3b, 0xff40) ||
        within(0xff5b, 0xff65))
        return Between::other;
    return Between::no_joiner;
}

/// A stretch of digits without anything between them.
struct Group {
    std::size_t begin;
    std::size_t end;
    std::string digits; ///< in ASCII
    bool joins_next;    ///< only what may separate the groups of a number stands before the next
};

/// Where what stands between two groups of one number ends; npos where the number ends.
std::size_t end_of_gap(std::string_view text, std::size_t at)
{
    int blanks = 0;
    int others = 0;
    while (at < text.size()) {
        const auto [code, bytes] = character_at(text, at);
        if (digit_of(code) >= 0)
            return at;
        const auto what = between(code);
        blanks += what == Between::blank ? 1 : 0;
        others += what == Between::other ? 1 : 0;
        if (what == Between::no_joiner || blanks > widest_gap || others > 1 ||
            (others == 1 && blanks > 0))
            return text.npos;
        at += bytes;
    }
    return text.npos;
}

std::vector<Group> groups_of(std::string_view text)
{
    std::vector<Group> groups;
    std::size_t at = 0;
    while (at < text.size()) {
        Group group{at, at, {}, false};
        for (; group.end < text.size();) {
            const auto [code, bytes] = character_at(text, group.end);
            const int digit = digit_of(code);
            if (digit < 0)
                break;
            group.digits += static_cast<char>('0' + digit);
            group.end += bytes;
        }
        if (group.digits.empty()) {
            at += character_at(text, at).bytes;
            continue;
        }
        const auto next = end_of_gap(text, group.end);
        group.joins_next = next != text.npos;
        at = group.joins_next ? next : group.end;
        groups.push_back(std::move(group));
    }
    return groups;
}

/// A text with fewer digits needs no closer look; nearly all have fewer.
bool may_hold_card_number(std::string_view text)
{
    // Every other digit than an ASCII one begins with a byte from 0xc0 on.
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0xc0;
           })) >= shortest_card;
}

struct Found {
    std::size_t begin;
    std::size_t end;
};

std::vector<Found> card_numbers_in(std::string_view text)
{
    std::vector<Found> found;
    if (!may_hold_card_number(text))
        return found;
    const auto groups = groups_of(text);
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::string digits;
        for (std::size_t last = first; last < groups.size(); ++last) {
            digits += groups[last].digits;
            if (digits.size() > longest_card)
                break;
            if (digits.size() >= shortest_card && passes_luhn(digits))
                found.push_back({groups[first].begin, groups[last].end});
            if (!groups[last].joins_next)
                break;
        }
    }
    return found;
}

} // namespace

bool passes_luhn(std::string_view digits)
{
    int sum = 0;
    bool doubled = false;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, doubled = !doubled) {
        const int digit = *at - '0';
        const int weighted = doubled ? digit * 2 : digit;
        sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
}

bool contains_card_number(std::string_view text)
{
    return !card_numbers_in(text).empty();
}

std::string mask_card_numbers(std::string_view text)
{
    constexpr std::size_t shown = 4;
    const auto found = card_numbers_in(text);
    if (found.empty())
        return std::string{text};
    std::vector<bool> masked(text.size());
    for (const auto& number : found) {
        std::vector<std::size_t> digits;
        for (auto at = number.begin; at < number.end;) {
            const auto [code, bytes] = character_at(text, at);
            if (digit_of(code) >= 0)
                digits.push_back(at);
            at += bytes;
        }
        for (std::size_t i = 0; i + shown < digits.size(); ++i)
            masked[digits[i]] = true;
    }
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto bytes = character_at(text, at).bytes;
        if (masked[at])
            result += '*';
        else
            result += text.substr(at, bytes);
        at += bytes;
    }
    return result;
}

} // namespace duesday::rules
