#include "document/pdf/text_block.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pango/pangocairo.h>

namespace duesday::document {

namespace {

/// By its name: "Sans" is another family on each machine. What it lacks comes from the fonts that
/// are installed beside it.
constexpr const char* family = "DejaVu Sans";
constexpr double leading = 1.18; ///< height of a line over the font's own
constexpr double aside_scale = 0.9;
constexpr Colour grey{0.341, 0.376, 0.416};

double points(int pango_units)
{
    return static_cast<double>(pango_units) / PANGO_SCALE;
}

int pango_units(double length)
{
    return static_cast<int>(std::lround(length * PANGO_SCALE));
}

void append_printable(std::string& result, gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        if (!result.empty() && !result.ends_with(' '))
            result += ' ';
        return;
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
        result += "\uFFFD";
        return;
    default:
        break;
    }
    char bytes[6];
    result.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(character, bytes)));
}

/// Without line breaks, and with nothing that no font can have.
std::string printable(const std::string& text)
{
    const std::unique_ptr<char, decltype(&g_free)> valid{
        g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), &g_free};
    std::string result;
    for (const char* at = valid.get(); *at != '\0'; at = g_utf8_next_char(at))
        append_printable(result, g_utf8_get_char(at));
    return result;
}

void add(PangoAttrList* list, PangoAttribute* attribute, std::size_t begin)
{
    attribute->start_index = static_cast<guint>(begin);
    pango_attr_list_insert(list, attribute);
}

PangoAttribute* foreground(const Colour& colour)
{
    const auto part = [](double value) { return static_cast<guint16>(std::lround(value * 65535)); };
    return pango_attr_foreground_new(part(colour.red), part(colour.green), part(colour.blue));
}

/// Numbers, dates and references stay on one line: Pango would part "+++202/6000/01711+++".
void keep_numbers_whole(PangoAttrList* list, std::string_view text)
{
    constexpr std::size_t longest = 40; ///< what is longer may be wider than its cell
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find(' ', from), text.size());
        const auto word = text.substr(from, end - from);
        const bool is_ascii =
            std::all_of(word.begin(), word.end(), [](char c) { return c > 0 && c < 0x7f; });
        if (is_ascii && word.size() <= longest && word.find_first_of("0123456789") != word.npos) {
            auto* attribute = pango_attr_allow_breaks_new(FALSE);
            attribute->end_index = static_cast<guint>(end);
            add(list, attribute, from);
        }
        from = end + 1;
    }
}

/// The first character that came out as a box.
std::string missing_character(PangoLayout* layout)
{
    for (const auto* at = pango_layout_get_lines_readonly(layout); at != nullptr; at = at->next)
        for (const auto* run = static_cast<PangoLayoutLine*>(at->data)->runs; run != nullptr;
             run = run->next) {
            const auto* glyphs = static_cast<PangoLayoutRun*>(run->data)->glyphs;
            for (int i = 0; i < glyphs->num_glyphs; ++i)
                if (const auto glyph = glyphs->glyphs[i].glyph;
                    (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
                    return fmt::format("U+{:04X}", glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
        }
    return "a character";
}

void draw_fill(cairo_t* cairo, const Frame& frame, double x, double y, double height)
{
    cairo_set_source_rgb(cairo, frame.fill.red, frame.fill.green, frame.fill.blue);
    cairo_rectangle(cairo, x + frame.fill_x, y, frame.fill_width, height);
    cairo_fill(cairo);
}

void draw_stroke(cairo_t* cairo, const Stroke& stroke, double x, double y, double height)
{
    cairo_set_source_rgb(cairo, stroke.colour.red, stroke.colour.green, stroke.colour.blue);
    cairo_rectangle(cairo, x + stroke.x, stroke.is_above ? y : y + height - stroke.thickness,
                    stroke.width, stroke.thickness);
    cairo_fill(cairo);
}

} // namespace

Typesetter::Typesetter(PangoFontMap* fonts, cairo_t* cairo, const std::string& language,
                       const std::string& script)
    : context_{pango_font_map_create_context(fonts)}
{
    pango_cairo_update_context(cairo, context_.get());
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
    pango_context_set_base_dir(context_.get(), PANGO_DIRECTION_WEAK_LTR);
    pango_context_set_language(
        context_.get(),
        pango_language_from_string(script.empty() ? language.c_str() : script.c_str()));
}

Layout Typesetter::layout(const Paragraph& paragraph, double width) const
{
    Layout layout{pango_layout_new(context_.get()), &g_object_unref};
    auto text = printable(paragraph.text);
    const auto aside_at = text.size();
    if (!paragraph.aside.empty())
        text += (text.empty() ? "" : "  ") + printable(paragraph.aside);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout.get(), width < 0 ? -1 : pango_units(width));

    const auto& style = paragraph.style;
    const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font{
        pango_font_description_new(), &pango_font_description_free};
    pango_font_description_set_family_static(font.get(), family);
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(),
                                      style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());

    const std::unique_ptr<PangoAttrList, decltype(&pango_attr_list_unref)> attributes{
        pango_attr_list_new(), &pango_attr_list_unref};
    add(attributes.get(), foreground(style.colour), 0);
    if (!paragraph.aside.empty()) {
        add(attributes.get(), foreground(grey), aside_at);
        add(attributes.get(), pango_attr_size_new_absolute(pango_units(style.size * aside_scale)),
            aside_at);
    }
    keep_numbers_whole(attributes.get(), text);
    pango_layout_set_attributes(layout.get(), attributes.get());
    if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0)
        throw Fault{
            FaultKind::bad_setup,
            fmt::format("no font here has {} of \"{}\"", missing_character(layout.get()), text),
            "install one: fonts-dejavu-core for Latin, Greek, Cyrillic, Hebrew and Arabic, "
            "fonts-wqy-microhei or fonts-noto-cjk for Chinese, Japanese and Korean, "
            "fonts-noto-core for other scripts",
            "missing_font"};
    return layout;
}

