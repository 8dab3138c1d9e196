// What an invoice adds up to.
#pragma once

#include "base/money.hpp"

#include <span>
#include <vector>

namespace duesday::rules {

struct NetLine {
    Money net;
    VatRate rate;
};

struct VatSubtotal {
    VatRate rate;
    Money net;
    Money vat;

    friend bool operator==(const VatSubtotal&, const VatSubtotal&) = default;
};

struct Totals {
    std::vector<VatSubtotal> by_rate; ///< rates rise, each stands once
    Money net;
    Money vat;
    Money total; ///< net + vat

    friend bool operator==(const Totals&, const Totals&) = default;
};

/// VAT is rounded once per rate and invoice, half away from zero to the currency's decimals (D21).
/// All lines are of one currency (else Fault(bug)); without lines everything is 0 EUR.
Totals totals_of(std::span<const NetLine> lines);

} // namespace duesday::rules
