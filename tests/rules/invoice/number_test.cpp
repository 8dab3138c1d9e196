#include "rules/invoice/number.hpp"

#include <doctest/doctest.h>

using namespace duesday::rules;

TEST_CASE("invoice numbers name series and year and sort as they were given")
{
    CHECK(invoice_number("", 2026, 1) == "2026-000001");
    CHECK(invoice_number("", 2026, 999999) == "2026-999999");
    CHECK(invoice_number("", 2026, 1000000) == "2026-1000000");
    CHECK(invoice_number("CN", 2026, 42) == "CN2026-000042");
    CHECK(invoice_number("", 2026, 9) < invoice_number("", 2026, 10));
    CHECK(invoice_number("", 2026, 999999) < invoice_number("", 2027, 1));
}
