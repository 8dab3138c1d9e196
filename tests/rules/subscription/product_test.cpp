#include "rules/subscription/product.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace duesday::rules;

TEST_CASE("SUB-013: a product's reference is TSF and five digits")
{
    // The three products of the seed, which are data and not code: ATMOS (SUB-009, SUB-015), Remote
    // Services (SUB-010, SUB-016), Voice Control (SUB-012, SUB-017).
    for (const auto* text : {"TSF16101", "TSF16100", "TSF12125", "TSF00000", "TSF99999"})
        CHECK_MESSAGE(is_product_reference(text), text);
    for (const auto* text : {"", "TSF", "TSF1610", "TSF161011", "TDS16120", "tsf16101", "TSF1610a",
                             " TSF16101", "TSF-16101", "TSF16101\n"})
        CHECK_FALSE_MESSAGE(is_product_reference(text), text);
}

TEST_CASE("SUB-014: the old TDS references are aliases and nothing else")
{
    CHECK(is_legacy_alias("TDS16120"));
    for (const auto* text : {"TSF16120", "TDS1612", "TDS161200", "tds16120", ""})
        CHECK_FALSE_MESSAGE(is_legacy_alias(text), text);

    const std::map<std::string, std::string> aliases{{"TDS16120", "TSF12125"}};
    CHECK(canonical_reference("TDS16120", aliases) == "TSF12125");
    CHECK(canonical_reference("TSF12125", aliases) == "TSF12125");
    CHECK_FALSE(canonical_reference("TDS16121", aliases));
    CHECK_FALSE(canonical_reference("", aliases));
}

TEST_CASE("SUB-015: terms are whole years")
{
    for (const int years : {1, 3, 5, 10})
        CHECK(is_term(years));
    for (const int years : {-1, 0, 11, 35})
        CHECK_FALSE(is_term(years));
}

TEST_CASE("SUB-027 D8: a product renews as itself unless the catalogue names another")
{
    CHECK(renewal_reference("TSF16103", std::nullopt) == "TSF16103");
    CHECK(renewal_reference("TSF16103", "") == "TSF16103");
    CHECK(renewal_reference("TSF16103", "TSF16101") == "TSF16101");
}

TEST_CASE("SUB-033: ATMOS needs the configuration sent to the installation first")
{
    CHECK(needs_nbt_sent("TSF16101", "anything"));
    CHECK(needs_nbt_sent("TSF16103", "ATMOS"));
    CHECK(needs_nbt_sent("TSF16103", "atmos"));
    CHECK_FALSE(needs_nbt_sent("TSF16100", "remote-services"));
    CHECK_FALSE(needs_nbt_sent("TSF12125", "voice-control"));
}
