// Invoices as PDF, looked at with poppler: what stands on the pages, where, and in which fonts.

#include "document/invoice_renderer.hpp"
#include "document/ubl_samples.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <regex>

using namespace duesday;
using namespace duesday::test;

namespace {

constexpr double page_width = 595.276;
constexpr double page_height = 841.89;

std::string tool(std::vector<std::string> words)
{
    auto finished =
        run({std::move(words), {{"PATH", "/usr/bin"}, {"LC_ALL", "C.UTF-8"}}, {}, {}, {}});
    REQUIRE_MESSAGE(finished.status == 0, finished.err);
    CHECK_MESSAGE(finished.err.empty(), finished.err);
    return finished.out;
}

/// A PDF in a folder of its own, for poppler's tools.
class Printed {
public:
    explicit Printed(const std::string& pdf) { write_file(file(), pdf); }
    explicit Printed(const rules::Invoice& invoice)
        : Printed{document::make_invoice_renderer("")->pdf(invoice)}
    {
    }

    std::string file() const { return (folder_ / "invoice.pdf").string(); }
    /// As it is read, without line breaks inside of what is one text.
    std::string text() const { return tool({"/usr/bin/pdftotext", "-raw", file(), "-"}); }
    /// As it stands on the page, where poppler puts right-to-left text into the order of reading.
    std::string layout() const { return tool({"/usr/bin/pdftotext", "-layout", file(), "-"}); }
    std::string info() const { return tool({"/usr/bin/pdfinfo", file()}); }
    int pages() const
    {
        std::smatch found;
        const auto shown = info();
        REQUIRE(std::regex_search(shown, found, std::regex{"Pages:\\s+(\\d+)"}));
        return std::stoi(found[1]);
    }
    std::string page(int number) const
    {
        const auto which = std::to_string(number);
        return tool({"/usr/bin/pdftotext", "-raw", "-f", which, "-l", which, file(), "-"});
    }

    const TempFolder& folder() const { return folder_; }

private:
    TempFolder folder_;
};

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

/// Without the marks that pdftotext puts around what is read from right to left, and with one
/// blank for each run of blanks of any kind and line breaks.
std::string plain(std::string text)
{
    text = std::regex_replace(text, std::regex{"\u202a|\u202b|\u202c"}, "");
    text = std::regex_replace(text, std::regex{"\u00a0|\u202f"}, " ");
    return std::regex_replace(text, std::regex{"[ \\n\\f]+"}, " ");
}

struct Box {
    double left, top, right, bottom;
};

/// Of each word on the pages, in points.
std::vector<Box> words_of(const Printed& printed)
{
    const auto html = tool({"/usr/bin/pdftotext", "-bbox", printed.file(), "-"});
    static const std::regex word{
        R"re(<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)")re"};
    std::vector<Box> boxes;
    for (std::sregex_iterator at{html.begin(), html.end(), word}; at != std::sregex_iterator{};
         ++at)
        boxes.push_back(
            {std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3]), std::stod((*at)[4])});
    return boxes;
}

/// The ink of a page, in points; the page is drawn at 50 dots an inch.
Box ink_of(const Printed& printed, int page)
{
    const auto which = std::to_string(page);
    const auto image =
        tool({"/usr/bin/pdftoppm", "-gray", "-r", "50", "-f", which, "-l", which, printed.file()});
    std::smatch head;
    REQUIRE(std::regex_search(image, head, std::regex{"^P5\\n(\\d+) (\\d+)\\n255\\n"}));
    const int width = std::stoi(head[1]);
    const int height = std::stoi(head[2]);
    const auto at = static_cast<std::size_t>(head.length());
    Box box{page_width, page_height, 0, 0};
    const double dot = 72.0 / 50;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (static_cast<unsigned char>(image[at + static_cast<std::size_t>(y * width + x)]) <
                250) {
                box.left = std::min(box.left, x * dot);
                box.right = std::max(box.right, (x + 1) * dot);
                box.top = std::min(box.top, y * dot);
                box.bottom = std::max(box.bottom, (y + 1) * dot);
            }
    return box;
}

