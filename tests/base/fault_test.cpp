#include "base/fault.hpp"
#include "base/outcome.hpp"

#include <doctest/doctest.h>

#include <string>

using duesday::Fault;
using duesday::FaultKind;

TEST_CASE("a fault carries what is wrong and what to do next")
{
    const Fault plain{FaultKind::no_input, "the book book.db is not there", "run admin init"};
    CHECK(plain.kind() == FaultKind::no_input);
    CHECK(std::string{plain.what()} == "the book book.db is not there");
    CHECK(plain.remedy() == "run admin init");
    CHECK(plain.reason() == "no_input");
    const Fault coded{FaultKind::bad_input, "the plan has changed", {}, "stale_plan"};
    CHECK(coded.reason() == "stale_plan");
    CHECK(coded.remedy().empty());
}

TEST_CASE("names of outcomes are those of CLI.md")
{
    CHECK(std::string{name_of(duesday::Outcome::done)} == "done");
    CHECK(std::string{name_of(duesday::Outcome::skipped)} == "skipped");
    CHECK(std::string{name_of(duesday::Outcome::attention)} == "attention");
}
