#include "rules/customer/identification.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <string_view>

using namespace duesday::rules;
using Problem = IdentificationProblem;

TEST_CASE("SUB-045 D21: VAT numbers of the EU are checked to their check digits")
{
    struct Row {
        std::string_view country;
        std::string_view good;
        std::string_view bad; ///< of the same form
    };
    // Numbers that the tax offices and python-stdnum publish as samples.
    const Row rows[] = {
        {"AT", "ATU13585627", "ATU13585626"},
        {"BE", "BE0123456749", "BE0123456789"},
        {"BE", "BE0428759497", "BE0431150351"},
        {"BE", "BE1000000021", "BE1000000022"},
        {"BG", "BG175074752", "BG175074751"},
        {"BG", "BG7510310004", "BG7513310004"},
        {"CY", "CY10259033P", "CY10259033Z"},
        {"CZ", "CZ25123891", "CZ25123890"},
        {"CZ", "CZ7103192745", "CZ7103192746"},
        {"CZ", "CZ640903926", "CZ640903925"},
        {"DE", "DE136695976", "DE136695978"},
        {"DK", "DK13585628", "DK13585627"},
        {"EE", "EE100594102", "EE100594103"},
        {"ES", "ESB64717838", "ESB64717839"},
        {"ES", "ES54362315K", "ES54362315Z"},
        {"ES", "ESX5253868R", "ESX5253868T"},
        {"ES", "ESM1234567L", "ESM1234567A"},
        {"FI", "FI20774740", "FI20774741"},
        {"FR", "FR23334175221", "FR24334175221"},
        {"FR", "FRK7399859412", "FRK8399859412"},
        {"FR", "FR4Z123456782", "FR4Y123456782"},
        {"GR", "EL094259216", "EL123456781"},
        {"HR", "HR33392005961", "HR33392005962"},
        {"HU", "HU12892312", "HU12892313"},
        {"IE", "IE6433435F", "IE6433435E"},
        {"IE", "IE6433435OA", "IE6433435OB"},
        {"IE", "IE8D79739I", "IE8D79739J"},
        {"IT", "IT00743110157", "IT00743110158"},
        {"LT", "LT119511515", "LT119511516"},
        {"LT", "LT100001919017", "LT100001919018"},
        {"LT", "LT100004801610", "LT100004801611"},
        {"LU", "LU15027442", "LU15027443"},
        {"LV", "LV40003521600", "LV40003521601"},
        {"LV", "LV16117519997", "LV16137519997"},
        {"MT", "MT11679112", "MT11679113"},
        {"NL", "NL004495445B01", "NL123456789B90"},
        {"NL", "NL002455799B11", "NL002455799B12"},
        {"PL", "PL8567346215", "PL8567346216"},
        {"PT", "PT501964843", "PT501964842"},
        {"RO", "RO18547290", "RO18547291"},
        {"SE", "SE123456789701", "SE123456789101"},
        {"SI", "SI50223054", "SI50223055"},
        {"SK", "SK2022749619", "SK2022749618"},
        {"XI", "XI980780684", "XI802311781"},
        {"XI", "XIGD123", "XIGD567"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.good);
        CHECK(check_vat_number(row.country, row.good) == Problem::none);
        CHECK(check_vat_number(row.country, row.bad) == Problem::vat_check_digits);
        CHECK(normal_vat_number(row.country, row.good) == std::string{row.good});
        CHECK_FALSE(normal_vat_number(row.country, row.bad));
    }
}

TEST_CASE("SUB-045 D9: VAT numbers elsewhere in Europe are checked by form")
{
    struct Row {
        std::string_view country;
        std::string_view number;
        Problem problem;
    };
    const Row rows[] = {
        {"GB", "GB980780684", Problem::none},
        {"GB", "GB980780685", Problem::none}, // no check digits outside the EU
        {"GB", "XI980780684", Problem::none},
        {"GB", "GB12345", Problem::vat_format},
        {"CH", "CHE-123.456.788 MWST", Problem::none},
        {"CH", "CHE123456788", Problem::none},
        {"CH", "CH123456", Problem::vat_format},
        {"NO", "NO 999 999 999 MVA", Problem::none},
        {"NO", "12345678", Problem::vat_format},
        {"IS", "12345", Problem::none},
        {"LI", "CHE123456788", Problem::none},
        {"UA", "123456789012", Problem::none},
        {"RS", "RS123456789", Problem::none},
        {"TR", "1234567890", Problem::none},
        // No form is published: whatever holds a digit.
        {"GG", "GY 12-34", Problem::none},
        {"GG", "none", Problem::vat_format},
    };
    for (const auto& row : rows) {
        CAPTURE(row.country);
        CAPTURE(row.number);
        CHECK(check_vat_number(row.country, row.number) == row.problem);
    }
}