/// Nothing is nearer to the edge of the paper than 16 mm at the sides and above, 12 mm below.
void check_margins(const Printed& printed)
{
    constexpr double side = 45.354, below = 34.016, dot = 1.44;
    for (int page = 1; page <= printed.pages(); ++page) {
        CAPTURE(page);
        const auto ink = ink_of(printed, page);
        CHECK(ink.left >= side - dot);
        CHECK(ink.right <= page_width - side + dot);
        CHECK(ink.top >= side - dot);
        CHECK(ink.bottom <= page_height - below + dot);
    }
}

/// No word stands on another.
void check_apart(const Printed& printed)
{
    const auto words = words_of(printed);
    REQUIRE(words.size() > 20);
    std::size_t touching = 0;
    for (std::size_t i = 0; i < words.size(); ++i)
        for (std::size_t j = i + 1; j < words.size(); ++j) {
            const auto& a = words[i];
            const auto& b = words[j];
            const double across = std::min(a.right, b.right) - std::max(a.left, b.left);
            const double down = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
            touching += across > 1 && down > 3 ? 1 : 0;
        }
    CHECK(touching == 0);
}

rules::Invoice with_lines(int count)
{
    auto invoice = sample_invoice();
    invoice.lines.clear();
    for (int i = 0; i < count; ++i)
        invoice.lines.push_back({fmt::format("S-{}", i + 1),
                                 fmt::format("Villa {}", i / 7),
                                 "Remote access, 1 year",
                                 Date{2027, 1, 1},
                                 Date{2027, 12, 31},
                                 eur(12000 + i),
                                 {i % 3 == 0 ? 600 : 2100}});
    add_up(invoice);
    return invoice;
}

/// A PNG of this size; transparent where it is not painted.
std::string png(int width, int height)
{
    const TempFolder folder;
    write_file(folder / "make.py", R"(import struct, sys, zlib
w, h = int(sys.argv[1]), int(sys.argv[2])
def part(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
rows = (b'\0' + b'\x20\x60\xc0\xff' * w) * h
open(sys.argv[3], 'wb').write(b'\x89PNG\r\n\x1a\n'
    + part(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 6, 0, 0, 0))
    + part(b'IDAT', zlib.compress(rows)) + part(b'IEND', b''))
)");
    tool({"/usr/bin/python3", (folder / "make.py").string(), std::to_string(width),
          std::to_string(height), (folder / "logo.png").string()});
    return read_file(folder / "logo.png");
}

std::string print_with_logo(const std::string& logo)
{
    const TempFolder folder;
    write_file(folder / "logo.png", logo);
    return document::make_invoice_renderer("", (folder / "logo.png").string())
        ->pdf(sample_invoice());
}

} // namespace

TEST_CASE("SUB-096: a printed invoice says all that it must")
{
    const Printed printed{sample_invoice()};
    const auto text = plain(printed.text());
    for (const auto* expected : {"Factuur",
                                 "Nummer 2026-000017",
                                 "Datum 30/11/2026",
                                 "Seller & Sons",
                                 "Street 1",
                                 "9000 Gent",
                                 "Btw-nummer: BE0123456749",
                                 "Ondernemingsnummer: 0123456749",
                                 "Gefactureerd aan",
                                 "Müller <Elektro>",
                                 "Rue de l'Été 5",
                                 "1000 Bruxelles",
                                 "Btw-nummer: BE0987654394",
                                 "Villa \"Zon\"",
                                 "Office",
                                 "Remote access, 1 year S-1 01/01/2027 – 31/12/2027 21% € 120,00",
                                 "ATMOS, 1 year S-3 01/01/2027 – 31/12/2027 21% € 1.000,00",
                                 "€ 1.168,00",
                                 "€ 245,28",
                                 "Totaal € 1.413,28",
                                 "Betaald met Visa •••• 4242. Er blijft niets te betalen.",
                                 "1 / 1"}) {
        CAPTURE(expected);
        CHECK_MESSAGE(has(text, expected), text);
    }
    for (const auto* absent :
         {"Demonstratie", "Vervaldatum", "IBAN", "+++", "verlegd", "Page", "{{"}) {
        CAPTURE(absent);
        CHECK(!has(text, absent));
    }
    CHECK(printed.pages() == 1);
    CHECK(has(printed.info(), "595.276 x 841.89 pts (A4)"));
    check_margins(printed);
    check_apart(printed);
}

