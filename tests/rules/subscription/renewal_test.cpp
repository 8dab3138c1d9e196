#include "rules/customer/card.hpp"
#include "rules/subscription/renewal.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;
using Step = RenewalStep;

namespace {

// Expires on 31 December 2026: notice from 31 October, charge from 30 November.
const Date expiry{2026, 12, 31};
const Date notice_day{2026, 10, 31};
const Date charge_day{2026, 11, 30};

Date day(std::string_view iso)
{
    return Date::from_iso(iso);
}

RenewalFacts announced()
{
    RenewalFacts facts;
    facts.expires_on = expiry;
    facts.announced = true;
    facts.card_registered_on = Date{2026, 1, 1};
    return facts;
}

RenewalFacts unannounced()
{
    auto facts = announced();
    facts.announced = false;
    return facts;
}

/// The last charge failed `days` before the expiry, and the payer was told so on that day.
RenewalFacts failed(int days, std::string_view reason)
{
    auto facts = announced();
    const auto failed_on = expiry.plus_days(-days);
    const auto failure_class = classify(reason);
    facts.last_attempt = AttemptFacts{failed_on, 1, failure_class, std::string{reason}};
    if (failure_class != FailureClass::person)
        facts.letter = FailureLetterSent{failed_on, failure_class};
    return facts;
}

RenewalFacts with_new_card(RenewalFacts facts, Date registered_on)
{
    facts.new_card_since_last_attempt = true;
    facts.card_registered_on = registered_on;
    return facts;
}

RenewalFacts with_renewal_off(RenewalFacts facts)
{
    facts.renewal = false;
    return facts;
}

RenewalFacts open(RenewalFacts facts)
{
    facts.period_open = true;
    return facts;
}

struct Row {
    Date today;
    RenewalFacts facts;
    Step step;
    LapseReason lapse = LapseReason::none;
};

void check(const Row& row, const RenewalPolicy& policy = {})
{
    CAPTURE(row.today);
    const auto decision = decide_renewal(row.facts, row.today, policy);
    CHECK(std::string{code_of(decision.step)} == code_of(row.step));
    CHECK(std::string{code_of(decision.lapse)} == code_of(row.lapse));
}

} // namespace

