// Random lives of a subscription, run day by day through the rules: what must hold whatever the
// payer's card, the partner's answers and the missed runs.
#include "rules/subscription/due.hpp"
#include "support/generators.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

using namespace duesday;
using namespace duesday::rules;

namespace {

struct Attempt {
    Date day;
    Date expires_on;
    bool new_card;
};

/// What the flow would keep of one subscription, and what it did.
struct Life {
    RenewalFacts facts;
    RenewalPolicy policy;
    Date card_since;
    bool card_works = true;
    std::string refusal; ///< the partner's word while the card does not work
    std::vector<Attempt> attempts;
    std::vector<Date> notices;
    std::vector<Date> letters;
    std::optional<LapseReason> ended;
    Date ended_on;

    explicit Life(Date bought) : card_since{bought}
    {
        facts.expires_on = first_expiry(bought, 1);
        facts.card_registered_on = bought;
    }

    void take_card(Date today, bool works)
    {
        card_works = works;
        card_since = today;
        facts.card_registered_on = today;
        facts.new_card_since_last_attempt = facts.last_attempt.has_value();
    }

    void charge(Date today)
    {
        attempts.push_back({today, facts.expires_on, facts.new_card_since_last_attempt});
        facts.new_card_since_last_attempt = false;
        if (card_works) {
            facts.expires_on = renewed_expiry(facts.expires_on, 1);
            facts.announced = false;
            facts.last_attempt.reset();
            facts.letter.reset();
            return;
        }
        const int attempt = facts.last_attempt ? facts.last_attempt->attempt + 1 : 1;
        facts.last_attempt = AttemptFacts{today, attempt, classify(refusal), refusal};
        write_letter(today);
    }

    void write_letter(Date today)
    {
        const auto failure_class = facts.last_attempt->failure_class;
        if (decide_failure_letter(failure_class, facts.letter, facts.expires_on, today) ==
            FailureLetter::none)
            return;
        letters.push_back(today);
        facts.letter = FailureLetterSent{today, failure_class};
    }

    void run(Date today)
    {
        const auto decision = decide_renewal(facts, today, policy);
        const auto due = next_due(facts, policy);
        RC_ASSERT(decision.step == RenewalStep::none || (due && *due <= today));
        if (decision.announce) {
            notices.push_back(today);
            facts.announced = true;
        }
        if (decision.step == RenewalStep::charge)
            charge(today);
        if (decision.step == RenewalStep::warn)
            write_letter(today);
        if (decision.step == RenewalStep::lapse) {
            facts.standing = Standing::lapsed;
            ended = decision.lapse;
            ended_on = today;
        }
    }
};

std::string any_reason()
{
    return *rc::gen::element(std::string{"insufficient_funds"}, std::string{"card_expired"},
                             std::string{"possible_fraud"}, std::string{"card_declined"});
}

} // namespace

TEST_CASE("SUB-088 SUB-112: a card replaced on any day up to the last never stops the service")
{
    CHECK(rc::check("failed at E-1 month, mended in time", [](Date bought) {
        Life life{bought};
        const auto end = life.facts.expires_on;
        life.card_works = false;
        life.refusal = any_reason();
        const auto mended_on = end.plus_days(-*rc::gen::inRange(0, 32));
        for (auto today = end.plus_days(-70); today <= end.plus_days(40);
             today = today.plus_days(1)) {
            // The card comes before or after the run of that day.
            const bool early = *rc::gen::arbitrary<bool>();
            if (today == mended_on && early)
                life.take_card(today, true);
            life.run(today);
            if (today == mended_on && !early)
                life.take_card(today, true);
        }
        RC_ASSERT(!life.ended);
        RC_ASSERT(life.facts.expires_on == renewed_expiry(end, 1));
        RC_ASSERT(life.attempts.back().day <= end.plus_days(1));
    }));
}

TEST_CASE("SUB-092: no life is charged too often or too late or without a word")
{
    CHECK(rc::check("six years of failing cards and missed runs", [](Date bought) {
        Life life{bought};
        const int missed = *rc::gen::inRange(0, 5); // of ten days
        for (auto today = bought; today < bought.plus_months(72); today = today.plus_days(1)) {
            if (*rc::gen::inRange(0, 20) == 0) {
                life.refusal = any_reason();
                life.take_card(today, *rc::gen::arbitrary<bool>());
            }
            if (*rc::gen::inRange(0, 10) >= missed)
                life.run(today);
        }
        for (std::size_t i = 0; i < life.attempts.size(); ++i) {
            const auto& attempt = life.attempts[i];
            RC_ASSERT(attempt.day >= charge_due(attempt.expires_on, MonthRule::clamp));
            RC_ASSERT(attempt.new_card || attempt.day <= attempt.expires_on);
            if (i == 0 || life.attempts[i - 1].expires_on != attempt.expires_on)
                continue;
            // Another attempt for one period: another card, or a slot of its own.
            const auto slot =
                next_slot(attempt.expires_on, life.attempts[i - 1].day, life.policy.retry_slots);
            RC_ASSERT(attempt.new_card || (slot && *slot <= attempt.day));
        }
        if (life.ended)
            RC_ASSERT(life.ended_on > life.facts.expires_on);
        else
            RC_ASSERT(life.facts.expires_on.plus_days(60) > bought.plus_months(72));
    }));
}

TEST_CASE("SUB-089: who loses the service by a failing card was written to before")
{
    CHECK(rc::check("a first letter, and one in the last three days", [](Date bought) {
        Life life{bought};
        life.card_works = false;
        life.refusal =
            *rc::gen::element(std::string{"insufficient_funds"}, std::string{"card_expired"});
        const auto end = life.facts.expires_on;
        for (auto today = end.plus_days(-70); !life.ended; today = today.plus_days(1))
            life.run(today);
        RC_ASSERT(life.ended == LapseReason::payment_failed);
        RC_ASSERT(life.ended_on == end.plus_days(1));
        RC_ASSERT(life.notices == std::vector<Date>{notice_due(end, MonthRule::clamp)});
        const std::vector<Date> letters{charge_due(end, MonthRule::clamp), end.plus_days(-3)};
        RC_ASSERT(life.letters == letters);
    }));
}

TEST_CASE("SUB-103: an undisturbed life has one notice and one charge a year")
{
    CHECK(rc::check("ten years", [](Date bought) {
        Life life{bought};
        for (auto today = bought; today < bought.plus_months(120); today = today.plus_days(1))
            life.run(today);
        RC_ASSERT(!life.ended);
        RC_ASSERT(life.notices.size() == life.attempts.size() ||
                  life.notices.size() == life.attempts.size() + 1);
        for (const auto& attempt : life.attempts) {
            RC_ASSERT(attempt.day == charge_due(attempt.expires_on, MonthRule::clamp));
            RC_ASSERT(attempt.expires_on - attempt.day == 31);
        }
    }));
}
