#include "rules/customer/customer.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace duesday::rules {

bool wants_ubl(std::string_view channel)
{
    return text::lower(text::trim(channel)) == "ubl";
}

bool wants_ubl(const Customer& customer)
{
    return wants_ubl(customer.channel.value_or(""));
}

const char* code_of(AccountState state)
{
    switch (state) {
    case AccountState::incomplete:
        return "incomplete";
    case AccountState::card_testing:
        return "card_testing";
    case AccountState::ready:
        return "ready";
    }
    return "";
}

std::vector<std::string> missing_account_fields(const Customer& customer,
                                                const std::optional<CardFacts>& card,
                                                const IdentificationPolicy& policy)
{
    std::vector<std::string> missing;
    switch (check_identification(customer.country, customer.kind, customer.vat_number,
                                 customer.gst_number, policy)) {
    case IdentificationProblem::none:
        break;
    case IdentificationProblem::country_unknown:
        missing.emplace_back("country");
        break;
    case IdentificationProblem::vat_format:
    case IdentificationProblem::vat_country:
    case IdentificationProblem::vat_check_digits:
    case IdentificationProblem::vat_missing:
        missing.emplace_back("vat_number");
        break;
    case IdentificationProblem::gst_format:
    case IdentificationProblem::gst_check_digit:
    case IdentificationProblem::gst_missing:
        missing.emplace_back("gst_number");
        break;
    }
    const std::pair<const char*, const std::string&> fields[] = {
        {"name", customer.name}, {"street", customer.street}, {"postcode", customer.postcode},
        {"city", customer.city}, {"email", customer.email},
    };
    for (const auto& [field, value] : fields)
        if (text::trim(value).empty())
            missing.emplace_back(field);
    if (!card || card->test == CardTest::failed)
        missing.emplace_back("card");
    return missing;
}

AccountState account_state(const Customer& customer, const std::optional<CardFacts>& card,
                           const IdentificationPolicy& policy)
{
    if (!missing_account_fields(customer, card, policy).empty())
        return AccountState::incomplete;
    return card->test == CardTest::testing ? AccountState::card_testing : AccountState::ready;
}

std::string near_duplicate_key(std::string_view email)
{
    auto key = text::email_key(email);
    const auto at = key.rfind('@');
    if (at == std::string::npos)
        return key;
    auto local = key.substr(0, std::min(key.find('+'), at));
    std::erase(local, '.');
    return local + key.substr(at);
}

} // namespace duesday::rules
