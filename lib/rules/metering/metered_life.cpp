#include "rules/metering/metered_life.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::rules {

namespace {

using Said = MeteredLife::Said;
using Billed = MeteredLife::Billed;

/// One reading a day and device: the newest says what counts.
std::vector<Said> what_counts(const std::vector<Said>& readings)
{
    std::vector<Said> counts;
    for (const auto& said : readings) {
        if (said.is_corrected)
            continue;
        if (!counts.empty() && counts.back().device == said.device &&
            counts.back().reading.read_on == said.reading.read_on)
            counts.back() = said;
        else
            counts.push_back(said);
    }
    return counts;
}

std::string gap_in(const MeteredLife& life, const std::vector<Said>& said)
{
    auto until = said.front().reading.read_on;
    for (const auto& billed : life.volumes) {
        if (billed.puts_right)
            continue;
        if (billed.from != until)
            return fmt::format("the volume up to {} begins on {}, not on {}", billed.to.iso(),
                               billed.from.iso(), until.iso());
        if (billed.to <= billed.from || billed.volume < 0)
            return fmt::format("the volume from {} to {} is {}", billed.from.iso(), billed.to.iso(),
                               billed.volume);
        until = billed.to;
    }
    const auto& last = said.back();
    const bool is_counted = said.size() > 1 && said[said.size() - 2].device == last.device;
    if (until > last.reading.read_on || (is_counted && until < last.reading.read_on))
        return fmt::format("it was read to {}, and billed to {}", last.reading.read_on.iso(),
                           until.iso());
    return {};
}

/// What the counters went on by.
struct Counted {
    std::int64_t volume = 0; ///< as far as none of them began again
    int times_again = 0;
    std::int64_t least_end = 0;  ///< the shortest counter that can have done so; 0: none has
    bool is_vouched_for = false; ///< where a value fell, a person said so
    std::map<std::int64_t, Date> real_until; ///< the last reading of each device, estimates apart
};

Counted counted_in(const std::vector<Said>& said)
{
    Counted found;
    const Said* before = nullptr;
    for (const auto& one : said) {
        if (one.is_estimate)
            continue;
        found.real_until[one.device] = one.reading.read_on;
        if (before != nullptr && before->device == one.device) {
            const auto step = one.reading.value - before->reading.value;
            found.volume += step;
            if (step < 0) {
                const auto end =
                    counter_end(static_cast<int>(std::to_string(before->reading.value).size()));
                found.least_end = found.times_again++ == 0 ? end : std::min(found.least_end, end);
                found.is_vouched_for = found.is_vouched_for || one.is_forced || before->is_forced;
            }
        }
        before = &one;
    }
    return found;
}

/// An estimate stands until its own device is read again; where another one came without the end
/// reading of the old one, that is never.
bool stands(const Billed& estimate, const std::vector<Said>& said, const Counted& counted)
{
    return std::any_of(said.begin(), said.end(), [&](const Said& one) {
        if (!one.is_estimate || one.reading.read_on != estimate.to)
            return false;
        const auto real = counted.real_until.find(one.device);
        return real == counted.real_until.end() || real->second < estimate.to;
    });
}

std::string wrong_sum_of(const MeteredLife& life, const std::vector<Said>& said)
{
    const auto counted = counted_in(said);
    if (counted.is_vouched_for)
        return {};
    std::int64_t billed = 0;
    for (const auto& one : life.volumes)
        if (!one.is_estimate || !stands(one, said, counted))
            billed += one.volume;
    const auto more = billed - counted.volume;
    // How many digits a counter had when it began again, nobody wrote down.
    const bool fits = counted.times_again == 0 ? more == 0
                                               : more >= counted.times_again * counted.least_end &&
                                                     more % counted.least_end == 0;
    return fits ? "" : fmt::format("its readings say {}, billed are {}", counted.volume, billed);
}

} // namespace

std::string problem_of(const MeteredLife& life)
{
    const auto said = what_counts(life.readings);
    if (said.empty())
        return life.volumes.empty() ? "" : "it is billed without a reading";
    for (std::size_t i = 1; i < said.size(); ++i)
        if (said[i].device < said[i - 1].device)
            return fmt::format("a device that was replaced before {} is read on {}",
                               said[i - 1].reading.read_on.iso(), said[i].reading.read_on.iso());
    if (auto gap = gap_in(life, said); !gap.empty())
        return gap;
    return wrong_sum_of(life, said);
}

} // namespace duesday::rules
