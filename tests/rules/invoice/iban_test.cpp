// ISO 13616: which numbers of bank accounts are none.

#include "rules/invoice/iban.hpp"

#include <doctest/doctest.h>

using namespace duesday;

TEST_CASE("an account is of its country's length and its check digits hold")
{
    // The examples of the registry, and one of a country that is not in it.
    for (const char* good :
         {"BE68539007547034", "BE68 5390 0754 7034", "be68539007547034", "DE89370400440532013000",
          "NL91ABNA0417164300", "FR1420041010050500013M02606", "GB29NWBK60161331926819",
          "NO9386011117947", "MT84MALT011000012345MTLCAST001S"}) {
        CAPTURE(good);
        CHECK(rules::is_iban(good));
    }
    for (const char* wrong :
         {"", " ", "nonsense", "BE00 1111", "BE68539007547035", "BE69539007547034",
          "BE86539007547034", "BE685390075470341", "BE6853900754703", "68BE539007547034",
          "BE68-5390-0754-7034", "BE68539007547O34", "DE8937040044053201300",
          "XX00000000000000000000000000000000000",
          "\xD0\x91"
          "E68539007547034"}) {
        CAPTURE(wrong);
        CHECK_FALSE(rules::is_iban(wrong));
    }
}
