// Text blocks: HTML in the firm's own words with places for what a letter tells, such as #URL#
// (MTR-010, MTR-011). One for each language is compiled in; a folder overrides them by name.
#pragma once

#include "document/localised.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::document {

struct HtmlBlock {
    std::string file; ///< where it stands, for messages
    std::string html;
};

/// <folder>/<name>.<language>.html, else <folder>/<name>.html, else the one compiled in. An empty
/// `folder` has none. Fault(bad_setup, "text_block") where there is none, or it is empty, no UTF-8
/// or without #URL#.
HtmlBlock read_text_block(const std::string& folder, std::string_view name, Language language);

struct UnknownPlaceholder {
    std::string file;
    std::string placeholder; ///< "#URI#"
};
/// Reads the block for each language, with the same Fault, and names what looks like a place and is
/// none: once for a file.
std::vector<UnknownPlaceholder> check_text_block(const std::string& folder, std::string_view name);

/// What stands in a place.
struct PlacedText {
    std::string_view placeholder; ///< "URL"
    std::string html;             ///< escaped
};
/// Every place filled, in one go: what is put in is not looked at again. Unknown places stay.
std::string filled(std::string_view html, std::span<const PlacedText> texts);

bool has_place(std::string_view html, std::string_view placeholder);

/// Before the end of its body where it is a whole document, else at the end.
std::string appended(std::string html, std::string_view more);
/// True where it brings its own frame.
bool is_whole_document(std::string_view html);

} // namespace duesday::document