TEST_CASE("SUB-096: the same invoice is the same PDF whatever the clock says")
{
    const auto invoice = sample_invoice();
    const auto renderer = document::make_invoice_renderer("");
    const auto first = renderer->pdf(invoice);
    CHECK(renderer->pdf(with_lines(3)) != first);
    CHECK(renderer->pdf(invoice) == first);
    CHECK(document::make_invoice_renderer("")->pdf(invoice) == first);
    const auto info = Printed{first}.info();
    CHECK(std::regex_search(info, std::regex{"CreationDate: +Mon Nov 30 00:00:00 2026"}));
    CHECK(std::regex_search(info, std::regex{"Title: +Factuur 2026-000017"}));
    CHECK(std::regex_search(info, std::regex{"Author: +Seller & Sons"}));
}

TEST_CASE("an invoice that waits for its money is printed with IBAN and communication")
{
    struct Row {
        const char* language;
        const char* open;
        const char* communication;
    };
    const Row rows[] = {
        {"en", "Please pay €1,413.28 by 30/12/2026, quoting +++202/6000/01711+++.",
         "Structured communication +++202/6000/01711+++"},
        {"nl", "Gelieve € 1.413,28 te betalen uiterlijk op 30/12/2026, met vermelding van +++202",
         "Gestructureerde mededeling +++202/6000/01711+++"},
        {"de", "Bitte bezahlen Sie 1.413,28 € bis zum 30.12.2026 unter Angabe von +++202",
         "Strukturierte Mitteilung +++202/6000/01711+++"},
        {"fr", "Veuillez payer 1 413,28 € au plus tard le 30/12/2026, en indiquant +++202",
         "Communication structurée +++202/6000/01711+++"},
        {"pt", "Pague 1.413,28 € até 30/12/2026, indicando +++202",
         "Comunicação estruturada +++202/6000/01711+++"}};
    for (const auto& row : rows) {
        CAPTURE(row.language);
        auto invoice = unpaid(sample_invoice());
        invoice.language = row.language;
        const Printed printed{invoice};
        const auto text = plain(printed.text());
        CHECK_MESSAGE(has(text, row.open), text);
        CHECK_MESSAGE(has(text, row.communication), text);
        CHECK(has(text, "IBAN BE68 5390 0754 7034"));
        check_margins(printed);
        check_apart(printed);
    }
    auto imported = unpaid(sample_invoice());
    imported.language = "en";
    imported.number = "OLD/7";
    imported.seller.iban.clear();
    const auto text = plain(Printed{imported}.text());
    CHECK(has(text, "quoting OLD/7."));
    CHECK(!has(text, "IBAN"));
    CHECK(!has(text, "communication"));
}

TEST_CASE("a seller's contact and tax registration are printed")
{
    const auto text = plain(Printed{with_contact(sample_invoice())}.text());
    CHECK(has(text, "Billing & Co"));
    CHECK(has(text, "+32 9 000 00 00"));
    CHECK(has(text, "Fiscale registratie: Approved <for> tax"));
}

