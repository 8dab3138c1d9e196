// The evening's look at a book: `admin check` finds nothing.
#pragma once

#include "flow/book_checks.hpp"

#include <doctest/doctest.h>

namespace duesday::test {

inline void check_soundness(store::Book& book)
{
    flow::check_book(book, flow::CheckDepth::full, [](const flow::CheckResult& result) {
        CAPTURE(result.claim);
        CHECK(result.offenders == 0);
    });
}

} // namespace duesday::test
