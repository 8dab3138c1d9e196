#include "support/fleet.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

namespace duesday::test {

namespace {

constexpr double spread_within_model = 0.6;
constexpr double spread_of_months = 0.2;
constexpr double most_trend = 0.15;
constexpr double zero_months = 0.03;
constexpr double device_swaps = 0.01;
constexpr double rollovers = 0.005;
constexpr double faults = 0.05;
constexpr double young_machines = 0.1;
const Date read_on{2026, 9, 30};

/// What a month counts, compared with the mean month: January first.
using Season = std::array<double, 12>;
constexpr std::array<Season, 4> seasons{{
    {1.05, 1.05, 1.10, 1.00, 1.00, 0.95, 0.75, 0.70, 1.05, 1.10, 1.15, 1.10}, // an office
    {1.00, 1.20, 1.20, 1.10, 1.10, 1.10, 0.60, 0.60, 1.20, 1.20, 1.20, 0.80}, // a school
    {0.80, 0.80, 0.90, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.10, 1.25, 1.30}, // a shop
    {1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00}, // a plant
}};

struct Model {
    double monthly_volume;
    double colour_share; ///< 0: it counts black alone
    bool has_total;
};
constexpr std::array<Model, 6> models{{{600, 0, false},
                                       {2'500, 0, false},
                                       {12'000, 0, false},
                                       {900, 0.35, false},
                                       {4'000, 0.25, true},
                                       {15'000, 0.4, true}}};

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_{seed} {}

    bool happens(double share) { return uniform_(engine_) < share; }
    int below(int end) { return static_cast<int>(uniform_(engine_) * end); }
    double between(double low, double high) { return low + (high - low) * uniform_(engine_); }
    /// Log-normal about a mean of 1.
    double factor(double sigma) { return std::exp(sigma * normal_(engine_) - sigma * sigma / 2); }

private:
    std::mt19937_64 engine_;
    std::uniform_real_distribution<double> uniform_;
    std::normal_distribution<double> normal_;
};

/// The volumes of the months up to the day of reading, the oldest first.
struct Months {
    std::vector<std::int64_t> volumes;
    std::int64_t usual_quarter = 0;
};

class Maker {
public:
    explicit Maker(std::uint64_t seed) : chance_{seed} {}

    FleetMachine machine()
    {
        const auto& model = models.at(static_cast<std::size_t>(chance_.below(models.size())));
        const auto& season = seasons.at(static_cast<std::size_t>(chance_.below(seasons.size())));
        const auto mean = model.monthly_volume * chance_.factor(spread_within_model);
        const auto trend = chance_.between(-most_trend, most_trend);
        const int quarters =
            chance_.happens(young_machines) ? 1 + chance_.below(7) : 8 + chance_.below(13);
        const auto share = model.colour_share * chance_.between(0.6, 1.4);
        const auto at_rest = rests(quarters * 3 + 3);
        const auto black = months(mean * (1 - share), season, trend, at_rest);
        FleetMachine machine{{}, read_on};
        const int swapped_in = chance_.happens(device_swaps) ? 1 + chance_.below(2) : 0;
        machine.meters.push_back(meter(rules::MeterKind::black, black, swapped_in));
        if (share == 0)
            return machine;
        const auto colour = months(mean * share, season, trend, at_rest);
        machine.meters.push_back(meter(rules::MeterKind::colour, colour, swapped_in));
        if (!model.has_total)
            return machine;
        auto total = black;
        total.usual_quarter += colour.usual_quarter;
        for (std::size_t i = 0; i < total.volumes.size(); ++i)
            total.volumes[i] += colour.volumes[i];
        machine.meters.push_back(meter(rules::MeterKind::total, total, swapped_in));
        return machine;
    }

    /// Puts a fault into one reading in twenty. Where two are swapped, both are faulty.
    void spoil(std::vector<FleetMachine>& fleet)
    {
        for (std::size_t i = 0; i < fleet.size(); ++i)
            for (std::size_t k = 0; k < fleet[i].meters.size(); ++k) {
                auto& meter = fleet[i].meters[k];
                if (meter.fault || !chance_.happens(faults))
                    continue;
                const auto fault = reading_faults.at(
                    static_cast<std::size_t>(chance_.below(reading_faults.size())));
                if (fault != ReadingFault::swapped)
                    spoil(meter, fault);
                else if (chance_.happens(0.5)) // a swap makes two faulty readings
                    swap(meter, fleet[i].meters.size() > 1
                                    ? fleet[i].meters[(k + 1) % fleet[i].meters.size()]
                                    : fleet[(i + 1) % fleet.size()].meters.front());
            }
    }

private:
    /// A machine that counts nothing in a month does so on all its meters.
    std::vector<bool> rests(int count)
    {
        std::vector<bool> at_rest;
        for (int i = 0; i < count; ++i)
            at_rest.push_back(chance_.happens(zero_months));
        return at_rest;
    }

    Months months(double mean, const Season& season, double trend, const std::vector<bool>& at_rest)
    {
        Months result;
        double usual = 0;
        const int count = static_cast<int>(at_rest.size());
        for (int i = 0; i < count; ++i) {
            const int before = count - 1 - i;
            const auto month = static_cast<std::size_t>((read_on.month() - 1 + 1200 - before) % 12);
            const auto expected = mean * season.at(month) * std::pow(1 + trend, -before / 12.0);
            if (before < 3)
                usual += expected;
            const auto volume = expected * chance_.factor(spread_of_months);
            result.volumes.push_back(at_rest[static_cast<std::size_t>(i)] ? 0
                                                                          : std::llround(volume));
        }
        result.usual_quarter = std::llround(usual);
        return result;
    }

    /// `swapped_in`: the month of the last quarter at whose end another device came; 0: none.
    FleetMeter meter(rules::MeterKind kind, const Months& months, int swapped_in)
    {
        FleetMeter meter;
        meter.past.kind = kind;
        const auto& volumes = months.volumes;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i + 3 < volumes.size(); i += 3) {
            const auto before = static_cast<int>(volumes.size() - i);
            const auto volume = volumes[i] + volumes[i + 1] + volumes[i + 2];
            meter.past.history.push_back({month_end(before), month_end(before - 3), volume});
            sum += volume;
        }
        auto last = rules::Reading{month_end(3), chance_.below(50'000) + sum};
        auto counted = std::vector<std::int64_t>(volumes.end() - 3, volumes.end());
        if (swapped_in > 0) {
            std::int64_t old_device = 0;
            for (int i = 0; i < swapped_in; ++i)
                old_device += counted[static_cast<std::size_t>(i)];
            meter.past.history.push_back({month_end(3), month_end(3 - swapped_in), old_device});
            last = {month_end(3 - swapped_in), chance_.below(300)};
            counted.erase(counted.begin(), counted.begin() + swapped_in);
        }
        std::int64_t volume = 0;
        for (const auto month : counted)
            volume += month;
        if (chance_.happens(0.7))
            meter.past.digits =
                std::max<int>(7, static_cast<int>(std::to_string(last.value + volume).size()));
        if (volume > 0 && chance_.happens(rollovers)) {
            meter.past.digits = 6;
            while (rules::counter_end(*meter.past.digits) < sum + volume)
                ++*meter.past.digits;
            last.value =
                rules::counter_end(*meter.past.digits) - 1 -
                static_cast<std::int64_t>(chance_.between(0, 1) * static_cast<double>(volume));
        }
        meter.past.last = last;
        meter.usual_volume = months.usual_quarter * static_cast<std::int64_t>(counted.size()) / 3;
        meter.true_value = last.value + volume;
        if (meter.past.digits)
            meter.true_value %= rules::counter_end(*meter.past.digits);
        meter.reported_value = meter.true_value;
        return meter;
    }

    /// The end of the month that lies `months` before the day of reading.
    static Date month_end(int months)
    {
        return Date{read_on.year(), read_on.month(), 1}.plus_months(-months).end_of_month();
    }

    /// One of the places where two neighbouring digits differ; nothing where none do.
    std::optional<std::size_t> unequal_digits(const std::string& digits)
    {
        std::vector<std::size_t> places;
        for (std::size_t i = 1; i < digits.size(); ++i)
            if (digits[i - 1] != digits[i])
                places.push_back(i);
        if (places.empty())
            return std::nullopt;
        return places[static_cast<std::size_t>(chance_.below(static_cast<int>(places.size())))];
    }

    void spoil(FleetMeter& meter, ReadingFault fault)
    {
        auto digits = std::to_string(meter.true_value);
        const auto size = static_cast<int>(digits.size());
        switch (fault) {
        case ReadingFault::transposed:
            if (const auto at = unequal_digits(digits))
                std::swap(digits[*at - 1], digits[*at]);
            break;
        case ReadingFault::extra_digit: {
            const auto at = static_cast<std::size_t>(chance_.below(size + 1));
            const int least = at == 0 ? 1 : 0;
            digits.insert(at, 1, static_cast<char>('0' + least + chance_.below(10 - least)));
            break;
        }
        case ReadingFault::missing_digit:
            digits.erase(static_cast<std::size_t>(chance_.below(size)), 1);
            break;
        case ReadingFault::previous:
            digits = std::to_string(meter.past.last->value);
            break;
        case ReadingFault::ten_times:
            if (chance_.happens(0.5))
                digits += '0';
            else
                digits.pop_back();
            break;
        case ReadingFault::swapped:
            break; // needs another meter
        }
        const auto value = digits.empty() ? 0 : std::stoll(digits);
        if (value == meter.true_value)
            return; // nothing was counted, or all digits are the same
        meter.reported_value = value;
        meter.fault = fault;
    }

    static void swap(FleetMeter& one, FleetMeter& other)
    {
        if (other.fault || one.true_value == other.true_value)
            return;
        one.reported_value = other.true_value;
        other.reported_value = one.true_value;
        one.fault = ReadingFault::swapped;
        other.fault = ReadingFault::swapped;
    }

    Chance chance_;
};

} // namespace

const char* name_of(ReadingFault fault)
{
    constexpr std::array<const char*, 6> names{"digits transposed", "one digit too many",
                                               "one digit missing", "two meters swapped",
                                               "previous value",    "ten times off"};
    return names.at(static_cast<std::size_t>(fault));
}

std::vector<FleetMachine> make_fleet(std::uint64_t seed, int machines)
{
    Maker maker{seed};
    std::vector<FleetMachine> fleet;
    for (int i = 0; i < machines; ++i)
        fleet.push_back(maker.machine());
    maker.spoil(fleet);
    return fleet;
}

} // namespace duesday::test
