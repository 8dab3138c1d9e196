// What stands on a printed invoice from top to bottom, before it is divided into pages.
#pragma once

#include "document/pdf/pagination.hpp"
#include "document/pdf/text_block.hpp"
#include "document/sheet.hpp"

#include <vector>

namespace duesday::document {

/// A4 in points, and the margins that no text leaves.
struct Paper {
    static constexpr double width = 595.276, height = 841.890;
    static constexpr double margin_x = 45.354;      ///< 16 mm
    static constexpr double margin_top = 45.354;    ///< 16 mm
    static constexpr double margin_bottom = 34.016; ///< 12 mm, below the foot
    static constexpr double foot_height = 34;       ///< at the lower end of every page
    static constexpr double text_width = width - 2 * margin_x;
    static constexpr double body = height - margin_top - margin_bottom - foot_height;
};

struct InvoiceBlocks {
    std::vector<TextBlock> blocks;
    std::vector<Piece> pieces; ///< one a block, with its height
};

/// `logo_height`: what is kept free at the left above the seller; 0 where there is no logo.
InvoiceBlocks invoice_blocks(const InvoiceSheet& sheet, const Typesetter& typesetter,
                             double logo_height);

} // namespace duesday::document
