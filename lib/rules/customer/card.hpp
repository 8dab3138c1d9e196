// Cards, as far as we may know them: brand, last four digits, month of expiry (SUB-061).
#pragma once

#include "base/date.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// SUB-057: no other brand is taken.
enum class CardBrand { visa, mastercard };

const char* code_of(CardBrand brand);
/// "visa" or "mastercard", else nothing.
std::optional<CardBrand> parse_card_brand(std::string_view text);

/// How far the test with the smallest amount has come (SUB-049).
enum class CardTest {
    passed,  ///< or never needed: an imported card
    testing, ///< planned, sent, pending or unknown; an unknown test never opens the account
    failed,
};

const char* code_of(CardTest test);

struct CardFacts {
    CardBrand brand = CardBrand::visa;
    std::string last4;
    std::string expires; ///< YYYY-MM; the card works to the last day of that month
    CardTest test = CardTest::passed;
};

/// The last day of the month "YYYY-MM", or nothing where that is no month.
std::optional<Date> last_day_of_card(std::string_view expires);
/// False where `expires` is no month.
bool card_valid_on(std::string_view expires, Date day);

/// Exactly four digits.
bool is_last4(std::string_view text);

/// Why a card cannot be registered (SUB-048, SUB-057, SUB-061).
enum class CardProblem { none, brand_not_accepted, last4, expires, card_expired };

const char* code_of(CardProblem problem);
/// What is wrong and what to do.
const char* explain(CardProblem problem);
/// The first of them. `brand` in lower case, `expires` as YYYY-MM.
CardProblem check_card(std::string_view brand, std::string_view last4, std::string_view expires,
                       Date today);

/// How a card of the sandbox answers (CLI.md "Sandbox").
struct SandboxMandate {
    enum class Kind {
        ok,
        declined,       ///< every charge over the test amount, with `reason`
        unknown,        ///< found paid by poll-confirmations
        unknown_failed, ///< found failed with card_declined by poll-confirmations
        pending,        ///< paid at the second poll
        ok_after,       ///< the first `attempts` of a group fail with insufficient_funds
    };
    Kind kind = Kind::ok;
    std::string reason;
    int attempts = 0;
};

/// "ok", "declined:<failure reason>", "unknown", "unknown-failed", "pending", "ok-after:<1 to 99>";
/// else nothing.
std::optional<SandboxMandate> parse_sandbox_mandate(std::string_view text);
bool is_sandbox_mandate(std::string_view text);

} // namespace duesday::rules
