#include "rules/customer/card.hpp"

#include "base/digits.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

namespace {

constexpr int most_failed_attempts = 99;
constexpr std::size_t longest_reason = 64;

/// A provider may add words of its own; one that is not known is soft (D6).
bool is_reason_word(std::string_view text)
{
    return !text.empty() && text.size() <= longest_reason &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

} // namespace

const char* code_of(CardBrand brand)
{
    switch (brand) {
    case CardBrand::visa:
        return "visa";
    case CardBrand::mastercard:
        return "mastercard";
    }
    return "";
}

std::optional<CardBrand> parse_card_brand(std::string_view text)
{
    if (text == "visa")
        return CardBrand::visa;
    if (text == "mastercard")
        return CardBrand::mastercard;
    return std::nullopt;
}

const char* code_of(CardTest test)
{
    switch (test) {
    case CardTest::passed:
        return "passed";
    case CardTest::testing:
        return "testing";
    case CardTest::failed:
        return "failed";
    }
    return "";
}

std::optional<Date> last_day_of_card(std::string_view expires)
{
    if (expires.size() != 7)
        return std::nullopt;
    const auto first = Date::parse(std::string{expires} + "-01");
    if (!first)
        return std::nullopt;
    return first->end_of_month();
}

bool card_valid_on(std::string_view expires, Date day)
{
    const auto last = last_day_of_card(expires);
    return last && day <= *last;
}

bool is_last4(std::string_view text)
{
    return text.size() == 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

const char* code_of(CardProblem problem)
{
    switch (problem) {
    case CardProblem::none:
        return "none";
    case CardProblem::brand_not_accepted:
        return "brand_not_accepted";
    case CardProblem::last4:
        return "last4";
    case CardProblem::expires:
        return "expires";
    case CardProblem::card_expired:
        return "card_expired";
    }
    return "";
}

const char* explain(CardProblem problem)
{
    switch (problem) {
    case CardProblem::none:
        return "";
    case CardProblem::brand_not_accepted:
        return "only visa and mastercard are taken (SUB-057): register another card";
    case CardProblem::last4:
        return "the last four digits of the card are taken, never more (SUB-061)";
    case CardProblem::expires:
        return "the month on the card is needed, as YYYY-MM";
    case CardProblem::card_expired:
        return "the card's month is over (SUB-048): register another one";
    }
    return "";
}

CardProblem check_card(std::string_view brand, std::string_view last4, std::string_view expires,
                       Date today)
{
    if (!parse_card_brand(brand))
        return CardProblem::brand_not_accepted;
    if (!is_last4(last4))
        return CardProblem::last4;
    if (!last_day_of_card(expires))
        return CardProblem::expires;
    return card_valid_on(expires, today) ? CardProblem::none : CardProblem::card_expired;
}

std::optional<SandboxMandate> parse_sandbox_mandate(std::string_view text)
{
    using Kind = SandboxMandate::Kind;
    constexpr std::string_view declined = "declined:";
    constexpr std::string_view ok_after = "ok-after:";
    if (text == "ok")
        return SandboxMandate{Kind::ok, {}, 0};
    if (text == "unknown")
        return SandboxMandate{Kind::unknown, {}, 0};
    if (text == "unknown-failed")
        return SandboxMandate{Kind::unknown_failed, {}, 0};
    if (text == "pending")
        return SandboxMandate{Kind::pending, {}, 0};
    if (text.starts_with(declined)) {
        const auto reason = text.substr(declined.size());
        if (!is_reason_word(reason))
            return std::nullopt;
        return SandboxMandate{Kind::declined, std::string{reason}, 0};
    }
    if (text.starts_with(ok_after)) {
        const auto attempts = read_digits(text.substr(ok_after.size()));
        if (!attempts || *attempts < 1 || *attempts > most_failed_attempts)
            return std::nullopt;
        return SandboxMandate{Kind::ok_after, {}, *attempts};
    }
    return std::nullopt;
}

bool is_sandbox_mandate(std::string_view text)
{
    return parse_sandbox_mandate(text).has_value();
}

} // namespace duesday::rules