TEST_CASE("a credit note is printed with what it takes back and asks for nothing")
{
    auto note = credited(unpaid(sample_invoice()));
    note.language = "fr";
    const auto text = plain(Printed{note}.text());
    CHECK(has(text, "Note de crédit"));
    CHECK(has(text, "Cette note de crédit annule entièrement la facture 2026-000017 du "
                    "30/11/2026. "
                    "Motif : charged twice <by us> sorry & thanks"));
    CHECK(!has(text, "IBAN"));
    CHECK(!has(text, "Veuillez payer"));
}

TEST_CASE("D21: a printed invoice says why no VAT is charged")
{
    auto invoice = with_rates("reverse_charge", {0});
    invoice.language = "de";
    invoice.seller.is_demonstration = true;
    const auto text = plain(Printed{invoice}.text());
    CHECK(has(text, "Steuerschuldnerschaft des Leistungsempfängers"));
    CHECK(has(text, "Diesen Verkäufer gibt es nicht"));
}

TEST_CASE("SUB-104: 500 lines are printed with heads on each page and no total alone")
{
    const auto invoice = with_lines(500);
    const Printed printed{invoice};
    const int pages = printed.pages();
    CHECK(pages > 10);
    CHECK(pages < 20);
    std::vector<std::string> found;
    for (int i = 1; i <= pages; ++i) {
        CAPTURE(i);
        const auto text = plain(printed.page(i));
        CHECK(has(text, fmt::format("{} / {}", i, pages)));
        CHECK(has(text, "Omschrijving"));
        CHECK(has(text, "Factuur 2026-000017"));
        const std::regex line{R"((S-\d+) 01/01/2027 – 31/12/2027 (6|21)% € (\d+,\d\d))"};
        std::size_t here = 0;
        for (std::sregex_iterator at{text.begin(), text.end(), line}; at != std::sregex_iterator{};
             ++at, ++here)
            found.push_back(
                fmt::format("{} {}% {}", (*at)[1].str(), (*at)[2].str(), (*at)[3].str()));
        CHECK(here > 0);
        // Under the head of the table stands the place of the first line.
        CHECK(std::regex_search(text, std::regex{R"(excl\. btw Villa \d+ Remote access)"}));
    }
    REQUIRE(found.size() == 500);
    for (int i = 0; i < 500; ++i)
        CHECK(found[static_cast<std::size_t>(i)] ==
              fmt::format("S-{} {}% {},{:02}", i + 1, i % 3 == 0 ? 6 : 21, 120 + i / 100, i % 100));
    check_margins(printed);
}

TEST_CASE("the totals never stand on a page of their own")
{
    // One of these fills a page to its end.
    for (int lines = 15; lines < 34; ++lines) {
        CAPTURE(lines);
        const Printed printed{with_lines(lines)};
        const auto last = plain(printed.page(printed.pages()));
        CHECK(has(last, "Totaal excl. btw"));
        CHECK(has(last, "Totaal € "));
        CHECK(has(last, fmt::format("S-{} ", lines)));
        CHECK(has(last, "Betaald met"));
    }
}

TEST_CASE("names that are long or of other scripts are printed as they are")
{
    auto invoice = sample_invoice();
    std::string name;
    while (name.size() < 190)
        name += "Elektrotechnische Installationen ";
    name.pop_back();
    invoice.buyer.name = name;
    invoice.buyer.street = std::string(120, 'x');
    invoice.seller.name = name;
    invoice.lines[0].description = "中文描述 한국어 설명";
    invoice.lines[1].place = "株式会社 山田電機";
    invoice.lines[1].description = name;
    invoice.lines[2].place = "שלום עולם";
    invoice.lines[2].description = "شركة النور";
    invoice.buyer.city = "Αθήνα Київ Łódź";
    const Printed printed{invoice};
    const auto text = plain(printed.text());
    const auto layout = plain(printed.layout());
    for (const auto* expected : {"中文描述 한국어 설명", "株式会社 山田電機", "שלום עולם",
                                 "شركة النور", "Αθήνα Київ Łódź"}) {
        CAPTURE(expected);
        CHECK_MESSAGE(has(layout, expected), layout);
    }
    CHECK(has(text, name));
    check_margins(printed);
    check_apart(printed);
    const auto fonts = tool({"/usr/bin/pdffonts", printed.file()});
    CHECK(has(fonts, "+DejaVuSans"));
    // name, type, encoding, emb, sub, uni, object
    const std::regex font{R"(\n(\w{6}\+\S+) .* (yes|no) +(yes|no) +(yes|no) +\d+ +0)"};
    std::size_t count = 0;
    for (std::sregex_iterator at{fonts.begin(), fonts.end(), font}; at != std::sregex_iterator{};
         ++at, ++count) {
        CAPTURE((*at)[1].str());
        CHECK((*at)[2] == "yes");
        CHECK((*at)[3] == "yes");
    }
    CHECK(count == static_cast<std::size_t>(std::count(fonts.begin(), fonts.end(), '\n')) - 2);
}

