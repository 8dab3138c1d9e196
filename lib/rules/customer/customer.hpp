// A customer and how far the account is from being able to buy.
#pragma once

#include "rules/customer/card.hpp"
#include "rules/customer/customer_kind.hpp"
#include "rules/customer/identification.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// The fields of the customers import (CLI.md), `key` being the firm's own name for the customer.
struct Customer {
    std::string key;
    std::string name;
    std::string street; ///< with the house number (SUB-044)
    std::string postcode;
    std::string city;
    std::string country; ///< ISO 3166-1 alpha-2
    std::string email;
    CustomerKind kind = CustomerKind::company;
    std::optional<std::string> invoice_email;
    std::optional<std::string> language;
    std::optional<std::string> vat_number;
    std::optional<std::string> gst_number;
    std::optional<std::string> enterprise_number;
    std::optional<std::string> einvoice_status;
    std::optional<std::string> channel;
};

/// Invoices and credit notes go to this customer as UBL too: the channel says "ubl" in whatever
/// case.
bool wants_ubl(std::string_view channel);
bool wants_ubl(const Customer& customer);

/// SUB-050, in the order in which an account passes through them.
enum class AccountState {
    incomplete,   ///< a field or a working card is missing
    card_testing, ///< the card's test has no final answer (SUB-049)
    ready,
};

const char* code_of(AccountState state);

/// What keeps the account incomplete, by field name, in the order country, identification number,
/// other fields, card (SUB-042, 043, 044, 048). Empty for an account that is complete.
std::vector<std::string> missing_account_fields(const Customer& customer,
                                                const std::optional<CardFacts>& card,
                                                const IdentificationPolicy& policy = {});

AccountState account_state(const Customer& customer, const std::optional<CardFacts>& card,
                           const IdentificationPolicy& policy = {});

/// Equal for addresses that a person may take for one another: case, dots and a plus-tag in the
/// local part are ignored. For a report only, never for merging (SUB-053).
std::string near_duplicate_key(std::string_view email);

} // namespace duesday::rules
