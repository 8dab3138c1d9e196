// Whether a book is sound: the invariants of DESIGN 6, each proved on its rows.
#pragma once

#include "base/date.hpp"
#include "store/book.hpp"
#include "store/checks.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace duesday::flow {

enum class CheckDepth {
    quick, ///< the newest rows of each table, the newest audit links, small tables of the file
    full,  ///< every row, the whole chain, every page of the file
};

struct CheckResult {
    std::string_view code;  ///< stable
    std::string_view claim; ///< what should hold
    std::int64_t offenders = 0;
    std::vector<store::Offender> first; ///< of them, at most 20
};

/// How many results check_book tells of a sound book.
std::int64_t number_of_checks();

/// Proves each invariant; that of the file is told first, and the others are left out where the
/// file itself is damaged. In a full check the file is read by a second thread meanwhile, and all
/// is told at the end; `proved` is called for each other one as it is done.
void check_book(store::Book& book, CheckDepth depth,
                const std::function<void(const CheckResult&)>& result,
                const std::function<void()>& proved = {});

} // namespace duesday::flow