TEST_CASE("SUB-045: a VAT number is read as people write it and stored as offices do")
{
    struct Row {
        std::string_view country;
        std::string_view written;
        std::optional<std::string> normal;
        Problem problem;
    };
    const Row rows[] = {
        {"BE", "be 0123.456.749", "BE0123456749", Problem::none},
        {"BE", "0123 456 749", "BE0123456749", Problem::none},
        {"BE", "\tBE 0123/456/749", "BE0123456749", Problem::none},
        {"BE", "123456749", "BE0123456749", Problem::none},
        {"BE", "BE 428.759.497", "BE0428759497", Problem::none},
        {"NL", "nl-0044.95.445.b01", "NL004495445B01", Problem::none},
        {"AT", "U13585627", "ATU13585627", Problem::none},
        {"GR", "094259216", "EL094259216", Problem::none},
        {"GR", "GR 094259216", "EL094259216", Problem::none},
        {"CH", "123.456.788", "CHE123456788", Problem::none},
        // A number of another country is named as such.
        {"BE", "NL004495445B01", std::nullopt, Problem::vat_country},
        {"NL", "BE0123456749", std::nullopt, Problem::vat_country},
        {"DE", "EL094259216", std::nullopt, Problem::vat_country},
        // Not a number of any form.
        {"BE", "BE", std::nullopt, Problem::vat_format},
        {"BE", "BE2123456749", std::nullopt, Problem::vat_format},
        {"BE", "BE012345674", std::nullopt, Problem::vat_check_digits}, // nine digits: 0012345674
        {"BE", "BE01234567490", std::nullopt, Problem::vat_format},
        {"BE", "BE0123456749x", std::nullopt, Problem::vat_format},
        {"BE", "no number", std::nullopt, Problem::vat_format},
        {"BE", "", std::nullopt, Problem::vat_format},
        // SUB-047: elsewhere it is free text.
        {"US", " 12-3456789 ", "12-3456789", Problem::none},
        {"US", "none", "none", Problem::none},
    };
    for (const auto& row : rows) {
        CAPTURE(row.country);
        CAPTURE(row.written);
        CHECK(check_vat_number(row.country, row.written) == row.problem);
        CHECK(normal_vat_number(row.country, row.written) == row.normal);
    }
}

TEST_CASE("SUB-046: an Indian GST number has a form and a check character")
{
    struct Row {
        std::string_view number;
        Problem problem;
    };
    const Row rows[] = {
        {"27AAPFU0939F1ZV", Problem::none},
        {"27 aapfu0939f 1zv", Problem::none},
        {"27AAPFU0939F1ZO", Problem::gst_check_digit},
        {"27AAPFU0939F1AA", Problem::gst_format},
        {"27AAPFU0939F1Z", Problem::gst_format},
        {"369296450896540", Problem::gst_format},
        {"", Problem::gst_format},
    };
    for (const auto& row : rows)
        CHECK_MESSAGE(check_gst_number(row.number) == row.problem, row.number);
}

