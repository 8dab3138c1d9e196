// Sheets as PDF, by Pango and Cairo. The whole of libduesday-pdf is reached by one function, so
// that it can be loaded when the first sheet is printed.

#include "base/fault.hpp"
#include "document/pdf/invoice_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cairo-pdf.h>
#include <cstring>
#include <pango/pangocairo.h>

namespace duesday::document {

namespace {

constexpr double logo_width = 190, logo_height = 56; ///< at most
constexpr double gap_below_logo = 10;

struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceDeleter>;

struct CairoDeleter {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using Cairo = std::unique_ptr<cairo_t, CairoDeleter>;

cairo_status_t append(void* target, const unsigned char* bytes, unsigned int size)
{
    static_cast<std::string*>(target)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take(void* source, unsigned char* bytes, unsigned int size)
{
    auto& rest = *static_cast<std::string_view*>(source);
    if (rest.size() < size)
        return CAIRO_STATUS_READ_ERROR;
    std::memcpy(bytes, rest.data(), size);
    rest.remove_prefix(size);
    return CAIRO_STATUS_SUCCESS;
}

Surface read_logo(std::string_view png)
{
    if (png.empty())
        return nullptr;
    Surface logo{cairo_image_surface_create_from_png_stream(&take, &png)};
    if (cairo_surface_status(logo.get()) != CAIRO_STATUS_SUCCESS)
        throw Fault{FaultKind::bad_setup, "seller.logo: the PNG file is broken",
                    "save the logo again; see seller.logo in duesday.toml(5)", "logo"};
    return logo;
}

double scale_of(cairo_surface_t* logo)
{
    return std::min(logo_width / cairo_image_surface_get_width(logo),
                    logo_height / cairo_image_surface_get_height(logo));
}

void draw_logo(cairo_t* cairo, cairo_surface_t* logo)
{
    cairo_save(cairo);
    cairo_translate(cairo, Paper::margin_x, Paper::margin_top);
    cairo_scale(cairo, scale_of(logo), scale_of(logo));
    cairo_set_source_surface(cairo, logo, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

/// Seller and number at the left, "1 / 3" at the right.
void draw_foot(cairo_t* cairo, const Typesetter& typesetter, const InvoiceSheet& sheet,
               std::size_t page, std::size_t pages)
{
    const Style style{7.5, false, {0.341, 0.376, 0.416}};
    const auto count = fmt::format("{} / {}", page, pages);
    const double count_width = typesetter.width_of(count, style);
    const auto name = typesetter.layout({sheet.seller.name, style}, -1);
    const auto rest = fmt::format("{} {}", sheet.title, sheet.number);
    const double rest_width = typesetter.width_of(rest, style);
    constexpr double gap = 14;
    pango_layout_set_ellipsize(name.get(), PANGO_ELLIPSIZE_END);
    const double most = std::max(0.0, Paper::text_width - rest_width - count_width - 2 * gap);
    pango_layout_set_width(name.get(), static_cast<int>(most * PANGO_SCALE));
    PangoRectangle drawn;
    pango_layout_get_extents(name.get(), nullptr, &drawn);
    const double name_width = static_cast<double>(drawn.width) / PANGO_SCALE;

    const Frame rule{{{0, Paper::text_width, 0.5, {0.835, 0.859, 0.882}, true}}, 6, 0, 0, 0, {}};
    const std::vector<Cell> cells{
        {name_width + (name_width > 0 ? gap : 0), rest_width + 1, Side::left, {{rest, style}}},
        {Paper::text_width - count_width, count_width, Side::right, {{count, style}}}};
    const TextBlock block{typesetter, cells, rule};
    const double top = Paper::height - Paper::margin_bottom - block.height();
    block.draw(cairo, Paper::margin_x, top);
    const double baseline = block.first_baseline();
    cairo_move_to(cairo, Paper::margin_x, top + baseline);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(name.get(), 0));
}

class CairoSheetPrinter final : public SheetPrinter {
public:
    CairoSheetPrinter() : fonts_{pango_cairo_font_map_new()}
    {
        pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts_.get()), 72);
    }

    std::string pdf(const InvoiceSheet& sheet) override
    {
        std::string bytes;
        const Surface surface{
            cairo_pdf_surface_create_for_stream(&append, &bytes, Paper::width, Paper::height)};
        describe(surface.get(), sheet);
        const Cairo cairo{cairo_create(surface.get())};
        print(cairo.get(), sheet);
        cairo_surface_finish(surface.get());
        for (const auto status : {cairo_status(cairo.get()), cairo_surface_status(surface.get())})
            if (status != CAIRO_STATUS_SUCCESS)
                throw Fault{FaultKind::bug, fmt::format("Cairo does not write {}: {}", sheet.number,
                                                        cairo_status_to_string(status))};
        return bytes;
    }

private:
    /// The day of the file is the invoice's: Cairo would take the clock's.
    static void describe(cairo_surface_t* surface, const InvoiceSheet& sheet)
    {
        const auto set = [&](cairo_pdf_metadata_t what, const std::string& text) {
            cairo_pdf_surface_set_metadata(surface, what, text.c_str());
        };
        set(CAIRO_PDF_METADATA_TITLE, fmt::format("{} {}", sheet.title, sheet.number));
        set(CAIRO_PDF_METADATA_AUTHOR, sheet.seller.name);
        set(CAIRO_PDF_METADATA_CREATOR, "Duesday");
        set(CAIRO_PDF_METADATA_CREATE_DATE, sheet.created_on + "T00:00:00Z");
    }

    void print(cairo_t* cairo, const InvoiceSheet& sheet)
    {
        const Typesetter typesetter{fonts_.get(), cairo, sheet.language, sheet.script};
        const auto logo = read_logo(sheet.logo);
        const double logo_space =
            logo
                ? cairo_image_surface_get_height(logo.get()) * scale_of(logo.get()) + gap_below_logo
                : 0;
        const auto content = invoice_blocks(sheet, typesetter, logo_space);
        const auto pages = paginate(content.pieces, Paper::body);
        for (std::size_t i = 0; i < pages.size(); ++i) {
            if (i == 0 && logo)
                draw_logo(cairo, logo.get());
            for (const auto& placed : pages[i])
                content.blocks[placed.piece].draw(cairo, Paper::margin_x,
                                                  Paper::margin_top + placed.top);
            draw_foot(cairo, typesetter, sheet, i + 1, pages.size());
            cairo_show_page(cairo);
        }
    }

    Held<PangoFontMap> fonts_;
};

} // namespace

} // namespace duesday::document

extern "C" duesday::document::SheetPrinter* duesday_new_sheet_printer()
{
    return new duesday::document::CairoSheetPrinter;
}
