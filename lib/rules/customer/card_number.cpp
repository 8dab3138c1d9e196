#include "rules/customer/card_number.hpp"

#include <vector>

namespace duesday::rules {

namespace {

constexpr std::size_t shortest_card = 13;
constexpr std::size_t longest_card = 19;
constexpr std::size_t widest_gap = 3; // " - "

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Bytes of a blank or dash that begins at `at`: ASCII, the no-break blanks and the Unicode dashes
/// that word processors put between groups; 0 for anything else.
std::size_t separator_at(std::string_view text, std::size_t at)
{
    if (text[at] == ' ' || text[at] == '-' || text[at] == '\t')
        return 1;
    if (text.substr(at, 2) == "\u00a0")
        return 2;
    for (const std::string_view wide :
         {"\u202f", "\u2009", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"})
        if (text.substr(at, 3) == wide)
            return 3;
    return 0;
}

/// A stretch of digits without anything between them.
struct Group {
    std::size_t begin;
    std::size_t end;
    bool joins_next; ///< only blanks and dashes stand before the next group
};

std::vector<Group> groups_of(std::string_view text)
{
    std::vector<Group> groups;
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        Group group{at, at, false};
        while (group.end < text.size() && is_digit(text[group.end]))
            ++group.end;
        at = group.end;
        std::size_t gap = 0;
        while (at < text.size() && gap < widest_gap) {
            const auto width = separator_at(text, at);
            if (width == 0)
                break;
            at += width;
            ++gap;
        }
        group.joins_next = at < text.size() && is_digit(text[at]);
        groups.push_back(group);
    }
    return groups;
}

struct Found {
    std::size_t begin;
    std::size_t end;
};

std::vector<Found> card_numbers_in(std::string_view text)
{
    const auto groups = groups_of(text);
    std::vector<Found> found;
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::string digits;
        for (std::size_t last = first; last < groups.size(); ++last) {
            digits += text.substr(groups[last].begin, groups[last].end - groups[last].begin);
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
    constexpr int shown = 4;
    std::string masked{text};
    for (const auto& number : card_numbers_in(text)) {
        int kept = 0;
        for (auto at = number.end; at > number.begin; --at)
            if (is_digit(text[at - 1]) && ++kept > shown)
                masked[at - 1] = '*';
    }
    return masked;
}

} // namespace duesday::rules
