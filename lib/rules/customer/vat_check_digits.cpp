#include "rules/customer/vat_check_digits.hpp"

#include "base/date.hpp"
#include "rules/customer/card_number.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

// The algorithms are those that the member states publish for the VIES check. The answers were
// compared with python-stdnum 1.18 (Debian's python3-stdnum) on random numbers of every form; the
// few differences are on purpose and say why.

namespace duesday::rules {

namespace {

int digit(std::string_view text, std::size_t at)
{
    return text[at] - '0';
}

std::int64_t value(std::string_view digits)
{
    std::int64_t result = 0;
    for (const char c : digits)
        result = result * 10 + (c - '0');
    return result;
}

/// The sum of weight x digit, from the first digit on.
int weighted(std::string_view digits, std::initializer_list<int> weights)
{
    int sum = 0;
    std::size_t at = 0;
    for (const int weight : weights)
        sum += weight * digit(digits, at++);
    return sum;
}

/// ISO 7064 mod 11,10: the whole number, check digit included, is right where this is 1.
bool passes_mod_11_10(std::string_view digits)
{
    int check = 5;
    for (const char c : digits)
        check = ((check == 0 ? 10 : check) * 2 % 11 + (c - '0')) % 10;
    return check == 1;
}

/// As in a Luhn check whose check digit is still to come: every second digit, from the last one
/// on, counts double.
int luhn_sum(std::string_view digits)
{
    int sum = 0;
    bool doubled = true;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, doubled = !doubled) {
        const int part = (*at - '0') * (doubled ? 2 : 1);
        sum += part / 10 + part % 10;
    }
    return sum;
}

int letter_index(char letter)
{
    return letter - 'A';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int two_digits(std::string_view text, std::size_t at)
{
    return digit(text, at) * 10 + digit(text, at + 1);
}

/// Whether a number that holds a birthday holds a day of the calendar.
bool is_day(int year, int month, int day)
{
    return Date::parse(fmt::format("{:04}-{:02}-{:02}", year, month, day)).has_value();
}

} // namespace

bool check_at(std::string_view number)
{
    // Seven digits after the U; of these the second, fourth and sixth count double.
    constexpr int offset = 4;
    int sum = offset;
    for (std::size_t i = 1; i <= 7; ++i) {
        const int part = digit(number, i) * (i % 2 == 0 ? 2 : 1);
        sum += part / 10 + part % 10;
    }
    return (10 - sum % 10) % 10 == digit(number, 8);
}

bool check_be(std::string_view number)
{
    return 97 - value(number.substr(0, 8)) % 97 == value(number.substr(8));
}

namespace {

bool check_bg_company(std::string_view number)
{
    int check = weighted(number, {1, 2, 3, 4, 5, 6, 7, 8}) % 11;
    if (check == 10)
        check = weighted(number, {3, 4, 5, 6, 7, 8, 9, 10}) % 11;
    return check % 10 == digit(number, 8);
}

/// EGN: a birthday, with 40 added to the month from the year 2000 on.
bool check_bg_citizen(std::string_view number)
{
    const int month = two_digits(number, 2);
    const bool is_young = month > 40;
    return is_day((is_young ? 2000 : 1900) + two_digits(number, 0), month - (is_young ? 40 : 0),
                  two_digits(number, 4)) &&
           weighted(number, {2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10 == digit(number, 9);
}

bool check_bg_foreigner(std::string_view number)
{
    return weighted(number, {21, 19, 17, 13, 11, 9, 7, 3, 1}) % 10 == digit(number, 9);
}

bool check_bg_other(std::string_view number)
{
    const int check = 11 - weighted(number, {4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
    return check % 11 == digit(number, 9);
}

} // namespace

bool check_bg(std::string_view number)
{
    if (number.size() == 9)
        return check_bg_company(number);
    return check_bg_citizen(number) || check_bg_foreigner(number) || check_bg_other(number);
}

bool check_cy(std::string_view number)
{
    constexpr std::array<int, 10> odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    if (number.starts_with("12")) // never given out
        return false;
    int sum = 0;
    for (std::size_t i = 0; i < 8; ++i)
        sum += i % 2 == 0 ? odd[static_cast<std::size_t>(digit(number, i))] : digit(number, i);
    return sum % 26 == letter_index(number[8]);
}

namespace {

bool check_cz_company(std::string_view number)
{
    if (number[0] == '9')
        return false;
    const int check = (11 - weighted(number, {8, 7, 6, 5, 4, 3, 2}) % 11) % 11;
    return (check == 0 ? 1 : check) % 10 == digit(number, 7);
}

/// Nine digits that begin with 6: persons without a birth number.
bool check_cz_special(std::string_view number)
{
    const int rest = weighted(number.substr(1), {8, 7, 6, 5, 4, 3, 2}) % 11;
    const int check = 8 - (10 - rest + 11) % 11;
    return (check + 10) % 10 == digit(number, 8);
}

/// A birth number of the Czech and the Slovak Republic: women have 50 added to the month, full
/// series 20. Before 1954 there was no check digit, before 1985 a rest of 10 was written as 0.
bool check_birth_number(std::string_view number)
{
    const int short_year = two_digits(number, 0);
    const bool has_check_digit = number.size() == 10;
    if (!has_check_digit && short_year > 53)
        return false;
    const int year = has_check_digit && short_year < 54 ? 2000 + short_year : 1900 + short_year;
    if (!is_day(year, two_digits(number, 2) % 50 % 20, two_digits(number, 4)))
        return false;
    if (!has_check_digit)
        return true;
    const auto rest = value(number.substr(0, 9)) % 11;
    return (year < 1985 ? rest % 10 : rest) == digit(number, 9);
}

} // namespace

bool check_cz(std::string_view number)
{
    if (number.size() == 8)
        return check_cz_company(number);
    if (number.size() == 9 && number[0] == '6')
        return check_cz_special(number);
    return check_birth_number(number);
}

bool check_de(std::string_view number)
{
    return number[0] != '0' && passes_mod_11_10(number);
}

bool check_dk(std::string_view number)
{
    return number[0] != '0' && weighted(number, {2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool check_ee(std::string_view number)
{
    return weighted(number, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0;
}

namespace {

char spanish_letter(std::int64_t number)
{
    constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    return letters[static_cast<std::size_t>(number % 23)];
}

/// A company (CIF). Which first letters want the control character as a digit and which as a
/// letter is not told alike everywhere, so both are taken.
bool check_es_company(std::string_view number)
{
    constexpr std::string_view control_letters = "JABCDEFGHI";
    if (std::string_view{"ABCDEFGHJNPQRSUVW"}.find(number[0]) == std::string_view::npos)
        return false;
    const int control = (10 - luhn_sum(number.substr(1, 7)) % 10) % 10;
    return number[8] == static_cast<char>('0' + control) ||
           number[8] == control_letters[static_cast<std::size_t>(control)];
}

} // namespace

bool check_es(std::string_view number)
{
    const char first = number[0];
    if (is_digit(first))
        return number[8] == spanish_letter(value(number.substr(0, 8)));
    if (first == 'X' || first == 'Y' || first == 'Z') // foreigners: X, Y, Z stand for 0, 1, 2
        return number[8] ==
               spanish_letter(std::int64_t{first - 'X'} * 10'000'000 + value(number.substr(1, 7)));
    if (first == 'K' || first == 'L' || first == 'M')
        return number[8] == spanish_letter(value(number.substr(1, 7)));
    return check_es_company(number);
}

bool check_fi(std::string_view number)
{
    return weighted(number, {7, 9, 10, 5, 8, 4, 2, 1}) % 11 == 0;
}

bool check_fr(std::string_view number)
{
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const auto siren = number.substr(2);
    // Monaco's numbers begin with 000 and are no SIREN, which passes the Luhn check.
    if (!siren.starts_with("000") && !passes_luhn(siren))
        return false;
    if (is_digit(number[0]) && is_digit(number[1]))
        return two_digits(number, 0) == (value(siren) * 100 + 12) % 97;
    const auto first = alphabet.find(number[0]);
    const auto second = alphabet.find(number[1]);
    if (first == std::string_view::npos || second == std::string_view::npos)
        return false; // I and O are not used
    const auto key = static_cast<std::int64_t>(is_digit(number[0]) ? first * 24 + second - 10
                                                                   : first * 34 + second - 100);
    return (value(siren) + 1 + key / 11) % 11 == key % 11;
}

bool check_gb(std::string_view number)
{
    constexpr int first_health_authority = 500;
    if (number.starts_with("GD") || number.starts_with("HA"))
        return (value(number.substr(2)) >= first_health_authority) == number.starts_with("HA");
    // Numbers from 2010 on may be 55 off; a branch has three further digits.
    const int rest = weighted(number, {8, 7, 6, 5, 4, 3, 2, 10, 1}) % 97;
    return rest == 0 || (number[0] != '0' && (rest == 42 || rest == 55));
}

bool check_gr(std::string_view number)
{
    return weighted(number, {256, 128, 64, 32, 16, 8, 4, 2}) % 11 % 10 == digit(number, 8);
}

bool check_hr(std::string_view number)
{
    return passes_mod_11_10(number);
}

bool check_hu(std::string_view number)
{
    return weighted(number, {9, 7, 3, 1, 9, 7, 3, 1}) % 10 == 0;
}

bool check_ie(std::string_view number)
{
    constexpr std::string_view alphabet = "WABCDEFGHIJKLMNOPQRSTUV";
    std::string digits;
    char suffix = 'W'; // counts 0
    if (is_digit(number[1])) {
        digits = number.substr(0, 7);
        if (number.size() == 9)
            suffix = number[8];
    } else { // before 2013: the second character only told numbers apart
        digits = fmt::format("0{}{}", number.substr(2, 5), number[0]);
    }
    const auto extra = alphabet.find(suffix);
    if (extra == std::string_view::npos)
        return false;
    const auto sum = weighted(digits, {8, 7, 6, 5, 4, 3, 2}) + 9 * static_cast<int>(extra);
    return number[7] == alphabet[static_cast<std::size_t>(sum % 23)];
}

bool check_it(std::string_view number)
{
    // The tax office in digits 8 to 10 is left alone: the list of offices grows.
    return !number.starts_with("0000000") && passes_luhn(number);
}

bool check_lt(std::string_view number)
{
    if (number[number.size() - 2] != '1')
        return false;
    const bool is_long = number.size() == 12;
    int check = is_long ? weighted(number, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2}) % 11
                        : weighted(number, {1, 2, 3, 4, 5, 6, 7, 8}) % 11;
    if (check == 10)
        check = is_long ? weighted(number, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4}) % 11
                        : weighted(number, {3, 4, 5, 6, 7, 8, 9, 1}) % 11;
    return check % 10 == digit(number, number.size() - 1);
}

bool check_lu(std::string_view number)
{
    return value(number.substr(0, 6)) % 89 == two_digits(number, 6);
}

namespace {

/// A personal code: a birthday and a digit for the century; codes from 2017 on begin with 32 and
/// hold neither birthday nor check digit.
bool check_lv_person(std::string_view number)
{
    if (number.starts_with("32"))
        return true;
    const int year = 1800 + digit(number, 6) * 100 + two_digits(number, 4);
    return is_day(year, two_digits(number, 2), two_digits(number, 0)) &&
           (1 + weighted(number, {10, 5, 8, 4, 2, 1, 6, 3, 7, 9})) % 11 % 10 == digit(number, 10);
}

} // namespace

bool check_lv(std::string_view number)
{
    if (number[0] <= '3')
        return check_lv_person(number);
    return weighted(number, {9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1}) % 11 == 3;
}

bool check_mt(std::string_view number)
{
    return number[0] != '0' && weighted(number, {3, 4, 6, 7, 8, 9, 10, 1}) % 37 == 0;
}

bool check_nl(std::string_view number)
{
    if (value(number.substr(0, 9)) == 0 || number.ends_with("00"))
        return false;
    // Companies: the fiscal number's own check. Sole traders since 2020: mod 97 over NL and all of
    // it, letters read as A = 10.
    if (weighted(number, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0)
        return true;
    std::int64_t rest = 2321; // "NL"
    for (const char c : number)
        rest = (is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + letter_index(c) + 10) % 97;
    return rest == 1;
}

bool check_pl(std::string_view number)
{
    return weighted(number, {6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == digit(number, 9);
}

bool check_pt(std::string_view number)
{
    const int check = (11 - weighted(number, {9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11;
    return number[0] != '0' && check % 10 == digit(number, 8);
}

bool check_ro(std::string_view number)
{
    constexpr std::size_t longest = 10;
    const auto padded = std::string(longest - number.size(), '0').append(number);
    return number[0] != '0' && weighted(padded, {7, 5, 3, 2, 1, 7, 5, 3, 2}) * 10 % 11 % 10 ==
                                   digit(padded, longest - 1);
}

bool check_se(std::string_view number)
{
    // The organisation's number, then 01 to 94 for its part.
    const int part = two_digits(number, 10);
    return part >= 1 && part <= 94 && passes_luhn(number.substr(0, 10));
}

bool check_si(std::string_view number)
{
    const int check = 11 - weighted(number, {8, 7, 6, 5, 4, 3, 2}) % 11;
    return number[0] != '0' && (check == 10 ? 0 : check) == digit(number, 7);
}

bool check_sk(std::string_view number)
{
    const bool is_company = number[0] != '0' &&
                            std::string_view{"234789"}.find(number[2]) != std::string_view::npos &&
                            value(number) % 11 == 0;
    return is_company || check_birth_number(number);
}

} // namespace duesday::rules
