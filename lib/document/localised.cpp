#include "document/localised.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace duesday::document {

namespace {

constexpr std::string_view no_break = "\u00a0";
constexpr std::string_view narrow_no_break = "\u202f";

/// How a language writes numbers.
struct Habit {
    const char* code;
    std::string_view thousands;
    std::string_view decimal;
    bool sign_first;           ///< the currency stands before the digits
    std::string_view sign_gap; ///< between sign and digits
    std::string_view percent_gap;
};

const Habit& habit_of(Language language)
{
    static constexpr std::array<Habit, 5> habits{{
        {"en", ",", ".", true, "", ""},
        {"nl", ".", ",", true, no_break, ""},
        {"de", ".", ",", false, no_break, no_break},
        {"fr", narrow_no_break, ",", false, no_break, no_break},
        {"pt", ".", ",", false, no_break, ""},
    }};
    return habits[static_cast<std::size_t>(language)];
}

std::string_view sign_of(Currency currency)
{
    if (currency.code() == "EUR")
        return "€";
    if (currency.code() == "GBP")
        return "£";
    if (currency.code() == "USD")
        return "$";
    return {};
}

/// "1234.56" as "1.234,56".
std::string grouped(std::string_view digits, const Habit& habit)
{
    const auto point = std::min(digits.find('.'), digits.size());
    std::string text;
    for (std::size_t i = 0; i < point; ++i) {
        if (i > 0 && (point - i) % 3 == 0)
            text += habit.thousands;
        text += digits[i];
    }
    if (point < digits.size()) {
        text += habit.decimal;
        text += digits.substr(point + 1);
    }
    return text;
}

} // namespace

Language language_of(std::string_view code)
{
    const auto primary = text::lower(code.substr(0, code.find_first_of("-_")));
    for (const auto language :
         {Language::en, Language::nl, Language::de, Language::fr, Language::pt})
        if (primary == habit_of(language).code)
            return language;
    return Language::en;
}

const char* code_of(Language language)
{
    return habit_of(language).code;
}

std::string localised(Date date, Language language)
{
    const char separator = language == Language::de ? '.' : '/';
    return fmt::format("{:02}{}{:02}{}{:04}", date.day(), separator, date.month(), separator,
                       date.year());
}

std::string localised(Money amount, Language language)
{
    const auto& habit = habit_of(language);
    const auto text = amount.text();
    const bool negative = text.starts_with('-');
    const auto number = grouped(std::string_view{text}.substr(negative ? 1 : 0), habit);
    const auto minus = negative ? "-" : "";
    const auto currency = amount.currency(); // outlives the view of its code
    const std::string_view sign = sign_of(currency);
    const auto unit = sign.empty() ? currency.code() : sign;
    const auto gap = sign.empty() ? no_break : habit.sign_gap; // a code never touches a digit
    if (!habit.sign_first)
        return fmt::format("{}{}{}{}", minus, number, no_break, unit);
    if (gap.empty())
        return fmt::format("{}{}{}", minus, unit, number);
    return fmt::format("{}{}{}{}", unit, gap, minus, number);
}

std::string localised(VatRate rate, Language language)
{
    const auto& habit = habit_of(language);
    return fmt::format("{}{}%", grouped(rate.text(), habit), habit.percent_gap);
}

std::string localised_month(std::string_view year_month)
{
    if (year_month.size() != 7 || year_month[4] != '-')
        return std::string{year_month};
    return fmt::format("{}/{}", year_month.substr(5), year_month.substr(0, 4));
}

} // namespace duesday::document
