#include "rules/invoice/charge.hpp"

#include "base/named.hpp"

#include <array>

namespace duesday::rules {

namespace {

constexpr std::array kind_codes{"renewal", "purchase", "reactivation", "card_test"};
constexpr std::array state_codes{"planned",  "sent",    "paid",    "declined",
                                 "rejected", "pending", "unknown", "void"};

} // namespace

const char* code_of(ChargeKind kind)
{
    return kind_codes.at(static_cast<std::size_t>(kind));
}

std::optional<ChargeKind> parse_charge_kind(std::string_view text)
{
    return named<ChargeKind>(kind_codes, text);
}

const char* code_of(ChargeState state)
{
    return state_codes.at(static_cast<std::size_t>(state));
}

std::optional<ChargeState> parse_charge_state(std::string_view text)
{
    return named<ChargeState>(state_codes, text);
}

bool asks_provider(ChargeKind kind, Money amount)
{
    return kind == ChargeKind::card_test || amount.minor() != 0;
}

bool is_final(ChargeState state)
{
    switch (state) {
    case ChargeState::paid:
    case ChargeState::declined:
    case ChargeState::rejected:
    case ChargeState::void_:
        return true;
    case ChargeState::planned:
    case ChargeState::sent:
    case ChargeState::pending:
    case ChargeState::unknown:
        return false;
    }
    return false;
}

bool holds_periods(ChargeState state)
{
    return !is_final(state) || state == ChargeState::paid;
}

} // namespace duesday::rules