TEST_CASE("SUB-048: the country is looked at first and then the number")
{
    using Text = std::optional<std::string>;
    struct Row {
        const char* country;
        CustomerKind kind;
        Text vat;
        Text gst;
        Problem problem;
    };
    constexpr auto company = CustomerKind::company;
    constexpr auto person = CustomerKind::person;
    const Row rows[] = {
        {"ZZ", company, "BE0123456789", {}, Problem::country_unknown},
        {"", person, {}, {}, Problem::country_unknown},
        // SUB-045: companies in Europe.
        {"BE", company, "BE0123456749", {}, Problem::none},
        {"BE", company, {}, {}, Problem::vat_missing},
        {"BE", company, "  ", {}, Problem::vat_missing},
        {"XI", company, {}, {}, Problem::vat_missing},
        {"CH", company, {}, {}, Problem::vat_missing},
        {"CH", company, "CHE123456788", {}, Problem::none},
        // D21: never of persons, but what is given must be right.
        {"BE", person, {}, {}, Problem::none},
        {"BE", person, "BE0123456789", {}, Problem::vat_check_digits},
        // SUB-046: India.
        {"IN", company, {}, "27AAPFU0939F1ZV", Problem::none},
        {"IN", company, {}, "27AAPFU0939F1ZO", Problem::gst_check_digit},
        {"IN", company, {}, {}, Problem::gst_missing},
        {"IN", person, {}, {}, Problem::none},
        // SUB-047: elsewhere nothing is needed and nothing is checked.
        {"US", company, {}, {}, Problem::none},
        {"US", company, "anything", "anything", Problem::none},
        {"BE", company, "BE0123456749", "anything", Problem::none},
    };
    for (const auto& row : rows) {
        CAPTURE(row.country);
        CAPTURE(row.vat.value_or("-"));
        CHECK(check_identification(row.country, row.kind, row.vat, row.gst) == row.problem);
    }
}

TEST_CASE("SUB-045: which countries are European may be configured")
{
    const auto check = [](const char* country, const IdentificationPolicy& policy) {
        return check_identification(country, CustomerKind::company, {}, {}, policy);
    };
    CHECK(check("TR", {}) == Problem::vat_missing);
    CHECK(check("TR", {{}, {"TR"}}) == Problem::none);
    CHECK(check("MA", {}) == Problem::none);
    CHECK(check("MA", {{"MA"}, {}}) == Problem::vat_missing);
    CHECK(check("BE", {{}, {"BE"}}) == Problem::vat_missing); // the law is no setting
}

TEST_CASE("a Belgian enterprise number ends in 97 minus the rest of its first eight digits")
{
    CHECK(is_belgian_enterprise_number("0123.456.749"));
    CHECK(is_belgian_enterprise_number("1000000021"));
    for (const auto* number : {"0123456789", "2123456749", "123456749", "012345674", "", "BE"})
        CHECK_FALSE_MESSAGE(is_belgian_enterprise_number(number), number);

    CHECK(rc::check("97 of 100 endings are refused, one is right", [] {
        const auto first8 = *rc::gen::inRange(0, 20'000'000);
        const int right = 97 - first8 % 97;
        for (int ending = 0; ending < 100; ++ending)
            RC_ASSERT(is_belgian_enterprise_number(fmt::format("{:08}{:02}", first8, ending)) ==
                      (ending == right));
    }));
}

TEST_CASE("reading a VAT number of any text is safe and its normal form stays")
{
    CHECK(rc::check("any text of the characters in question", [] {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::elementOf(std::string{"00011122233456789BENLFRUI .-+*\xc3"}));
        for (const auto* country : {"BE", "FR", "IE", "NL", "RO", "XI", "CH", "GG", "US"}) {
            const auto normal = normal_vat_number(country, text);
            RC_ASSERT(normal.has_value() == (check_vat_number(country, text) == Problem::none));
            if (normal)
                RC_ASSERT(normal_vat_number(country, *normal) == normal);
        }
        check_gst_number(text);
    }));
}

TEST_CASE("every problem with an identification has a code and says what to do")
{
    for (const auto problem :
         {Problem::country_unknown, Problem::vat_format, Problem::vat_country,
          Problem::vat_check_digits, Problem::gst_format, Problem::gst_check_digit,
          Problem::vat_missing, Problem::gst_missing}) {
        CAPTURE(code_of(problem));
        const auto text = explain(problem, "BE", "BE0123456789");
        CHECK(text.find(": ") != std::string::npos);
        CHECK((text.find("SUB-04") != std::string::npos || text.find("D21") != std::string::npos));
        // SUB-043: only what is missing may be added later.
        CHECK(is_incomplete(problem) ==
              (problem == Problem::vat_missing || problem == Problem::gst_missing));
    }
    CHECK(explain(Problem::none, "BE").empty());
}
