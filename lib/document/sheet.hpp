// A printed invoice in words: all texts stand in the invoice's language, amounts and dates are
// written out. Where they stand on the page is the printer's.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace duesday::document {

struct LabelledText {
    std::string label, value;
};

struct SheetParty {
    std::string heading; ///< "Billed to"
    std::string name;
    std::vector<std::string> address; ///< lines that are not empty
    std::vector<std::string> details; ///< e-mail and numbers with their labels
};

struct SheetLine {
    std::string description, subject, period, rate, net; ///< subject and period may be empty
};

/// The lines of one installation.
struct SheetPlace {
    std::string name; ///< empty where lines are not grouped
    std::vector<SheetLine> lines;
};

struct SheetRate {
    std::string rate, base, vat;
};

struct InvoiceSheet {
    std::string title;      ///< "Invoice"
    std::string number;     ///< "2026-000017"
    std::string language;   ///< "nl"
    std::string script;     ///< which shapes Chinese characters have: "ja", "zh-tw"; may be empty
    std::string created_on; ///< ISO, the day that the file bears
    std::string demonstration;       ///< the sentence that names such a seller; else empty
    std::vector<LabelledText> facts; ///< number and dates
    SheetParty seller, buyer;
    SheetLine heads; ///< of the columns of lines
    std::vector<SheetPlace> places;
    SheetRate rate_heads;
    std::vector<SheetRate> rates;
    std::vector<LabelledText> totals;  ///< the last one is what is to be paid
    std::vector<std::string> notes;    ///< why there is no VAT, what was paid, what is taken back
    std::string open;                  ///< what is to be paid until when; empty where nothing is
    std::vector<LabelledText> payment; ///< where it is to go, with which communication
    std::string logo;                  ///< a PNG file; may be empty
};

/// Lays a sheet out on A4 and writes it as PDF.
class SheetPrinter {
public:
    virtual ~SheetPrinter() = default;

    /// The same sheet gives the same bytes where the same fonts are installed; they are embedded.
    /// Fault(bad_setup) with the reason missing_font where no font has a character of it, logo
    /// where the logo cannot be drawn.
    virtual std::string pdf(const InvoiceSheet& sheet) = 0;
};

/// From libduesday-pdf.so, which is loaded by the first call: Pango costs a start 4 ms, and most
/// runs print nothing. Fault(bad_setup) with the reason no_printer where it cannot be.
std::unique_ptr<SheetPrinter> load_sheet_printer();

} // namespace duesday::document
