// Texts beside each other on a page: laid out by Pango, drawn by Cairo. Lengths are points.
#pragma once

#include "document/gobject.hpp"

#include <cairo.h>
#include <memory>
#include <pango/pango.h>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::document {

struct Colour {
    double red, green, blue;
};

struct Style {
    double size = 9;
    bool bold = false;
    Colour colour{0.114, 0.153, 0.200};
};

struct Paragraph {
    std::string text;
    Style style = {};
    std::string aside = {}; ///< stands after the text, small and grey
};

enum class Side { left, right };

/// A column of a block.
struct Cell {
    double x = 0; ///< from the left margin
    double width = 0;
    Side side = Side::left;
    std::vector<Paragraph> paragraphs = {};
};

/// A rule above or below a block.
struct Stroke {
    double x = 0;
    double width = 0;
    double thickness = 0.5;
    Colour colour{0.835, 0.859, 0.882};
    bool is_above = false;
};

struct Frame {
    std::vector<Stroke> strokes = {};
    double padding_above = 0, padding_below = 0;
    double fill_x = 0, fill_width = 0; ///< no width: not filled
    Colour fill{1, 1, 1};
};

using Layout = std::shared_ptr<PangoLayout>;

/// Makes layouts: the fonts, the language and the scripts of one document.
class Typesetter {
public:
    /// `language` as in "nl"; `script` says which shapes Chinese characters have where it is not
    /// empty. `cairo` is what will be drawn on.
    Typesetter(PangoFontMap* fonts, cairo_t* cairo, const std::string& language,
               const std::string& script);

    /// Characters that nobody sees on paper become blanks, those that Unicode does not know U+FFFD.
    /// Fault(bad_setup, missing_font) where no font has one of them. `width` below 0: one line.
    Layout layout(const Paragraph& paragraph, double width) const;
    /// How wide the text is on one line, rounded up to a point.
    double width_of(const std::string& text, const Style& style) const;

private:
    Held<PangoContext> context_;
};

/// Cells beside each other, the first lines on one baseline.
class TextBlock {
public:
    TextBlock(const Typesetter& typesetter, const std::vector<Cell>& cells, Frame frame);

    double height() const;
    /// Of the first lines, from the block's upper end.
    double first_baseline() const { return frame_.padding_above + first_ascent(); }
    /// Parts with whole lines and at most this height each, or one line; in order, at least one.
    std::vector<TextBlock> split(double height) &&;
    /// `x` and `y`: the left margin and the block's upper end.
    void draw(cairo_t* cairo, double x, double y) const;

private:
    struct Line {
        Layout layout; ///< whose line it is
        PangoLayoutLine* line;
        double x; ///< from the left margin
        double ascent, height;
    };
    using Column = std::vector<Line>;

    TextBlock() = default;
    double first_ascent() const;
    /// Of the first line of a column from the upper end of the texts.
    double drop_of(const Column& column) const;

    std::vector<Column> columns_;
    Frame frame_;
};

} // namespace duesday::document