double Typesetter::width_of(const std::string& text, const Style& style) const
{
    const auto line = layout({text, style}, -1);
    PangoRectangle logical;
    pango_layout_get_extents(line.get(), nullptr, &logical);
    return std::ceil(points(logical.width));
}

TextBlock::TextBlock(const Typesetter& typesetter, const std::vector<Cell>& cells, Frame frame)
    : frame_{std::move(frame)}
{
    for (const auto& cell : cells) {
        auto& column = columns_.emplace_back();
        for (const auto& paragraph : cell.paragraphs) {
            const auto layout = typesetter.layout(paragraph, cell.width);
            for (int i = 0; i < pango_layout_get_line_count(layout.get()); ++i) {
                auto* line = pango_layout_get_line_readonly(layout.get(), i);
                PangoRectangle logical;
                pango_layout_line_get_extents(line, nullptr, &logical);
                const double natural = points(logical.height);
                const double x =
                    cell.side == Side::left ? cell.x : cell.x + cell.width - points(logical.width);
                column.push_back({layout, line, x, points(-logical.y) + natural * (leading - 1) / 2,
                                  natural * leading});
            }
        }
    }
}

double TextBlock::first_ascent() const
{
    double ascent = 0;
    for (const auto& column : columns_)
        if (!column.empty())
            ascent = std::max(ascent, column.front().ascent);
    return ascent;
}

double TextBlock::drop_of(const Column& column) const
{
    return column.empty() ? 0 : first_ascent() - column.front().ascent;
}

double TextBlock::height() const
{
    double text = 0;
    for (const auto& column : columns_) {
        double height = drop_of(column);
        for (const auto& line : column)
            height += line.height;
        text = std::max(text, height);
    }
    return frame_.padding_above + text + frame_.padding_below;
}

std::vector<TextBlock> TextBlock::split(double height) &&
{
    std::vector<TextBlock> parts;
    if (this->height() <= height) {
        parts.push_back(std::move(*this));
        return parts;
    }
    const double most = height - frame_.padding_above - frame_.padding_below;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        double used = drop_of(columns_[c]);
        std::size_t part = 0;
        for (auto& line : columns_[c]) {
            if (used > 0 && used + line.height > most) {
                ++part;
                used = 0;
            }
            if (parts.size() <= part) {
                auto& added = parts.emplace_back(TextBlock{});
                added.columns_.resize(columns_.size());
                added.frame_ = frame_;
            }
            used += line.height;
            parts[part].columns_[c].push_back(std::move(line));
        }
    }
    return parts;
}

void TextBlock::draw(cairo_t* cairo, double x, double y) const
{
    const double high = height();
    if (frame_.fill_width > 0)
        draw_fill(cairo, frame_, x, y, high);
    for (const auto& stroke : frame_.strokes)
        draw_stroke(cairo, stroke, x, y, high);
    for (const auto& column : columns_) {
        double top = y + frame_.padding_above + drop_of(column);
        for (const auto& line : column) {
            cairo_move_to(cairo, x + line.x, top + line.ascent);
            pango_cairo_show_layout_line(cairo, line.line);
            top += line.height;
        }
    }
}

} // namespace duesday::document
