#include "rules/metering/readiness.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday::rules;

TEST_CASE("MTR-003 MTR-004: a contract is ready when its contact can be asked alone")
{
    struct Row {
        const char* what;
        ReadinessFacts facts; // by_portal, has_ended, email, stands twice, revoked, named
        const char* expected;
        bool is_failure;
    };
    const Row rows[] = {
        {"all is well", {true, false, "k@b.be", false, false, false}, "ready", false},
        {"blanks around", {true, false, " K@B.be ", false, false, false}, "ready", false},
        {"MTR-001: read by others", {false, false, "", true, true, false}, "not_by_portal", false},
        {"it is over", {true, true, "", false, false, false}, "contract_ended", false},
        {"no address", {true, false, "", false, false, false}, "no_email", true},
        {"blanks alone", {true, false, "  ", false, false, false}, "no_email", true},
        {"no @", {true, false, "k.b.be", false, false, false}, "invalid_email", true},
        {"no domain", {true, false, "k@", false, false, false}, "invalid_email", true},
        {"two @", {true, false, "k@b@c.be", false, false, false}, "invalid_email", true},
        {"at two contacts", {true, false, "k@b.be", true, false, true}, "duplicate_address", true},
        {"taken away", {true, false, "k@b.be", false, true, false}, "access_revoked", true},
        {"taken away and named", {true, false, "k@b.be", false, true, true}, "ready", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto readiness = judge_readiness(row.facts);
        CHECK(std::string{name_of(readiness)} == row.expected);
        CHECK(is_failure(readiness) == row.is_failure);
    }
}
