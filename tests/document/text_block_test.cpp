// MTR-010 and MTR-011: the text block of the letters that ask for readings.

#include "document/read_letters.hpp"
#include "document/text_block.hpp"
#include "support/faults.hpp"
#include "support/temp_folder.hpp"

#include <array>

using namespace duesday;
using namespace duesday::document;
using namespace duesday::test;

namespace {

constexpr const char* name = "bwCOPortalZEmailHtml";

std::string html_of(const std::string& folder, const char* language)
{
    const auto invoice = sample_invoice();
    auto request = sample_request("meter-request", language, invoice);
    const auto letter = make_letter_composer(sample_sender(), folder)->compose(request);
    REQUIRE_MESSAGE(!letter.problem, letter.problem->text);
    return unix_lines(read_back(letter.bytes)["parts"][1]["body"]);
}

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_CASE("MTR-011: what stands between two # is a place and a colour is none")
{
    struct Row {
        const char* html;
        const char* expected;
    };
    const Row rows[] = {
        {"#URL#", "<u>"},
        {"a #URL# b #URL#", "a <u> b <u>"},
        {"#URL##NAME#", "<u>#URL#"}, // what was put in is not looked at again
        {"#FFF#URL#", "#FFF<u>"},
        {"color:#FF0000;#URL#", "color:#FF0000;<u>"},
        {"#URL", "#URL"},
        {"#url#", "#url#"},
        {"&#123;#URL#", "&#123;<u>"},
        {"#OTHER#URL#", "#OTHER#URL#"}, // the last # begins nothing
        {"# #URL# #", "# <u> #"},
        {"", ""},
    };
    const std::array texts{PlacedText{"URL", "<u>"}, PlacedText{"NAME", "#URL#"}};
    for (const auto& row : rows) {
        CAPTURE(row.html);
        CHECK(filled(row.html, texts) == row.expected);
    }
}

TEST_CASE("MTR-010: the folder's block for the language comes before its general one and ours")
{
    const TempFolder folder;
    const auto place = folder.path().string();
    const auto block = [&](Language language) { return read_text_block(place, name, language); };
    CHECK(block(Language::nl).file == "bwCOPortalZEmailHtml.nl.html");
    CHECK(read_text_block("", name, Language::nl).html == block(Language::nl).html);
    write_file(folder / "bwCOPortalZEmailHtml.html", "all #URL#");
    CHECK(block(Language::nl).html == "all #URL#");
    write_file(folder / "bwCOPortalZEmailHtml.nl.html", "nl #URL#");
    CHECK(block(Language::nl).html == "nl #URL#");
    CHECK(block(Language::de).html == "all #URL#");
    CHECK(check_text_block(place, name).empty());
    CHECK(check_text_block("", name).empty());
}

TEST_CASE("MTR-010: a block that is missing or empty or without a link is a fault of the set-up")
{
    const TempFolder folder;
    const auto place = folder.path().string();
    CHECK_FAULT(FaultKind::bad_setup, check_text_block("", "ours"));
    CHECK_FAULT(FaultKind::bad_setup, check_text_block(place, "ours"));
    for (const auto* text : {"", " \n", "no link", "#URL", "#URI#", "\xff #URL#"}) {
        CAPTURE(text);
        write_file(folder / "bwCOPortalZEmailHtml.pt.html", text);
        CHECK_FAULT(FaultKind::bad_setup, check_text_block(place, name));
    }
}

TEST_CASE("MTR-011: unknown places are named once for each file")
{
    const TempFolder folder;
    write_file(folder / "bwCOPortalZEmailHtml.html", "#URL# #URI# #A_1# #URI# #FF00FF#");
    const auto unknown = check_text_block(folder.path().string(), name);
    REQUIRE(unknown.size() == 2);
    CHECK(unknown[0].placeholder == "#URI#");
    CHECK(unknown[0].file == (folder / "bwCOPortalZEmailHtml.html").string());
    CHECK(unknown[1].placeholder == "#A_1#");
}

TEST_CASE("MTR-011 MTR-016: the letter leads to the machines and shows how to read each meter")
{
    for (const auto* language : languages) {
        CAPTURE(language);
        const auto html = html_of("", language);
        CHECK(count(html, "href=\"//meters.example/?a=1&amp;token=tOk3n\"") == 1);
        CHECK(count(html, "href=\"//help.example/?m=5&amp;l=de\"") == 1);
        CHECK(count(html, "Copier &lt;b&gt;5&lt;/b&gt;") == 1);
        CHECK(count(html, "Schulz &amp; Sohn (C1)") == 1);
        CHECK(count(html, "Holding (C2)") == 1);
        CHECK(count(html, "Seller &amp; Sons") == 1);
        CHECK(html.find('#') == html.find("#ffffff")); // every place is filled
    }
    const auto invoice = sample_invoice();
    auto request = sample_request("meter-reminder", "en", invoice);
    const auto mail = read_back(compose(request).bytes);
    CHECK(mail["subject"] == "Reminder: please report the meter readings for 31/12/2026");
    CHECK(unix_lines(mail["parts"][0]["body"])
              .find("- Copier <b>5</b> (M1, serial number X-1), Büro \"2\"\n  black\n  colour\n"
                    "  How do I read the meter? //help.example/?m=5&l=de\n"
                    "- Printer (M2, serial number X-2)\n  total\n") != std::string::npos);
}

TEST_CASE("MTR-010: a block of the firm's own is a part of our page or a whole one")
{
    const TempFolder folder;
    const auto file = folder / "bwCOPortalZEmailHtml.html";
    const auto place = folder.path().string();
    write_file(file, "<p>#NAME#, #DUE#: #URL# and #URL# #URI#</p>");
    auto html = html_of(place, "en");
    CHECK(html.find("Müller, Elektro, 31/12/2026: //meters") != html.npos);
    CHECK(count(html, "token=tOk3n") == 2);
    CHECK(html.find("#URI#") != html.npos);
    CHECK(html.find("<table") > html.find("#URI#")); // it has no place for the machines
    CHECK(count(html, "<html") == 1);

    write_file(file, "<HTML><BODY>#URL#</BODY></HTML>\n");
    html = html_of(place, "en");
    CHECK(html.starts_with("<HTML><BODY>//meters.example/?a=1&amp;token=tOk3n<table"));
    CHECK(html.find("</table>\n</BODY></HTML>") != html.npos);
}

TEST_CASE("MTR-010: a block that was broken since the letter was caused holds it back by itself")
{
    const TempFolder folder;
    write_file(folder / "bwCOPortalZEmailHtml.html", "no link");
    const auto invoice = sample_invoice();
    auto request = sample_request("meter-request", "en", invoice);
    const auto composer = make_letter_composer(sample_sender(), folder.path().string());
    CHECK_FAULT(FaultKind::bad_setup, composer->compose(request));
}
