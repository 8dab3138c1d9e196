#include "rules/subscription/purchase.hpp"

#include "base/digits.hpp"
#include "rules/customer/card.hpp"
#include "rules/subscription/product.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace duesday::rules {

namespace {

/// "3.7.3" -> {3, 7, 3}; nothing for anything but numbers between dots.
std::optional<std::vector<int>> parts_of(std::string_view version)
{
    std::vector<int> parts;
    for (;;) {
        const auto dot = version.find('.');
        const auto number = read_digits(version.substr(0, dot));
        if (!number)
            return std::nullopt;
        parts.push_back(*number);
        if (dot == std::string_view::npos)
            return parts;
        version.remove_prefix(dot + 1);
    }
}

PurchaseRefusal check_installation(const InstallationFacts& installation, bool nbt_needed)
{
    if (installation.central_units < 1)
        return PurchaseRefusal::no_central_unit;
    if (installation.central_units > most_central_units)
        return PurchaseRefusal::too_many_units;
    const auto order =
        compare_versions(installation.prosoft_version.value_or(""), least_prosoft_version);
    if (!order)
        return PurchaseRefusal::version_unknown;
    if (*order < 0)
        return PurchaseRefusal::version_too_old;
    if (!installation.cloud_connected)
        return PurchaseRefusal::not_cloud_connected;
    if (nbt_needed && !installation.nbt_sent)
        return PurchaseRefusal::nbt_not_sent;
    return PurchaseRefusal::none;
}

std::string explain_actor(PurchaseRefusal refusal, const PurchaseFacts& facts)
{
    const auto& actor = facts.actor;
    if (refusal == PurchaseRefusal::no_role)
        return fmt::format("{} is neither system integrator nor owner of installation {} "
                           "(SUB-007): add the role first",
                           actor.email, facts.installation.installation);
    if (refusal == PurchaseRefusal::account_incomplete)
        return fmt::format("the account of {} lacks {} (SUB-042): complete it first", actor.email,
                           fmt::join(actor.missing, ", "));
    if (refusal == PurchaseRefusal::card_testing)
        return fmt::format("the card of {} is still being tested (SUB-049): wait for the answer "
                           "or register another card",
                           actor.email);
    return fmt::format("the card of {} was valid until {} (SUB-048): register a new card first",
                       actor.email, actor.card_expires);
}

std::string explain_installation(PurchaseRefusal refusal, const InstallationFacts& facts)
{
    const auto& name = facts.installation;
    switch (refusal) {
    case PurchaseRefusal::no_central_unit:
        return fmt::format("installation {} has no central unit (SUB-021): register one first",
                           name);
    case PurchaseRefusal::too_many_units:
        return fmt::format("installation {} has {} central units and one .nbt file holds {} "
                           "(SUB-021): split it first",
                           name, facts.central_units, most_central_units);
    case PurchaseRefusal::version_unknown:
        return fmt::format("the PROSOFT version of installation {} is unknown (SUB-001): import "
                           "it first",
                           name);
    case PurchaseRefusal::version_too_old:
        return fmt::format("installation {} runs PROSOFT {} and needs {} or higher (SUB-001): "
                           "upgrade it first",
                           name, facts.prosoft_version.value_or(""), least_prosoft_version);
    case PurchaseRefusal::not_cloud_connected:
        return fmt::format("installation {} is not connected to the cloud (SUB-004): connect it "
                           "first",
                           name);
    default:
        return fmt::format("the .nbt file of installation {} was not sent to it (SUB-033): send "
                           "it first",
                           name);
    }
}

} // namespace

const char* code_of(Channel channel)
{
    switch (channel) {
    case Channel::platform:
        return "platform";
    case Channel::distributor:
        return "distributor";
    case Channel::purchase_order:
        return "purchase_order";
    }
    return "";
}

std::optional<int> compare_versions(std::string_view a, std::string_view b)
{
    auto left = parts_of(a);
    auto right = parts_of(b);
    if (!left || !right)
        return std::nullopt;
    const auto length = std::max(left->size(), right->size());
    left->resize(length);
    right->resize(length);
    return *left < *right ? -1 : *left > *right ? 1 : 0;
}

const char* code_of(PurchaseRefusal refusal)
{
    switch (refusal) {
    case PurchaseRefusal::none:
        return "none";
    case PurchaseRefusal::channel_not_offered:
        return "channel_not_offered";
    case PurchaseRefusal::no_role:
        return "no_role";
    case PurchaseRefusal::account_incomplete:
        return "account_incomplete";
    case PurchaseRefusal::card_testing:
        return "card_testing";
    case PurchaseRefusal::card_expired:
        return "card_expired";
    case PurchaseRefusal::no_central_unit:
        return "no_central_unit";
    case PurchaseRefusal::too_many_units:
        return "too_many_units";
    case PurchaseRefusal::version_unknown:
        return "version_unknown";
    case PurchaseRefusal::version_too_old:
        return "version_too_old";
    case PurchaseRefusal::not_cloud_connected:
        return "not_cloud_connected";
    case PurchaseRefusal::nbt_not_sent:
        return "nbt_not_sent";
    case PurchaseRefusal::payment_being_checked:
        return "payment_being_checked";
    case PurchaseRefusal::already_subscribed:
        return "already_subscribed";
    }
    return "";
}