TEST_CASE("SUB-080 SUB-087: the ordinary year is told about and then charged")
{
    const Row rows[] = {
        {day("2026-10-30"), unannounced(), Step::none},
        {notice_day, unannounced(), Step::announce},
        {notice_day, announced(), Step::none},
        {day("2026-11-29"), announced(), Step::none},
        {charge_day, announced(), Step::charge},
        // Missed days are caught up.
        {day("2026-11-15"), unannounced(), Step::announce},
        {day("2026-12-05"), announced(), Step::charge},
        {expiry, announced(), Step::charge},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("SUB-083 SUB-086 SUB-099: a deactivated subscription is left alone and then ends")
{
    const Row rows[] = {
        {notice_day, with_renewal_off(unannounced()), Step::none},
        {charge_day, with_renewal_off(announced()), Step::none}, // SUB-085: in time on the day
        {expiry, with_renewal_off(announced()), Step::none},
        {day("2027-01-01"), with_renewal_off(announced()), Step::lapse, LapseReason::renewal_off},
        // Dunning stops with it, whatever cards come.
        {day("2026-12-17"), with_renewal_off(failed(31, "insufficient_funds")), Step::none},
        {day("2026-12-28"), with_renewal_off(failed(31, "card_expired")), Step::none},
        {day("2026-12-20"), with_renewal_off(with_new_card(failed(31, "card_expired"), charge_day)),
         Step::none},
        {day("2027-01-01"), with_renewal_off(with_new_card(failed(31, "card_expired"), charge_day)),
         Step::lapse, LapseReason::renewal_off},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("SUB-081 SUB-082 SUB-084: the notice goes first and says when it is short")
{
    struct NoticeRow {
        std::string_view today;
        Step step;
        bool announce;
        bool short_notice;
    };
    const NoticeRow rows[] = {
        {"2026-10-30", Step::none, false, false},
        {"2026-10-31", Step::announce, true, false},
        {"2026-11-01", Step::announce, true, true}, // less than a month before 30 November
        {"2026-11-29", Step::announce, true, true},
        // Both are due: the notice goes before the charge, which is not delayed.
        {"2026-11-30", Step::charge, true, true},
        {"2026-12-31", Step::charge, true, true},
        {"2027-01-01", Step::lapse, false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        const auto decision = decide_renewal(unannounced(), day(row.today), {});
        CHECK(std::string{code_of(decision.step)} == code_of(row.step));
        CHECK(decision.announce == row.announce);
        CHECK(decision.short_notice == row.short_notice);
    }
}

TEST_CASE("SUB-084: a notice on its day is never short with either rule for months")
{
    for (const auto rule : {MonthRule::clamp, MonthRule::month_end}) {
        RenewalPolicy policy;
        policy.month_rule = rule;
        for (Date end{2019, 1, 1}; end < Date{2060, 1, 1}; end = end.plus_days(1)) {
            RenewalFacts facts;
            facts.expires_on = end;
            const auto decision = decide_renewal(facts, notice_due(end, rule), policy);
            CHECK_MESSAGE(decision.step == Step::announce, end);
            CHECK_MESSAGE(!decision.short_notice, end);
            CHECK(decide_renewal(facts, notice_due(end, rule).plus_days(-1), policy).step ==
                  Step::none);
        }
    }
}

TEST_CASE("SUB-111: a card that ends before the coming charge is seen when the notice goes out")
{
    struct CardRow {
        std::string_view card_expires;
        bool will_work;
    };
    const CardRow rows[] = {
        {"2026-10", false}, // valid on the day of the notice, not on the day of the charge
        {"2026-11", true},  // the charge falls on its last day
        {"2026-12", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.card_expires);
        CHECK(card_valid_on(row.card_expires, notice_day));
        CHECK(card_valid_on(row.card_expires, charge_due(expiry, MonthRule::clamp)) ==
              row.will_work);
    }
}

TEST_CASE("SUB-092: a soft failure is tried again at each slot and then the service ends")
{
    constexpr auto reason = "insufficient_funds";
    const Row rows[] = {
        {charge_day, failed(31, reason), Step::none}, // not twice on a day
        {day("2026-12-16"), failed(31, reason), Step::none},
        {day("2026-12-17"), failed(31, reason), Step::charge},
        {day("2026-12-20"), failed(31, reason), Step::charge}, // E-14 was missed
        {day("2026-12-20"), failed(14, reason), Step::none},
        {day("2026-12-24"), failed(14, reason), Step::charge},
        {day("2026-12-27"), failed(7, reason), Step::none},
        {day("2026-12-28"), failed(7, reason), Step::charge},
        {day("2026-12-30"), failed(3, reason), Step::charge},
        {day("2026-12-31"), failed(1, reason), Step::charge},
        {day("2026-12-31"), failed(0, reason), Step::none},
        {day("2027-01-01"), failed(0, reason), Step::lapse, LapseReason::payment_failed},
        {day("2027-01-01"), failed(31, reason), Step::lapse, LapseReason::payment_failed},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("SUB-090 SUB-110: a card that will not work waits for another")
{
    const Row rows[] = {
        {day("2026-12-17"), failed(31, "card_expired"), Step::none},
        {day("2026-12-24"), failed(31, "authentication_failed"), Step::none},
        {day("2026-12-31"), failed(3, "card_expired"), Step::none},
        {day("2027-01-01"), failed(3, "card_expired"), Step::lapse, LapseReason::payment_failed},
        // A new card is tried at once, whatever kept the old one from paying.
        {day("2026-12-02"), with_new_card(failed(31, "card_expired"), day("2026-12-01")),
         Step::charge},
        {day("2026-12-02"), with_new_card(failed(31, "insufficient_funds"), day("2026-12-01")),
         Step::charge},
        {day("2026-12-02"), with_new_card(failed(31, "possible_fraud"), day("2026-12-01")),
         Step::charge},
        {charge_day, with_new_card(failed(31, "card_expired"), charge_day), Step::charge},
        {expiry, with_new_card(failed(31, "card_expired"), expiry), Step::charge},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("D6: suspected fraud goes to a person and is neither retried nor written about")
{
    const Row rows[] = {
        {day("2026-12-17"), failed(31, "possible_fraud"), Step::none},
        {day("2026-12-28"), failed(31, "possible_fraud"), Step::none},
        {day("2027-01-01"), failed(31, "possible_fraud"), Step::lapse, LapseReason::payment_failed},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("D6: the last warning goes out at E-3 where no charge does")
{
    const Row rows[] = {
        {day("2026-12-27"), failed(31, "card_expired"), Step::none},
        {day("2026-12-28"), failed(31, "card_expired"), Step::warn},
        {day("2026-12-30"), failed(31, "card_expired"), Step::warn}, // E-3 was missed
        {day("2026-12-29"), failed(3, "card_expired"), Step::none},  // told on that very day
        // A charge of that day brings its own letter.
        {day("2026-12-28"), failed(31, "insufficient_funds"), Step::charge},
        {day("2026-12-28"), with_new_card(failed(31, "card_expired"), day("2026-12-28")),
         Step::charge},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("D20 SUB-112: a card entered on the last day has its attempt before the lapse")
{
    const auto last_day_card = with_new_card(failed(31, "card_expired"), expiry);
    const auto late_card = with_new_card(failed(31, "card_expired"), day("2027-01-01"));
    const Row rows[] = {
        {expiry, last_day_card, Step::charge},
        {day("2027-01-01"), last_day_card, Step::charge},
        {day("2027-01-05"), last_day_card, Step::charge}, // the run was late, the payer was not
        {day("2027-01-01"), late_card, Step::lapse, LapseReason::payment_failed},
        // It was tried and failed too.
        {day("2027-01-01"), failed(-1, "insufficient_funds"), Step::lapse,
         LapseReason::payment_failed},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("D24: what was never attempted is not charged after its end")
{
    check({day("2027-01-01"), announced(), Step::lapse, LapseReason::never_attempted});
    check({day("2027-01-01"), unannounced(), Step::lapse, LapseReason::never_attempted});
    check({day("2029-06-01"), announced(), Step::lapse, LapseReason::never_attempted});
    // renew ran, and each attempt was void by a fault of ours (DESIGN 3).
    auto rejected = announced();
    rejected.rejected = true;
    check({day("2027-01-01"), rejected, Step::lapse, LapseReason::charge_rejected});
    // renew ran, and could not charge what a lost payment may have paid for.
    auto held = announced();
    held.lost_payment_refunded = true;
    check({day("2027-01-01"), held, Step::lapse, LapseReason::payment_refunded});
    held.renewal = false;
    check({day("2027-01-01"), held, Step::lapse, LapseReason::renewal_off});
}

TEST_CASE("D18: an open charge freezes everything")
{
    const Row rows[] = {
        {charge_day, open(announced()), Step::frozen},
        {charge_day, open(unannounced()), Step::frozen},
        {expiry, open(announced()), Step::frozen},
        {day("2027-01-01"), open(announced()), Step::frozen},
        {day("2027-03-01"), open(announced()), Step::frozen},
        {day("2026-12-17"), open(failed(31, "insufficient_funds")), Step::frozen},
        {day("2026-12-17"), open(with_new_card(failed(31, "card_expired"), charge_day)),
         Step::frozen},
        // SUB-028: also where the renewal was switched off meanwhile.
        {day("2027-01-01"), open(with_renewal_off(announced())), Step::frozen},
        // Found failed: before E dunning goes on, after E the service ends that day.
        {day("2026-12-24"), failed(31, "card_declined"), Step::charge},
        {day("2027-01-03"), failed(31, "card_declined"), Step::lapse, LapseReason::payment_failed},
    };
    for (const auto& row : rows)
        check(row);

    CHECK_FALSE(frozen_needs_attention(expiry, day("2026-12-23")));
    CHECK(frozen_needs_attention(expiry, day("2026-12-24")));
    CHECK(frozen_needs_attention(expiry, day("2027-02-01")));
}

TEST_CASE(
    "a payment that went back stops the renewal until it is settled and ends it for what it is")
{
    const auto reversed = [](RenewalFacts facts) {
        facts.reversed = true;
        return facts;
    };
    auto in_test = reversed(failed(31, "card_expired"));
    in_test.card_in_test_on = expiry;
    auto of_group = reversed(announced());
    of_group.group_open = true;
    const auto untried = with_new_card(failed(31, "card_expired"), expiry);
    const auto none = LapseReason::none;
    const auto ended = LapseReason::payment_reversed;
    const struct {
        Row row;
        Wait wait;
    } rows[] = {
        {{notice_day, reversed(unannounced()), Step::none, none}, Wait::none},
        {{charge_day, reversed(unannounced()), Step::frozen, none}, Wait::reversal},
        {{expiry, reversed(announced()), Step::frozen, none}, Wait::reversal},
        {{day("2026-12-28"), reversed(failed(31, "card_expired")), Step::frozen, none},
         Wait::reversal},
        // The coming period's own charge is out: that has to be known first (D18).
        {{charge_day, reversed(open(announced())), Step::frozen, none}, Wait::answer},
        {{day("2027-01-01"), reversed(open(announced())), Step::frozen, none}, Wait::answer},
        {{day("2027-01-01"), reversed(announced()), Step::lapse, ended}, Wait::none},
        {{day("2027-01-01"), reversed(untried), Step::lapse, ended}, Wait::none},
        {{day("2027-01-01"), in_test, Step::lapse, ended}, Wait::none},
        {{day("2027-01-01"), of_group, Step::lapse, ended}, Wait::none},
        {{day("2027-01-01"), reversed(with_renewal_off(announced())), Step::lapse,
          LapseReason::renewal_off},
         Wait::none},
    };
    for (const auto& [row, wait] : rows) {
        check(row);
        const auto decision = decide_renewal(row.facts, row.today, {});
        CHECK(std::string{code_of(decision.wait)} == code_of(wait));
        CHECK_FALSE(decision.announce);
    }
    CHECK_FALSE(waits_for_card_test(in_test, expiry, {}));
}

TEST_CASE("D7 D18: what else has to be known first holds a charge and an end")
{
    const auto in_group = [](RenewalFacts facts) {
        facts.group_open = true;
        return facts;
    };
    const auto lost = [](RenewalFacts facts, LostPayment payment) {
        facts.lost_payment = payment;
        return facts;
    };
    using enum LostPayment;
    const auto untried = with_new_card(failed(31, "card_expired"), expiry);
    const auto soft = failed(31, "insufficient_funds");
    const struct {
        Date today;
        RenewalFacts facts;
        Step step;
        Wait wait;
        bool tried_late;
    } rows[] = {
        {charge_day, in_group(announced()), Step::frozen, Wait::group, false},
        {day("2027-01-01"), in_group(announced()), Step::frozen, Wait::group, true},
        {day("2027-01-01"), in_group(untried), Step::frozen, Wait::group, true},
        {day("2027-01-01"), in_group(soft), Step::lapse, Wait::none, false},
        {notice_day, in_group(announced()), Step::none, Wait::none, false},
        {charge_day, lost(announced(), of_payer), Step::charge, Wait::none, false},
        {charge_day, lost(announced(), of_another), Step::frozen, Wait::lost_payment, false},
        {day("2026-12-28"), lost(failed(31, "card_expired"), of_another), Step::frozen,
         Wait::lost_payment, false},
        {notice_day, lost(unannounced(), of_another), Step::announce, Wait::none, false},
        {day("2027-01-01"), lost(soft, of_payer), Step::frozen, Wait::lost_payment, true},
        {day("2027-01-01"), lost(soft, of_another), Step::frozen, Wait::lost_payment, true},
        {day("2027-01-01"), lost(with_renewal_off(soft), of_another), Step::frozen,
         Wait::lost_payment, false},
        {day("2027-01-01"), untried, Step::charge, Wait::none, true},
        {day("2027-01-01"), open(soft), Step::frozen, Wait::answer, false},
        {day("2027-01-01"), soft, Step::lapse, Wait::none, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        const auto decision = decide_renewal(row.facts, row.today, {});
        CHECK(std::string{code_of(decision.step)} == code_of(row.step));
        CHECK(std::string{code_of(decision.wait)} == code_of(row.wait));
        CHECK(is_tried_after_expiry(row.facts, row.today, {}) == row.tried_late);
        CHECK(goes_on_after_expiry(row.facts, row.today, {}) ==
              (row.today > expiry && row.step != Step::lapse));
    }
    auto ended = untried;
    ended.standing = Standing::lapsed;
    CHECK_FALSE(goes_on_after_expiry(ended, day("2027-01-01"), {}));
    auto notified = decide_renewal(in_group(unannounced()), charge_day, {});
    CHECK(notified.announce); // the notice goes first, whatever is waited for
}

TEST_CASE("SUB-131: what costs nothing is renewed whatever failed or waits")
{
    const auto free = [](RenewalFacts facts) {
        facts.is_free = true;
        return facts;
    };
    auto of_group = announced();
    of_group.group_open = true;
    auto without_card = announced();
    without_card.card_works = false;
    auto in_test = failed(3, "card_expired");
    in_test.card_in_test_on = expiry;
    const auto refused = failed(31, "card_expired");
    const Row rows[] = {
        {notice_day, free(unannounced()), Step::announce},
        {day("2026-11-29"), free(announced()), Step::none},
        {charge_day, free(of_group), Step::charge},
        {charge_day, free(without_card), Step::charge},
        {day("2026-12-02"), free(refused), Step::charge},
        {day("2026-12-28"), free(refused), Step::charge}, // no last warning
        {day("2026-12-20"), free(failed(31, "possible_fraud")), Step::charge},
        {expiry, free(in_test), Step::charge},
        // D24, SUB-086, D18: its end, its switch and an answer to its own charge are its own.
        {day("2027-01-01"), free(announced()), Step::lapse, LapseReason::never_attempted},
        {day("2027-01-01"), free(of_group), Step::lapse, LapseReason::never_attempted},
        {day("2027-01-01"), free(in_test), Step::lapse, LapseReason::never_attempted},
        {charge_day, free(with_renewal_off(announced())), Step::none},
        {charge_day, free(open(announced())), Step::frozen},
    };
    for (const auto& row : rows)
        check(row);
    CHECK(waits_for_card_test(in_test, expiry, {}));
    CHECK_FALSE(waits_for_card_test(free(in_test), expiry, {}));
}

TEST_CASE("D20: a card whose month is over has no attempt left")
{
    auto over = with_new_card(failed(31, "card_expired"), expiry);
    over.card_works = false;
    check({day("2027-01-01"), over, Step::lapse, LapseReason::payment_failed});
    CHECK_FALSE(is_tried_after_expiry(over, day("2027-01-01"), {}));
}

TEST_CASE("SUB-025 SUB-093: what does not run or is paid already is left alone")
{
    for (const auto standing : {Standing::ordered, Standing::lapsed, Standing::void_})
        for (const auto today : {notice_day, charge_day, expiry, Date{2027, 1, 1}}) {
            auto facts = unannounced();
            facts.standing = standing;
            check({today, facts, Step::none});
        }
    auto paid = announced();
    paid.period_paid = true;
    for (const auto today : {charge_day, expiry, Date{2027, 1, 1}})
        check({today, paid, Step::none});
}

TEST_CASE("without retries one attempt is made and a new card is tried all the same")
{
    RenewalPolicy once;
    once.retries = false;
    const Row rows[] = {
        {charge_day, announced(), Step::charge},
        {day("2026-12-17"), failed(31, "insufficient_funds"), Step::none},
        {day("2026-12-28"), failed(31, "card_expired"), Step::none},
        {day("2026-12-17"), with_new_card(failed(31, "insufficient_funds"), day("2026-12-16")),
         Step::charge},
        {day("2027-01-01"), failed(31, "insufficient_funds"), Step::lapse,
         LapseReason::payment_failed},
    };
    for (const auto& row : rows)
        check(row, once);
}

TEST_CASE("a payer is told once even where the first notice came too late for it")
{
    // After a hand-over the new payer's failed attempt stands for the notice.
    auto facts = failed(31, "insufficient_funds");
    facts.announced = false;
    const auto decision = decide_renewal(facts, day("2026-12-17"), {});
    CHECK(decision.step == Step::charge);
    CHECK_FALSE(decision.announce);
}

TEST_CASE("SUB-109 SUB-113: the reason of an end names the way back")
{
    for (const auto reason :
         {LapseReason::renewal_off, LapseReason::payment_failed, LapseReason::never_attempted,
          LapseReason::charge_rejected, LapseReason::payment_refunded}) {
        const auto text = explain(reason, "S-7", expiry);
        CAPTURE(text);
        CHECK(text.find("S-7 ended on 2026-12-31") != std::string::npos);
        CHECK(text.find("activate it") != std::string::npos);
        CHECK(!std::string_view{code_of(reason)}.empty());
    }
    CHECK(explain(LapseReason::none, "S-7", expiry).empty());
}

TEST_CASE("D6: what is said of the next attempt is what the next attempt will be")
{
    constexpr auto soft = FailureClass::soft;
    const Date expiry{2026, 12, 31};
    const auto said = [&](FailureClass failure, Date attempt, const RenewalPolicy& policy) {
        return explain_next_attempt(failure, attempt, expiry, policy);
    };
    RenewalPolicy policy;
    RenewalFacts facts;
    facts.expires_on = expiry;
    facts.announced = true;
    for (const auto failure : {soft, FailureClass::new_card, FailureClass::person})
        for (const bool retries : {true, false})
            for (Date day{2026, 11, 30}; day < expiry; day = day.plus_days(1)) {
                CAPTURE(code_of(failure));
                CAPTURE(day.iso());
                policy.retries = retries;
                facts.last_attempt = AttemptFacts{day, 1, failure, "word"};
                facts.letter = FailureLetterSent{expiry.plus_days(-1), failure}; // no more letters
                auto next = day.plus_days(1);
                while (next <= expiry &&
                       decide_renewal(facts, next, policy).step != RenewalStep::charge)
                    next = next.plus_days(1);
                const auto text = said(failure, day, policy);
                if (next > expiry)
                    CHECK(text.find("this card is not tried again (D6)") != text.npos);
                else
                    CHECK(text.find("tried again on " + day_text(next) + ",") != text.npos);
            }
    policy.retries = true;
    CHECK(said(FailureClass::person, expiry, policy).starts_with("a person looks at it"));
    CHECK(said(soft, expiry, policy).find("not tried again") != std::string::npos);
}

TEST_CASE("SUB-112 D20: a card entered in time is waited for while its test has no answer")
{
    const Date expiry{2026, 12, 31};
    struct Row {
        int entered, today; ///< days after the expiry
        bool renewal, failed, ready;
        RenewalStep expected;
        bool waits;
    };
    const Row rows[] = {
        {0, 0, true, true, false, Step::none, true}, // the cloud has to know before midnight
        {0, 1, true, true, false, Step::frozen, true},
        {-20, 1, true, true, false, Step::frozen, true},
        {0, 7, true, true, false, Step::frozen, true},
        {0, 8, true, true, false, Step::lapse, false}, // nobody has the service for nothing
        {1, 1, true, true, false, Step::lapse, false}, // too late
        {0, 1, false, true, false, Step::lapse, false},
        {0, 1, true, false, false, Step::lapse, true}, // never attempted: no charge after E (D24)
        {0, 1, true, true, true, Step::charge, true},  // another that works is tried at once
        {0, -1, true, true, false, Step::none, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.entered);
        CAPTURE(row.today);
        RenewalFacts facts;
        facts.expires_on = expiry;
        facts.renewal = row.renewal;
        facts.announced = true;
        if (row.failed) {
            facts.last_attempt = AttemptFacts{expiry, 6, FailureClass::soft, "insufficient_funds"};
            facts.letter = FailureLetterSent{expiry.plus_days(-1), FailureClass::soft};
        }
        facts.card_in_test_on = expiry.plus_days(row.entered);
        facts.card_registered_on = expiry.plus_days(-1);
        facts.new_card_since_last_attempt = row.ready;
        const auto today = expiry.plus_days(row.today);
        CHECK(std::string{code_of(decide_renewal(facts, today, {}).step)} == code_of(row.expected));
        CHECK(waits_for_card_test(facts, today, {}) == row.waits);
    }
}
