#include "rules/invoice/payment_means.hpp"

#include "rules/customer/identification.hpp"
#include "rules/customer/vat_number.hpp"
#include "rules/invoice/structured_communication.hpp"

namespace duesday::rules {

namespace {

constexpr std::string_view not_defined = "1";
constexpr std::string_view credit_transfer = "30";
constexpr std::string_view domestic_transfer = "42";
constexpr std::string_view bank_card = "48";
constexpr std::string_view agreed_before = "57";

bool are_both_in(const Invoice& invoice, std::string_view country)
{
    return invoice.seller.country == country && invoice.buyer.country == country;
}

PaymentMeans paid_means(const Invoice& invoice)
{
    PaymentMeans means;
    means.card = card_used(invoice.paid_with);
    if (means.card) {
        means.code = bank_card;
        return means;
    }
    // Between two in the Netherlands means have to be defined (NL-R-008).
    means.code = are_both_in(invoice, "NL") ? agreed_before : not_defined;
    means.name = invoice.paid_with;
    return means;
}

/// Between two in Denmark a transfer names account and branch (DK-R-005, DK-R-006).
PaymentMeans transfer(const Invoice& invoice)
{
    PaymentMeans means;
    means.code = credit_transfer;
    means.account = invoice.seller.iban;
    if (const auto account = danish_account(invoice.seller.iban);
        account && are_both_in(invoice, "DK")) {
        means.code = domestic_transfer;
        means.account = account->number;
        means.branch = account->registration;
    }
    means.reference = structured_communication(invoice.number).value_or(invoice.number);
    return means;
}

} // namespace

std::optional<PaymentMeans> payment_means(const Invoice& invoice)
{
    const bool is_credit_note = invoice.kind == "credit_note";
    if (!is_credit_note && !invoice.paid_with.empty())
        return paid_means(invoice);
    // An account is demanded of every invoice with something to pay.
    if (!is_credit_note && !invoice.seller.iban.empty())
        return transfer(invoice);
    if (!are_both_in(invoice, "DE"))
        return std::nullopt;
    PaymentMeans means; // asked for whatever there is to pay (DE-R-001)
    means.code = not_defined;
    return means;
}

std::optional<DanishAccount> danish_account(std::string_view iban)
{
    const auto compact = compact_number(iban);
    if (!matches_form("DK9999999999999999", compact))
        return std::nullopt;
    return DanishAccount{compact.substr(4, 4), compact.substr(8)};
}

} // namespace duesday::rules
