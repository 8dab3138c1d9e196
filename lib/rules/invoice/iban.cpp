#include "rules/invoice/iban.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace duesday::rules {

namespace {

struct Length {
    std::string_view country;
    std::size_t characters;
};

/// ISO 13616, by country.
constexpr Length lengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20},
    {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27},
    {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24},
    {"SC", 31}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
};

constexpr std::size_t shortest = 15;
constexpr std::size_t longest = 34;
constexpr std::size_t head = 4; ///< country and check digits

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

std::string compact(std::string_view text)
{
    std::string compact;
    for (const char c : text)
        if (c != ' ')
            compact += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return compact;
}

bool has_length_of_country(std::string_view iban)
{
    const auto* known = std::find_if(std::begin(lengths), std::end(lengths), [&](const Length& l) {
        return l.country == iban.substr(0, 2);
    });
    if (known != std::end(lengths))
        return iban.size() == known->characters;
    return iban.size() >= shortest && iban.size() <= longest;
}

int remainder_of(std::string_view part, int rest)
{
    for (const char c : part)
        rest = (is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (c - 'A') + 10) % 97;
    return rest;
}

} // namespace

bool is_iban(std::string_view text)
{
    const auto compacted = compact(text);
    const std::string_view iban{compacted};
    if (iban.size() < shortest || !is_letter(iban[0]) || !is_letter(iban[1]) ||
        !is_digit(iban[2]) || !is_digit(iban[3]) || !has_length_of_country(iban) ||
        !std::all_of(iban.begin(), iban.end(), [](char c) { return is_digit(c) || is_letter(c); }))
        return false;
    // 00, 01 and 99 leave the same remainder as 97, 98 and 02, and are never given.
    const auto check = iban.substr(2, 2);
    if (check == "00" || check == "01" || check == "99")
        return false;
    return remainder_of(iban.substr(0, head), remainder_of(iban.substr(head), 0)) == 1;
}

} // namespace duesday::rules
