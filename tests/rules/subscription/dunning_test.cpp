#include "rules/subscription/dunning.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date expiry{2026, 12, 31};

Date days_before(int days)
{
    return expiry.plus_days(-days);
}

} // namespace

TEST_CASE("SUB-092 D6: each word of the card partner has a class")
{
    struct Row {
        std::string_view reason;
        FailureClass expected;
    };
    const Row rows[] = {
        {"insufficient_funds", FailureClass::soft},
        {"refused_by_issuer", FailureClass::soft},
        {"card_declined", FailureClass::soft},
        {"unknown_reason", FailureClass::soft},
        // SUB-089: a card that will not work again.
        {"card_expired", FailureClass::new_card},
        {"inactive_card", FailureClass::new_card},
        {"invalid_cvv", FailureClass::new_card},
        {"invalid_card_holder_name", FailureClass::new_card},
        {"invalid_card_number", FailureClass::new_card},
        {"invalid_card_type", FailureClass::new_card},
        {"authentication_abandoned", FailureClass::new_card},
        {"authentication_failed", FailureClass::new_card},
        {"authentication_required", FailureClass::new_card},
        {"authentication_unavailable_acs", FailureClass::new_card},
        {"no_card", FailureClass::new_card},
        {"possible_fraud", FailureClass::person},
        // Words that are not known.
        {"", FailureClass::soft},
        {"a_word_of_tomorrow", FailureClass::soft},
        {"POSSIBLE_FRAUD", FailureClass::soft},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reason);
        CHECK(std::string{code_of(classify(row.reason))} == code_of(row.expected));
    }
}

TEST_CASE("SUB-092: the next try is at the first slot after the last one")
{
    struct Row {
        int last_attempt; ///< days before the expiry
        std::optional<int> next;
    };
    const Row rows[] = {
        {31, 14},
        {15, 14},
        {14, 7},
        {8, 7},
        {7, 3},
        {4, 3},
        {3, 1},
        {2, 1},
        {1, 0},
        {0, std::nullopt},
        // A late try takes the missed slots with it.
        {5, 3},
        {-1, std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.last_attempt);
        const auto slot = next_slot(expiry, days_before(row.last_attempt), default_retry_slots());
        CHECK(slot.has_value() == row.next.has_value());
        if (slot && row.next)
            CHECK(*slot == days_before(*row.next));
    }
    CHECK_FALSE(next_slot(expiry, days_before(31), {}));
    CHECK(next_slot(expiry, days_before(31), {1, 20, 5}) == days_before(20)); // any order
}

TEST_CASE("SUB-089 SUB-091 D6: a letter goes out first and per reason and as last warning")
{
    constexpr auto soft = FailureClass::soft;
    constexpr auto new_card = FailureClass::new_card;
    constexpr auto person = FailureClass::person;
    struct Row {
        FailureClass now;
        int today; ///< days before the expiry
        std::optional<FailureClass> told;
        int told_on;
        FailureLetter expected;
    };
    const Row rows[] = {
        // At the first failure, whenever it is.
        {soft, 31, {}, 0, FailureLetter::first_failure},
        {new_card, 31, {}, 0, FailureLetter::first_failure},
        {soft, 2, {}, 0, FailureLetter::first_failure},
        // Silence while the reason stays.
        {soft, 14, soft, 31, FailureLetter::none},
        {soft, 7, soft, 31, FailureLetter::none},
        {new_card, 4, new_card, 31, FailureLetter::none},
        // Another kind of remedy.
        {new_card, 14, soft, 31, FailureLetter::class_changed},
        {soft, 10, new_card, 31, FailureLetter::class_changed},
        // The last warning, once, at E-3 or when the run comes later.
        {soft, 3, soft, 31, FailureLetter::last_warning},
        {new_card, 3, new_card, 31, FailureLetter::last_warning},
        {new_card, 0, new_card, 31, FailureLetter::last_warning},
        {new_card, 3, soft, 31, FailureLetter::last_warning},
        {soft, 1, soft, 3, FailureLetter::none},
        {soft, 1, soft, 2, FailureLetter::none},
        {new_card, 1, soft, 3, FailureLetter::class_changed},
        // Suspected fraud: a person, no letter.
        {person, 31, {}, 0, FailureLetter::none},
        {person, 3, soft, 31, FailureLetter::none},
        // After the end there is another letter.
        {soft, -1, soft, 31, FailureLetter::none},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.now));
        CAPTURE(row.today);
        CAPTURE(row.told_on);
        std::optional<FailureLetterSent> sent;
        if (row.told)
            sent = FailureLetterSent{days_before(row.told_on), *row.told};
        const auto letter = decide_failure_letter(row.now, sent, expiry, days_before(row.today));
        CHECK(std::string{code_of(letter)} == code_of(row.expected));
    }
}

