// Which piece of a document stands on which page. Pure: heights in, places out.
#pragma once

#include <cstddef>
#include <vector>

namespace duesday::document {

struct Piece {
    double gap = 0; ///< above it, left out at the top of a page
    double height = 0;
    bool keeps_next = false; ///< the next piece stands on the same page
    /// Pieces that stand above it again where it begins a page: the heads of its table.
    std::vector<std::size_t> repeated = {};
};

struct PlacedPiece {
    std::size_t piece = 0; ///< index
    double top = 0;        ///< from the top of the page's body

    friend bool operator==(const PlacedPiece&, const PlacedPiece&) = default;
};

using PlacedPage = std::vector<PlacedPiece>;

/// Each piece once and in order, beside those that are repeated. Pieces that keep each other
/// together are parted only where a page cannot hold them all; no piece is higher than `page`.
/// At least one page.
std::vector<PlacedPage> paginate(const std::vector<Piece>& pieces, double page);

} // namespace duesday::document
