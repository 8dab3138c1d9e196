#include "rules/invoice/totals.hpp"

#include <map>

namespace duesday::rules {

Totals totals_of(std::span<const NetLine> lines)
{
    if (lines.empty())
        return {};
    const Money zero{0, lines.front().net.currency()};
    Totals totals{{}, zero, zero, zero};
    std::map<VatRate, Money> net_by_rate;
    for (const auto& line : lines)
        net_by_rate.try_emplace(line.rate, zero).first->second += line.net;
    for (const auto& [rate, net] : net_by_rate) {
        const auto vat = net.vat_at(rate);
        totals.by_rate.push_back({rate, net, vat});
        totals.net += net;
        totals.vat += vat;
    }
    totals.total = totals.net + totals.vat;
    return totals;
}

} // namespace duesday::rules