std::string explain(PurchaseRefusal refusal, const PurchaseFacts& facts)
{
    switch (refusal) {
    case PurchaseRefusal::none:
        return {};
    case PurchaseRefusal::channel_not_offered:
        return fmt::format("subscriptions are not sold by {} (SUB-019): buy {} on the platform",
                           facts.channel == Channel::distributor ? "a distributor"
                                                                 : "purchase order",
                           facts.reference);
    case PurchaseRefusal::no_role:
    case PurchaseRefusal::account_incomplete:
    case PurchaseRefusal::card_testing:
    case PurchaseRefusal::card_expired:
        return explain_actor(refusal, facts);
    case PurchaseRefusal::no_central_unit:
    case PurchaseRefusal::too_many_units:
    case PurchaseRefusal::version_unknown:
    case PurchaseRefusal::version_too_old:
    case PurchaseRefusal::not_cloud_connected:
    case PurchaseRefusal::nbt_not_sent:
        return explain_installation(refusal, facts.installation);
    case PurchaseRefusal::payment_being_checked:
        return fmt::format("the payment of {} for {} on installation {} is being checked (D25): "
                           "wait for its answer",
                           facts.slot_taken_by.value_or(""), facts.service,
                           facts.installation.installation);
    case PurchaseRefusal::already_subscribed:
        return fmt::format("installation {} already has {} as {} (SUB-023): renew or reactivate "
                           "that one",
                           facts.installation.installation, facts.service,
                           facts.slot_taken_by.value_or(""));
    }
    return {};
}

PurchaseRefusal check_actor(const ActorFacts& actor, Date today)
{
    if (!actor.has_role)
        return PurchaseRefusal::no_role;
    if (actor.account == AccountState::incomplete)
        return PurchaseRefusal::account_incomplete;
    if (actor.account == AccountState::card_testing)
        return PurchaseRefusal::card_testing;
    if (!card_valid_on(actor.card_expires, today))
        return PurchaseRefusal::card_expired;
    return PurchaseRefusal::none;
}

PurchaseRefusal decide_purchase(const PurchaseFacts& facts, Date today)
{
    if (facts.channel != Channel::platform)
        return PurchaseRefusal::channel_not_offered;
    const auto about_actor = check_actor(facts.actor, today);
    if (about_actor != PurchaseRefusal::none)
        return about_actor;
    const auto about_installation =
        check_installation(facts.installation, needs_nbt_sent(facts.reference, facts.service));
    if (about_installation != PurchaseRefusal::none)
        return about_installation;
    if (facts.slot_taken_by)
        return facts.slot_payment_open ? PurchaseRefusal::payment_being_checked
                                       : PurchaseRefusal::already_subscribed;
    return PurchaseRefusal::none;
}

const char* code_of(BasketRefusal refusal)
{
    switch (refusal) {
    case BasketRefusal::none:
        return "none";
    case BasketRefusal::empty:
        return "empty_basket";
    case BasketRefusal::duplicate_service:
        return "duplicate_service";
    case BasketRefusal::mixed_currencies:
        return "mixed_currencies";
    }
    return "";
}

std::string explain(BasketRefusal refusal)
{
    switch (refusal) {
    case BasketRefusal::none:
        return {};
    case BasketRefusal::empty:
        return "the basket is empty (SUB-052): name at least one INSTALLATION:REFERENCE";
    case BasketRefusal::duplicate_service:
        return "the basket has one service twice for one installation (SUB-023): one "
               "subscription covers the whole installation, leave the other out";
    case BasketRefusal::mixed_currencies:
        return "the basket has prices in several currencies (SUB-052): buy each currency on its "
               "own";
    }
    return {};
}

BasketRefusal check_basket(std::span<const BasketLine> lines)
{
    if (lines.empty())
        return BasketRefusal::empty;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const auto& line : lines)
        if (!seen.emplace(line.installation, line.service).second)
            return BasketRefusal::duplicate_service;
    const bool one_currency = std::all_of(lines.begin(), lines.end(), [&](const BasketLine& line) {
        return line.currency == lines.front().currency;
    });
    return one_currency ? BasketRefusal::none : BasketRefusal::mixed_currencies;
}

bool predates_platform(Date bought)
{
    static const Date announced{2019, 9, 1};
    return bought < announced;
}

} // namespace duesday::rules
