#include "rules/subscription/deactivation.hpp"
#include "rules/subscription/renewal.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date expiry{2026, 12, 31};

DeactivationFacts facts_of_payer()
{
    DeactivationFacts facts;
    facts.expires_on = expiry;
    facts.has_role = true;
    return facts;
}

DeactivationFacts told()
{
    auto facts = facts_of_payer();
    facts.announced = true;
    return facts;
}

} // namespace

TEST_CASE("SUB-028 SUB-085 SUB-098 SUB-107 SUB-124: renewal can be switched off at any moment")
{
    auto stranger = told();
    stranger.has_role = false;
    auto off = told();
    off.renewal = false;
    auto open = told();
    open.period_open = true;
    auto failed = told();
    failed.attempt_failed = true;
    auto open_after_failure = failed;
    open_after_failure.period_open = true;
    auto late_attempt = failed;
    late_attempt.late_attempt_due = true;
    auto lapsed = told();
    lapsed.standing = Standing::lapsed;
    auto ordered = told();
    ordered.standing = Standing::ordered;
    auto stranger_after_end = stranger;

    struct Row {
        const char* what;
        Date today;
        DeactivationFacts facts;
        Deactivation expected;
    };
    const Row rows[] = {
        // matrix M2
        {"before the notice", Date{2026, 10, 30}, facts_of_payer(), Deactivation::stops},
        {"after the notice", Date{2026, 11, 15}, told(), Deactivation::stops_announced},
        {"charge day, before the run", Date{2026, 11, 30}, told(), Deactivation::stops_announced},
        {"charge in flight", Date{2026, 11, 30}, open, Deactivation::stops_after_answer},
        {"charge unknown after E", Date{2027, 1, 5}, open, Deactivation::stops_after_answer},
        {"charge failed", Date{2026, 12, 5}, failed, Deactivation::stops_dunning},
        {"tried again, unknown", Date{2026, 12, 17}, open_after_failure,
         Deactivation::stops_after_answer},
        {"on the last day", expiry, failed, Deactivation::stops_dunning},
        // The period was paid: expires_on has moved, a new round begins.
        {"after the renewal was paid", Date{2025, 12, 5}, facts_of_payer(), Deactivation::stops},
        {"after the end", Date{2027, 1, 1}, told(), Deactivation::already_expired},
        {"after the end, a new card untried (D20)", Date{2027, 1, 1}, late_attempt,
         Deactivation::stops_dunning},
        {"the end is recorded", Date{2027, 1, 1}, lapsed, Deactivation::already_expired},
        // Nothing to do, or not allowed.
        {"off already", Date{2026, 11, 15}, off, Deactivation::already_off},
        {"never paid", Date{2026, 11, 15}, ordered, Deactivation::not_running},
        {"a stranger", Date{2026, 11, 15}, stranger, Deactivation::no_role},
        {"a stranger after the end", Date{2027, 1, 1}, stranger_after_end, Deactivation::no_role},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto answer = decide_deactivation(row.facts, row.today);
        CHECK(std::string{code_of(answer)} == code_of(row.expected));
        CHECK(explain(answer, "S-7", row.facts.expires_on).find("S-7") != std::string::npos);
    }
}

TEST_CASE("SUB-036 SUB-037: switching off touches the renewal and nothing else")
{
    struct Row {
        Deactivation answer;
        bool switches;
    };
    const Row rows[] = {
        {Deactivation::no_role, false},           {Deactivation::not_running, false},
        {Deactivation::already_expired, false},   {Deactivation::already_off, false},
        {Deactivation::stops_after_answer, true}, {Deactivation::stops_dunning, true},
        {Deactivation::stops_announced, true},    {Deactivation::stops, true},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.answer));
        CHECK(switches_off(row.answer) == row.switches);
    }
    CHECK(state_on(Standing::running, expiry, expiry) == ServiceState::active);
    CHECK(label(Standing::running, false, expiry, expiry, false) == "expires at 31/12/2026");
}

TEST_CASE("M2: nothing is charged after a deactivation whatever its moment")
{
    for (auto today = Date{2026, 9, 1}; today <= expiry; today = today.plus_days(1)) {
        RenewalFacts facts;
        facts.expires_on = expiry;
        facts.renewal = false;
        facts.last_attempt = AttemptFacts{Date{2026, 11, 30}, 1, FailureClass::soft, ""};
        facts.new_card_since_last_attempt = true;
        CHECK(decide_renewal(facts, today, {}).step == RenewalStep::none);
    }
}
