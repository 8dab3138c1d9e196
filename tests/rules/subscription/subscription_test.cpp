#include "rules/subscription/subscription.hpp"
#include "support/generators.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date before{2026, 12, 30};
const Date last_day{2026, 12, 31};
const Date after{2027, 1, 1};

} // namespace

TEST_CASE("SUB-037 SUB-063 SUB-113: the service runs through its last day and no longer")
{
    struct Row {
        Standing standing;
        Date today;
        bool payment_open;
        ServiceState expected;
    };
    const Row rows[] = {
        {Standing::running, before, false, ServiceState::active},
        {Standing::running, last_day, false, ServiceState::active},
        {Standing::running, after, false, ServiceState::expired},
        {Standing::running, Date{2030, 1, 1}, false, ServiceState::expired},
        // D18: an open payment of the coming period keeps it.
        {Standing::running, last_day, true, ServiceState::active},
        {Standing::running, after, true, ServiceState::active},
        // SUB-029: bought is paid, not ordered.
        {Standing::ordered, before, false, ServiceState::not_yet_activated},
        {Standing::ordered, before, true, ServiceState::not_yet_activated},
        {Standing::void_, before, false, ServiceState::not_yet_activated},
        // A recorded end is an end, whatever the day.
        {Standing::lapsed, before, false, ServiceState::expired},
        {Standing::lapsed, after, true, ServiceState::expired},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.standing));
        CAPTURE(row.today);
        CAPTURE(row.payment_open);
        const auto state = state_on(row.standing, last_day, row.today, row.payment_open);
        CHECK(std::string{code_of(state)} == code_of(row.expected));
    }
}

TEST_CASE("SUB-068: an active subscription expires today or later")
{
    CHECK(rc::check("without an open payment", [](Date expires_on, Date today) {
        const auto state = state_on(Standing::running, expires_on, today);
        RC_ASSERT((state == ServiceState::active) == (expires_on >= today));
    }));
}

TEST_CASE("SUB-064 SUB-065 SUB-066 SUB-067: what people read beside a subscription")
{
    struct Row {
        Standing standing;
        bool renewal;
        Date today;
        bool payment_open;
        const char* expected;
    };
    const Row rows[] = {
        {Standing::running, true, before, false, "renews at 31/12/2026"},
        {Standing::running, false, before, false, "expires at 31/12/2026"},
        {Standing::running, true, last_day, false, "renews at 31/12/2026"},
        {Standing::running, true, after, false, "expired at 31/12/2026"},
        {Standing::running, false, after, false, "expired at 31/12/2026"},
        {Standing::lapsed, false, after, false, "expired at 31/12/2026"},
        // D18: the charge has no answer.
        {Standing::running, true, before, true, "expires at 31/12/2026, payment being checked"},
        {Standing::running, false, before, true, "expires at 31/12/2026, payment being checked"},
        {Standing::running, true, after, true, "expires at 31/12/2026, payment being checked"},
        // SUB-063, D25: before the first payment is known.
        {Standing::ordered, true, before, false, "not yet activated"},
        {Standing::ordered, true, before, true, "payment being checked"},
        {Standing::void_, true, before, false, "void"},
        {Standing::void_, true, before, true, "void"},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.standing));
        CAPTURE(row.today);
        CHECK(label(row.standing, row.renewal, last_day, row.today, row.payment_open) ==
              row.expected);
    }
    CHECK(day_text(Date{2027, 2, 3}) == "03/02/2027");
}

TEST_CASE("SUB-062 SUB-072: states and standings have one word each")
{
    for (const auto standing :
         {Standing::ordered, Standing::running, Standing::lapsed, Standing::void_})
        CHECK(parse_standing(code_of(standing)) == standing);
    CHECK(std::string{code_of(Standing::void_)} == "void");
    CHECK_FALSE(parse_standing("void_"));
    CHECK_FALSE(parse_standing(""));
    for (const auto state :
         {ServiceState::not_yet_activated, ServiceState::active, ServiceState::expired})
        CHECK(parse_service_state(code_of(state)) == state);
    CHECK_FALSE(parse_service_state("inactive"));
}

TEST_CASE("D18: the cloud's entitlement is extended while a payment is open")
{
    struct Row {
        int days_after;
        int extended_by;
    };
    const Row rows[] = {{-1, 0}, {0, 7}, {1, 7}, {6, 7}, {7, 14}, {13, 14}, {14, 21}, {70, 77}};
    for (const auto& row : rows) {
        CAPTURE(row.days_after);
        CHECK(entitled_until(last_day, last_day.plus_days(row.days_after), 7) ==
              last_day.plus_days(row.extended_by));
    }
    CHECK(entitled_until(last_day, last_day, 1) == after);
    CHECK(entitled_until(last_day, after, 0) == last_day);
}
