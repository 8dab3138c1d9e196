// What is read of Mollie's answers (PARTNERS 1).

#include "partner/mollie_json.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace duesday;
using namespace duesday::partner::mollie;

namespace {

std::string payment(const std::string& rest)
{
    return fmt::format(R"({{"resource":"payment","id":"tr_1","createdAt":"2026-11-30T10:00:00Z",)"
                       R"("status":"paid",{}}})",
                       rest);
}

constexpr const char* euros = R"("amount":{"value":"96.80","currency":"EUR"})";
/// Mollie writes the krona with decimals, which ISO 4217 does not give it.
constexpr const char* kronas = R"("amount":{"value":"1000.00","currency":"ISK"})";
constexpr const char* ours = R"("metadata":{"attempt":"k1","book":"b1"})";

std::string page(const std::string& name, const std::string& items)
{
    return fmt::format(R"({{"count":1,"_embedded":{{"{}":[{}]}},"_links":{{"next":null}}}})", name,
                       items);
}

} // namespace

TEST_CASE("a reason is a code of ours whatever Mollie calls it")
{
    struct Row {
        const char* word;
        const char* code;
    };
    for (const auto& [word, code] : {Row{"insufficient_funds", "insufficient_funds"},
                                     {"possibleFraud", "possible_fraud"},
                                     {"Card Declined. (3D)", "card_declined_3_d"},
                                     {"INVALID", "invalid"},
                                     {"...", "unknown_reason"}}) {
        const auto failed = read_payment(
            fmt::format(R"({{"resource":"payment","id":"tr_1","createdAt":"2026-11-30T10:00:00Z",)"
                        R"("status":"failed",{},"details":{{"failureReason":"{}"}}}})",
                        euros, word));
        REQUIRE(failed);
        CHECK(answer_of(*failed).reason == code);
    }
}

TEST_CASE("an answer that says something twice is none")
{
    const auto once = payment(fmt::format("{},{}", euros, ours));
    CHECK(read_payment(once));
    CHECK_FALSE(read_payment(payment(fmt::format(R"({},{},"status":"failed")", euros, ours))));
    CHECK_FALSE(read_payment(
        payment(fmt::format(R"({},"metadata":{{"attempt":"k1","attempt":"k2"}})", euros))));
    // The same name in two objects is no contradiction.
    CHECK(read_payment(payment(fmt::format(R"({},"a":{{"x":1}},"b":{{"x":2}})", euros))));
}

TEST_CASE("what another shop was paid and we cannot read spoils no list")
{
    const auto foreign = payment(kronas);
    const auto known = payment(fmt::format("{},{}", euros, ours));
    const auto list = read_payments(page("payments", foreign + "," + known));
    REQUIRE(list);
    REQUIRE(list->items.size() == 1);
    CHECK(list->items.front().attempt == "k1");
    // One of ours that cannot be read is a hole.
    CHECK_FALSE(
        read_payments(page("payments", payment(fmt::format("{},{}", kronas, ours)) + "," + known)));

    const auto chargeback = [](const char* amount) {
        return fmt::format(R"({{"resource":"chargeback","id":"chb_1","paymentId":"tr_1",)"
                           R"("createdAt":"2026-11-30T10:00:00Z",{}}})",
                           amount);
    };
    const auto reversals =
        read_chargebacks(page("chargebacks", chargeback(kronas) + "," + chargeback(euros)));
    REQUIRE(reversals);
    REQUIRE(reversals->items.size() == 2);
    CHECK_FALSE(reversals->items[0].amount);
    CHECK(reversals->items[1].amount->minor() == 9'680);
}

TEST_CASE("a customer's name is one line and no novel")
{
    struct Row {
        std::string name, shown;
    };
    const Row rows[] = {{"Zo\u00eb", "Zo\u00eb"},
                        {R"(a\u001b[2Jb\nc)", "a [2Jb c"},
                        {std::string(300, 'x'), std::string(200, 'x') + "..."}};
    for (const auto& [name, shown] : rows) {
        CAPTURE(name);
        const auto read = read_customer(fmt::format(
            R"({{"resource":"customer","id":"cst_1","name":"{}","email":null}})", name));
        REQUIRE(read);
        CHECK(read->name == shown);
        CHECK(read->email.empty());
    }
}

TEST_CASE("moments of Mollie are read with their offset")
{
    CHECK(read_time("2024-03-20T09:13:37+00:00")->iso() == "2024-03-20T09:13:37.000Z");
    CHECK(read_time("2024-03-20T09:13:37Z")->iso() == "2024-03-20T09:13:37.000Z");
    CHECK(read_time("2024-03-20T01:13:37+02:00")->iso() == "2024-03-19T23:13:37.000Z");
    CHECK(read_time("2024-03-20T09:13:37.5Z")->iso() == "2024-03-20T09:13:37.000Z");
    for (const char* wrong : {"", "2024-03-20", "2024-13-20T09:13:37Z", "2024-03-20T09:13:37",
                              "2024-03-20T09:13:37+0000"})
        CHECK_FALSE(read_time(wrong));
}

TEST_CASE("what names something is one plain line or no name at all")
{
    const auto read = [](const std::string& rest) {
        return read_payment(payment(std::string{euros} + "," + rest));
    };
    const auto forged =
        read(R"("metadata":{"attempt":"\u001b]0;own\u0007\u202e\nfake","book":"b\u009b2J",)"
             R"("pays_for":"a\nb","registration":"r\u2028","customer":"\u202eC"},)"
             R"("customerId":"cst\n1","mandateId":"m\u0085",)"
             R"("_links":{"checkout":{"href":"https://x/\u202e"}})");
    REQUIRE(forged);
    CHECK(forged->attempt == "]0;own fake");
    CHECK(forged->book == "b 2J");
    CHECK(forged->pays_for == "a b");
    CHECK(forged->registration == "r");
    CHECK(forged->entering_customer == "C");
    CHECK(forged->customer == "cst 1");
    CHECK(forged->mandate == "m");
    CHECK(forged->checkout_url.empty());
    const auto id = [](const std::string& text) {
        return read_payment(fmt::format(R"({{"resource":"payment","id":"{}","status":"paid",{},)"
                                        R"("createdAt":"2026-11-30T10:00:00Z"}})",
                                        text, euros));
    };
    CHECK(id("tr_1"));
    for (const auto& bad : {std::string{}, std::string(101, 'x'), std::string{R"(tr_\u001b[31m)"}})
        CHECK_FALSE(id(bad));
}

TEST_CASE("an error is Mollie's where it says its status")
{
    CHECK(is_error(R"({"status":422,"title":"Unprocessable Entity"})", 422));
    CHECK_FALSE(is_error(R"({"status":404})", 422));
    CHECK_FALSE(is_error(R"({"status":"422"})", 422));
    CHECK_FALSE(is_error("<html></html>", 422));
    CHECK_FALSE(is_error("", 302));
}
