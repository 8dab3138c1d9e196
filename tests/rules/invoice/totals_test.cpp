#include "rules/invoice/totals.hpp"
#include "support/faults.hpp"
#include "support/generators.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

using namespace duesday;
using namespace duesday::rules;

namespace {

Money euro(std::int64_t cents)
{
    return {cents, Currency::of("EUR")};
}

std::vector<NetLine> random_lines(Currency currency)
{
    const auto count = *rc::gen::inRange<std::size_t>(1, 40);
    std::vector<NetLine> lines;
    for (std::size_t i = 0; i < count; ++i)
        lines.push_back({{*rc::gen::inRange<std::int64_t>(-100'000, 1'000'000), currency},
                         {*rc::gen::element(0, 600, 1200, 2100, 550, 1)}});
    return lines;
}

} // namespace

TEST_CASE("D21: VAT is rounded once per rate and invoice")
{
    // 12 subscriptions of 48.03: 576.36 x 21 % = 121.0356, where each line alone would give 10.09.
    const std::vector<NetLine> twelve(12, {euro(4803), {2100}});
    const auto totals = totals_of(twelve);
    CHECK(totals.net == euro(57636));
    CHECK(totals.vat == euro(12104));
    CHECK(totals.total == euro(69740));
    CHECK(totals.by_rate == std::vector<VatSubtotal>{{{2100}, euro(57636), euro(12104)}});
}

TEST_CASE("D21: half a cent is rounded away from zero")
{
    struct Row {
        std::int64_t net;
        int rate;
        std::int64_t vat;
    };
    const Row rows[] = {
        {50, 2100, 11},   // 10.5
        {-50, 2100, -11}, // a credit mirrors its invoice
        {49, 2100, 10},   // 10.29
        {1, 5000, 1},     // 0.5
        {-1, 5000, -1},   {1, 4999, 0}, {0, 2100, 0}, {4800, 0, 0}, {200, 25, 1}, // 0.25 %: 0.5
    };
    for (const auto& row : rows) {
        CAPTURE(row.net);
        const std::vector<NetLine> line{{euro(row.net), {row.rate}}};
        CHECK(totals_of(line).vat == euro(row.vat));
    }
}

TEST_CASE("totals of several rates stand in the order of the rates")
{
    const std::vector<NetLine> lines{
        {euro(1000), {2100}}, {euro(500), {600}}, {euro(250), {0}}, {euro(1000), {2100}}};
    const auto totals = totals_of(lines);
    const std::vector<VatSubtotal> expected{
        {{0}, euro(250), euro(0)}, {{600}, euro(500), euro(30)}, {{2100}, euro(2000), euro(420)}};
    CHECK(totals.by_rate == expected);
    CHECK(totals.net == euro(2750));
    CHECK(totals.vat == euro(450));
    CHECK(totals.total == euro(3200));
}

TEST_CASE("no lines make nothing and two currencies make no invoice")
{
    CHECK(totals_of({}) == Totals{});
    const std::vector<NetLine> mixed{{euro(100), {2100}},
                                     {Money{100, Currency::of("USD")}, {2100}}};
    CHECK_FAULT(FaultKind::bug, totals_of(mixed));
}

TEST_CASE("an invoice adds up whatever stands on it")
{
    CHECK(rc::check("net is the sum of the lines, total is net and VAT", [](Currency currency) {
        const auto lines = random_lines(currency);
        const auto totals = totals_of(lines);
        Money net{0, currency};
        Money vat{0, currency};
        for (const auto& line : lines)
            net += line.net;
        for (const auto& part : totals.by_rate)
            vat += part.vat;
        RC_ASSERT(totals.net == net);
        RC_ASSERT(totals.vat == vat);
        RC_ASSERT(totals.total == net + vat);
    }));
    CHECK(rc::check("the order of the lines does not matter", [](Currency currency) {
        auto lines = random_lines(currency);
        const auto totals = totals_of(lines);
        std::rotate(lines.begin(), lines.begin() + *rc::gen::inRange(0, 40) % std::ssize(lines),
                    lines.end());
        std::reverse(lines.begin(), lines.begin() + *rc::gen::inRange(0, 40) % std::ssize(lines));
        RC_ASSERT(totals_of(lines) == totals);
    }));
    CHECK(rc::check("each rate's VAT is off by half a unit at most", [](Currency currency) {
        for (const auto& part : totals_of(random_lines(currency)).by_rate) {
            const auto exact = part.net.minor() * part.rate.hundredths_of_percent;
            RC_ASSERT(std::abs(part.vat.minor() * 10'000 - exact) <= 5'000);
        }
    }));
    CHECK(rc::check("a credit of every line mirrors the invoice", [](Currency currency) {
        auto lines = random_lines(currency);
        const auto invoiced = totals_of(lines);
        for (auto& line : lines)
            line.net = -line.net;
        RC_ASSERT(totals_of(lines).total == -invoiced.total);
    }));
}
