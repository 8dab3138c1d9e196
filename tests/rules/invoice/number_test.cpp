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

TEST_CASE("a number that people give is one that was made so")
{
    CHECK(parse_invoice_number("2026-000123") == InvoiceNumber{"", 2026, 123});
    CHECK(parse_invoice_number("CN2026-1000000") == InvoiceNumber{"CN", 2026, 1000000});
    for (const auto* text : {"", "-", "2026", "2026-", "2026-1", "2026-000000", "2026-0000001",
                             "2026-00012x", "26-000001", "CN-000001", " 2026-000001"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_invoice_number(text));
    }
}
