#include "base/money.hpp"
#include "support/faults.hpp"
#include "support/generators.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

using duesday::Currency;
using duesday::FaultKind;
using duesday::Money;
using duesday::VatRate;

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

Money eur(std::int64_t cents)
{
    return {cents, Currency::of("EUR")};
}

} // namespace

TEST_CASE("a currency is a known ISO 4217 code with its own decimals")
{
    struct Row {
        std::string code;
        int decimals;
    };
    const Row rows[] = {{"EUR", 2}, {"USD", 2}, {"INR", 2}, {"BRL", 2}, {"AED", 2}, {"ZWG", 2},
                        {"JPY", 0}, {"BIF", 0}, {"XPF", 0}, {"KWD", 3}, {"BHD", 3}, {"TND", 3}};
    for (const auto& row : rows) {
        CAPTURE(row.code);
        REQUIRE(Currency::parse(row.code));
        CHECK(Currency::parse(row.code)->decimals() == row.decimals);
        CHECK(Currency::parse(row.code)->code() == row.code);
        CHECK(Currency::of(row.code) == *Currency::parse(row.code));
    }
    // Not in use, not a code, a code that ISO 4217 keeps for tests and no money (XTS), or letters
    // that only stand side by side in the list.
    const char* bad[] = {"",    "E",   "EU",  "EURO", "eur", "Eur", "DEM",         "XTS",
                         "ED ", "D A", " AE", "BGN",  "HRK", "ANG", "\xe2\x82\xac"};
    for (const std::string code : bad) {
        CAPTURE(code);
        CHECK_FALSE(Currency::parse(code));
        CHECK_FAULT(FaultKind::bad_input, Currency::of(code));
    }
    CHECK(Currency{} == Currency::of("EUR"));
}

TEST_CASE("every listed currency is a code of three letters")
{
    int known = 0;
    std::string code = "AAA";
    for (code[0] = 'A'; code[0] <= 'Z'; ++code[0])
        for (code[1] = 'A'; code[1] <= 'Z'; ++code[1])
            for (code[2] = 'A'; code[2] <= 'Z'; ++code[2])
                known += Currency::parse(code) ? 1 : 0;
    CHECK(known > 140);
    CHECK(known < 170);
}

TEST_CASE("amounts are read exactly or not at all")
{
    struct Row {
        std::string text;
        std::string currency;
        std::int64_t minor;
    };
    const Row good[] = {
        {"12.10", "EUR", 1210},
        {"12.1", "EUR", 1210},
        {"12", "EUR", 1200},
        {"0.5", "EUR", 50},
        {"0", "EUR", 0},
        {"-3", "EUR", -300},
        {"-0.05", "EUR", -5},
        {"007", "EUR", 700},
        {"19.99", "EUR", 1999},
        {"500", "JPY", 500},
        {"1.234", "KWD", 1234},
        {"1.2", "KWD", 1200},
        {"92233720368547758.07", "EUR", highest},
        {"-92233720368547758.08", "EUR", lowest},
        {"9223372036854775807", "JPY", highest},
    };
    for (const auto& row : good) {
        CAPTURE(row.text);
        const auto money = Money::parse(row.text, Currency::of(row.currency));
        REQUIRE(money);
        CHECK(money->minor() == row.minor);
        CHECK(money->currency().code() == row.currency);
    }
    const char* bad[] = {"",
                         "-",
                         ".",
                         "1.",
                         ".5",
                         "+1",
                         "1,5",
                         "1.234",
                         "1 000",
                         "1.000,00",
                         "1e3",
                         "0x10",
                         "--1",
                         "1-",
                         "1.2.3",
                         "1.-2",
                         " 1",
                         "1 ",
                         "NaN",
                         "inf",
                         "1'000",
                         "\xd9\xa1",
                         "12.1a",
                         "92233720368547758.08",
                         "-92233720368547758.09",
                         "99999999999999999999"};
    for (const std::string text : bad) {
        CAPTURE(text);
        CHECK_FALSE(Money::parse(text, Currency::of("EUR")));
    }
    CHECK_FALSE(Money::parse("1.5", Currency::of("JPY")));
    CHECK_FALSE(Money::parse(std::string_view{"1\0", 2}, Currency::of("EUR")));
}

TEST_CASE("amounts are written with all decimals of their currency")
{
    CHECK(eur(1210).text() == "12.10");
    CHECK(eur(5).text() == "0.05");
    CHECK(eur(-5).text() == "-0.05");
    CHECK(eur(0).text() == "0.00");
    CHECK(eur(lowest).text() == "-92233720368547758.08");
    CHECK(Money{500, Currency::of("JPY")}.text() == "500");
    CHECK(Money{-1, Currency::of("KWD")}.text() == "-0.001");
}