TEST_CASE("SUB-089 SUB-091: a renewal that fails first is told whatever was told of others")
{
    constexpr auto soft = FailureClass::soft;
    constexpr auto new_card = FailureClass::new_card;
    struct Line {
        FailureClass failure;
        bool is_tried_now;
        int expires; ///< days before the expiry of the month
        std::optional<int> told_on;
        FailureClass told = FailureClass::soft;
    };
    struct Row {
        int today;
        std::vector<Line> lines;
        std::optional<int> last_letter_on;
        FailureLetter expected;
    };
    const Row rows[] = {
        {31, {{soft, true, 0, {}}, {soft, false, 16, 46}}, 46, FailureLetter::first_failure},
        {31, {{soft, true, 0, 46}, {soft, false, 16, 46}}, 46, FailureLetter::none},
        // Its group had a letter today: tomorrow, unless that is too late.
        {31, {{soft, true, 0, {}}, {soft, false, 16, 31}}, 31, FailureLetter::none},
        {30, {{soft, false, 0, {}}, {soft, false, 16, 31}}, 31, FailureLetter::first_failure},
        {0, {{soft, true, 0, {}}, {soft, true, 0, 0}}, 0, FailureLetter::first_failure},
        // The last warning of each, and one of them is enough.
        {19, {{soft, true, 0, {}}, {soft, false, 16, 46}}, 46, FailureLetter::last_warning},
        {3, {{soft, true, 0, 19}}, 19, FailureLetter::last_warning},
        {1, {{soft, true, 0, 3}}, 3, FailureLetter::none},
        // Another kind of remedy is news of what is tried now.
        {14, {{new_card, true, 0, 31}, {soft, false, 1, 31}}, 31, FailureLetter::class_changed},
        {14,
         {{new_card, true, 0, 31, new_card}, {soft, false, 1, 31, new_card}},
         31,
         FailureLetter::none},
        {14, {}, 31, FailureLetter::none},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        CAPTURE(row.lines.size());
        std::vector<FailedLine> lines;
        for (const auto& line : row.lines) {
            lines.push_back({line.failure, line.is_tried_now, {}, days_before(line.expires)});
            if (line.told_on)
                lines.back().sent = FailureLetterSent{days_before(*line.told_on), line.told};
        }
        std::optional<Date> last;
        if (row.last_letter_on)
            last = days_before(*row.last_letter_on);
        const auto letter = decide_group_letter(lines, last, days_before(row.today));
        CHECK(std::string{code_of(letter)} == code_of(row.expected));
    }
}

TEST_CASE("D6 D25: who ordered something hears once that it failed")
{
    struct Row {
        bool is_heard;
        FailureClass failure;
        bool expected;
    };
    const Row rows[] = {
        {false, FailureClass::soft, true},
        {false, FailureClass::new_card, true},
        {false, FailureClass::person, false},
        // The command that finds it tells it itself.
        {true, FailureClass::soft, false},
        {true, FailureClass::person, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.is_heard);
        CAPTURE(code_of(row.failure));
        CHECK(tells_failure_by_letter(row.is_heard, row.failure) == row.expected);
    }
}
