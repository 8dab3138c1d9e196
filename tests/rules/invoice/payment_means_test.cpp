#include "document/national_samples.hpp"
#include "rules/invoice/payment_means.hpp"

#include <doctest/doctest.h>

using namespace duesday::rules;
using namespace duesday::test;

namespace {

std::string text(const std::optional<PaymentMeans>& means)
{
    if (!means)
        return "none";
    return fmt::format("{}|{}|{}|{}", means->code, means->name, means->branch, means->account);
}

/// A buyer abroad has none of the country's rules.
Invoice abroad(const char* country)
{
    return to_buyer(national_invoice(firm_in(country)), "FR", "FR23334175221");
}

Invoice at_a_terminal(Invoice invoice)
{
    invoice.paid_with = "terminal T-1";
    return invoice;
}

} // namespace

TEST_CASE("how an invoice is paid has the code that both parties' country knows")
{
    const auto home = [](const char* country) { return national_invoice(firm_in(country)); };
    CHECK(text(payment_means(home("NL"))) == "48|||");
    CHECK(text(payment_means(at_a_terminal(home("NL")))) == "57|terminal T-1||");
    CHECK(text(payment_means(at_a_terminal(abroad("NL")))) == "1|terminal T-1||");
    CHECK(text(payment_means(to_be_paid(home("DK")))) == "42||0040|0440116243");
    CHECK(text(payment_means(to_be_paid(abroad("DK")))) == "30|||DK50 0040 0440 1162 43");
    CHECK(text(payment_means(credited(home("DE")))) == "1|||");
    CHECK(text(payment_means(credited(abroad("DE")))) == "none");
    CHECK(text(payment_means(credited(home("NL")))) == "none");
    CHECK(text(payment_means(nothing_to_pay())) == "none");
    CHECK(payment_means(to_be_paid(home("DE")))->reference == "+++202/6000/01711+++");
    CHECK(payment_means(home("DE"))->card == CardUsed{"visa", "4242"});
}

TEST_CASE("a Danish IBAN holds registration and account number")
{
    const auto account = danish_account("dk50 0040 0440 1162 43");
    REQUIRE(account);
    CHECK(account->registration == "0040");
    CHECK(account->number == "0440116243");
    CHECK(!danish_account("DE89370400440532013000"));
    CHECK(!danish_account(""));
}