TEST_CASE("D21: VAT is rounded half away from zero to a minor unit")
{
    struct Row {
        std::int64_t net;
        std::string currency;
        std::string rate;
        std::int64_t vat;
    };
    const Row rows[] = {
        {10000, "EUR", "21", 2100}, {1000, "EUR", "0", 0},       {0, "EUR", "21", 0},
        {4800, "EUR", "21", 1008},  {50, "EUR", "21", 11},                            // 10.5 cents
        {-50, "EUR", "21", -11},    {49, "EUR", "21", 10},       {10, "EUR", "5", 1}, // 0.5 cent
        {9, "EUR", "5", 0},         {-10, "EUR", "5", -1},       {-9, "EUR", "5", 0},
        {100, "EUR", "5.5", 6},     {1999, "EUR", "19.25", 385}, // 384.8
        {105, "JPY", "10", 11},     {105, "KWD", "10", 11},      {3333, "EUR", "100", 3333},
    };
    for (const auto& row : rows) {
        CAPTURE(row.net);
        CAPTURE(row.rate);
        const Money net{row.net, Currency::of(row.currency)};
        CHECK(net.vat_at(*VatRate::parse(row.rate)) == Money{row.vat, net.currency()});
    }
    CHECK_FAULT(FaultKind::bug, eur(highest).vat_at(VatRate{2100}));
    CHECK_FAULT(FaultKind::bug, eur(highest).vat_at(VatRate{1}));
}

TEST_CASE("a VAT rate has at most two decimals and lies between 0 and 100")
{
    const std::string good[][2] = {{"21", "21"},     {"5.5", "5.5"}, {"5.50", "5.5"},
                                   {"0", "0"},       {"100", "100"}, {"19.25", "19.25"},
                                   {"8.05", "8.05"}, {"7.00", "7"}};
    for (const auto& [text, shown] : good) {
        CAPTURE(text);
        REQUIRE(VatRate::parse(text));
        CHECK(VatRate::parse(text)->text() == shown);
    }
    for (const std::string text : std::initializer_list<const char*>{
             "", "-1", "100.01", "101", "5.555", "5,5", "21%", "abc", "1e1"}) {
        CAPTURE(text);
        CHECK_FALSE(VatRate::parse(text));
    }
}

TEST_CASE("overflow and a mix of currencies are faults")
{
    const Money yen{1, Currency::of("JPY")};
    CHECK_FAULT(FaultKind::bug, eur(highest) + eur(1));
    CHECK_FAULT(FaultKind::bug, eur(lowest) - eur(1));
    CHECK_FAULT(FaultKind::bug, -eur(lowest));
    CHECK_FAULT(FaultKind::bug, eur(highest).times(2));
    CHECK_FAULT(FaultKind::bug, eur(lowest).times(-1));
    CHECK_FAULT(FaultKind::bug, eur(0) - eur(lowest));
    CHECK_FAULT(FaultKind::bug, eur(1) + yen);
    CHECK_FAULT(FaultKind::bug, eur(1) - yen);
    CHECK_FAULT(FaultKind::bug, eur(1) < yen);
    CHECK((eur(-1) - eur(lowest)).minor() == highest); // fits, though -lowest alone would not
    CHECK_FALSE(eur(0) == Money{0, Currency::of("JPY")});
    CHECK(eur(1) < eur(2));
}

TEST_CASE("a failed addition leaves the amount as it was")
{
    auto amount = eur(highest);
    CHECK_FAULT(FaultKind::bug, amount += eur(1));
    CHECK(amount == eur(highest));
    amount = eur(lowest);
    CHECK_FAULT(FaultKind::bug, amount -= eur(1));
    CHECK(amount == eur(lowest));
}

TEST_CASE("laws of money")
{
    CHECK(rc::check("text there and back",
                    [](Money m) { RC_ASSERT(Money::parse(m.text(), m.currency()) == m); }));
    CHECK(rc::check("what is added can be taken away", [](Money a) {
        const Money b{*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000), a.currency()};
        RC_PRE(a.minor() < highest - 1'000'000 && a.minor() > lowest + 1'000'000);
        RC_ASSERT(a + b - b == a);
    }));
    CHECK(rc::check("VAT of the opposite is the opposite VAT and never more than half a unit off",
                    [](Currency currency) {
                        const Money net{
                            *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000),
                            currency};
                        const VatRate rate{*rc::gen::inRange(0, 10'001)};
                        const auto vat = net.vat_at(rate);
                        RC_ASSERT((-net).vat_at(rate) == -vat);
                        const auto exact = net.minor() * rate.hundredths_of_percent;
                        const auto off = vat.minor() * 10'000 - exact;
                        RC_ASSERT(off >= -5'000 && off <= 5'000);
                        if (off == 5'000 || off == -5'000) // a tie goes away from zero
                            RC_ASSERT((off > 0) == (exact > 0));
                    }));
    CHECK(rc::check("times is repeated addition", [](Currency currency) {
        const Money m{*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000), currency};
        const int count = *rc::gen::inRange(0, 20);
        Money sum{0, currency};
        for (int i = 0; i < count; ++i)
            sum += m;
        RC_ASSERT(m.times(count) == sum);
        RC_ASSERT(m.times(-count) == -sum);
    }));
}
