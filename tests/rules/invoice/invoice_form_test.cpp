#include "rules/invoice/invoice_form.hpp"

#include <doctest/doctest.h>

using namespace duesday::rules;

TEST_CASE("each form of an invoice has its names")
{
    struct Row {
        std::string_view name, extension, media_type;
        bool is_binary;
    };
    const Row rows[] = {{"pdf", "pdf", "application/pdf", true},
                        {"html", "html", "text/html", false},
                        {"json", "json", "application/json", false},
                        {"ubl", "xml", "application/xml", false}};
    for (const auto& row : rows) {
        const auto form = invoice_form(row.name);
        REQUIRE(form);
        CHECK(name_of(*form) == row.name);
        CHECK(extension_of(*form) == row.extension);
        CHECK(media_type_of(*form) == row.media_type);
        CHECK(is_binary(*form) == row.is_binary);
    }
    CHECK_FALSE(invoice_form("xml"));
    CHECK_FALSE(invoice_form(""));
}