TEST_CASE("texts that no page holds go on on the next one")
{
    const auto invoice = with_long_texts();
    const Printed printed{invoice};
    CHECK(printed.pages() > 1);
    const auto text = plain(printed.text());
    CHECK(has(text, "Building 5 Floor 2 c/o <Reception> Door 7 Bell 3"));
    std::size_t names = 0;
    for (auto at = text.find("Ünïcode"); at != text.npos; at = text.find("Ünïcode", at + 1))
        ++names;
    CHECK(names == 180);
    check_margins(printed);
}

TEST_CASE("what no font can show is refused or replaced and never a box")
{
    auto invoice = sample_invoice();
    invoice.buyer.name = "Line\x01one\u2028two \uE000\uFFFE\xff end";
    CHECK(has(plain(Printed{invoice}.text()), "Line one two"));
    invoice.buyer.name = "Cuneiform \U00012000";
    try {
        static_cast<void>(document::make_invoice_renderer("")->pdf(invoice));
        FAIL("it was printed");
    } catch (const Fault& fault) {
        CHECK(fault.kind() == FaultKind::bad_setup);
        CHECK(fault.reason() == "missing_font");
        CHECK(has(fault.what(), "U+12000 of \"Cuneiform"));
    }
}

TEST_CASE("the logo stands above the seller and is scaled down")
{
    const auto without = Printed{sample_invoice()};
    const Printed with{print_with_logo(png(600, 150))};
    const auto images = tool({"/usr/bin/pdfimages", "-list", with.file()});
    CHECK(has(images, " 600   150 "));
    check_margins(with);
    check_apart(with);
    // It takes the place of the name that else stands there in large letters.
    const auto count = [](const std::string& text) {
        const std::regex name{"Seller & Sons"};
        return std::distance(std::sregex_iterator{text.begin(), text.end(), name}, {});
    };
    CHECK(count(plain(without.text())) == 3);
    CHECK(count(plain(with.text())) == 2);
    check_margins(Printed{print_with_logo(png(100, 700))});
}

TEST_CASE("a logo that cannot be printed is named and only where a page is printed")
{
    const auto page_with = [](const std::string& logo) {
        return document::make_invoice_renderer("", logo)->pdf(sample_invoice());
    };
    const TempFolder folder;
    const auto file = (folder / "logo.png").string();
    CHECK_FAULT(FaultKind::bad_setup, page_with(file));
    CHECK_FAULT(FaultKind::bad_setup, page_with(folder.path().string()));
    CHECK(!document::make_invoice_renderer("", file)->html(sample_invoice()).empty());
    const auto good = png(40, 30);
    for (const auto& content :
         {std::string{}, std::string{"GIF89a"}, good.substr(0, 12), png(2000, 501)}) {
        write_file(file, content);
        CHECK_FAULT(FaultKind::bad_setup, page_with(file));
    }
    write_file(file, good.substr(0, good.size() - 20));
    CHECK_FAULT(FaultKind::bad_setup, page_with(file));
    write_file(file, good);
    CHECK(!page_with(file).empty());
}
