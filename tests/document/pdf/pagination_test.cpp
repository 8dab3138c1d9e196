#include "document/pdf/pagination.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace duesday::document;

namespace {

/// "0@0 1@10 | 2@0": pieces and where they stand, pages between bars.
std::string shown(const std::vector<PlacedPage>& pages)
{
    std::string text;
    for (const auto& page : pages) {
        text += text.empty() ? "" : " |";
        for (const auto& [piece, top] : page)
            text += (text.empty() ? "" : " ") + std::to_string(piece) + "@" +
                    std::to_string(static_cast<int>(top));
    }
    return text;
}

} // namespace

TEST_CASE("pieces stand under each other until a page is full")
{
    struct Row {
        const char* what;
        std::vector<Piece> pieces;
        const char* pages;
    };
    const Row rows[] = {
        {"nothing is an empty page", {}, ""},
        {"what fits exactly fits", {{0, 60}, {0, 40}}, "0@0 1@60"},
        {"what does not begins a page", {{0, 60}, {0, 41}}, "0@0 | 1@0"},
        {"a gap counts within a page and not at its top", {{9, 50}, {10, 41}}, "0@0 | 1@0"},
        {"and is kept below another", {{9, 50}, {10, 40}}, "0@0 1@60"},
        {"what keeps the next goes with it", {{0, 50}, {0, 30, true}, {0, 30}}, "0@0 | 1@0 2@30"},
        {"also in a chain",
         {{0, 50}, {0, 20, true}, {0, 20, true}, {0, 20}},
         "0@0 | 1@0 2@20 3@40"},
        {"a chain that no page holds is parted",
         {{0, 50}, {0, 60, true}, {0, 60, true}, {0, 60}},
         "0@0 | 1@0 | 2@0 | 3@0"},
        {"heads are repeated where a row begins a page",
         {{0, 10, true}, {0, 60, false, {0}}, {5, 60, false, {0}}},
         "0@0 1@10 | 0@0 2@10"},
        {"heads that leave no room are not",
         {{0, 50, true}, {0, 50, false, {0}}, {0, 60, false, {0}}},
         "0@0 1@50 | 2@0"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(shown(paginate(row.pieces, 100)) == row.pages);
    }
}

TEST_CASE("each piece stands once and in order and none below the page")
{
    CHECK(rc::check("random pieces", [](const std::vector<std::pair<unsigned char, bool>>& made) {
        std::vector<Piece> pieces{{0, 12, true}};
        for (const auto& [height, keeps] : made)
            pieces.push_back({double(height % 7), 1.0 + height % 100, keeps, {0}});
        std::size_t next = 0;
        for (const auto& page : paginate(pieces, 100)) {
            double end = 0;
            for (const auto& placed : page) {
                RC_ASSERT(placed.top >= end);
                end = placed.top + pieces[placed.piece].height;
                RC_ASSERT(end <= 100.001);
                if (placed.piece != 0 || next == 0) {
                    RC_ASSERT(placed.piece == next);
                    ++next;
                }
            }
        }
        RC_ASSERT(next == pieces.size());
    }));
}
