#include "rules/metering/machine_total.hpp"

#include "rules/metering/diagnosis.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace duesday::rules {

namespace {

/// The only meter of its kind; null where there is none, or it was not read before or now.
SingleReading* only_one(MachineReadings& readings, MeterKind kind)
{
    SingleReading* found = nullptr;
    for (auto& single : readings) {
        if (!single || single->past().kind != kind)
            continue;
        if (found != nullptr || !single->past().last)
            return nullptr;
        found = &*single;
    }
    return found;
}

/// The black, the colour and the total meter of a machine.
class Sum {
public:
    explicit Sum(MachineReadings& readings)
        : parts_{only_one(readings, MeterKind::black), only_one(readings, MeterKind::colour),
                 only_one(readings, MeterKind::total)}
    {
    }

    bool is_complete() const
    {
        return std::all_of(parts_.begin(), parts_.end(), [](auto* part) { return part; });
    }
    const std::array<SingleReading*, 3>& parts() const { return parts_; }
    SingleReading& total() const { return *parts_[2]; }
    std::int64_t tolerance() const { return total().past().limits.total_tolerance; }

    std::vector<SingleReading*> questioned() const
    {
        std::vector<SingleReading*> found;
        for (auto* part : parts_)
            if (part->question())
                found.push_back(part);
        return found;
    }

    /// What `part` has to count for the others to be right; nothing where one of them counts
    /// nothing that is known.
    std::optional<std::int64_t> needed(const SingleReading& part) const
    {
        std::int64_t volume = 0;
        for (const auto* other : parts_) {
            if (other == &part)
                continue;
            const auto counts = volume_of(*other);
            if (!counts)
                return std::nullopt;
            volume += &part == &total() || other == &total() ? *counts : -*counts;
        }
        return volume;
    }

    bool is_right() const
    {
        const auto all = volume_of(total());
        const auto sum = needed(total());
        return all && sum && std::abs(*all - *sum) <= tolerance();
    }

private:
    /// What is proposed for it, where it is questioned.
    static std::optional<std::int64_t> volume_of(const SingleReading& part)
    {
        const auto& question = part.question();
        if (!question)
            return part.judgement().volume;
        return question->proposal ? part.volume_of(*question->proposal) : std::nullopt;
    }

    std::array<SingleReading*, 3> parts_;
};

/// Nothing can be proposed that would not be questioned in its turn.
void propose_nothing(SingleReading& part)
{
    auto& question = *part.question();
    question.proposal.reset();
    if (question.suspicion != Suspicion::previous_value)
        question.suspicion = Suspicion::none;
}

/// What makes the sum right; nothing where that would not pass by itself.
std::optional<std::int64_t> fitting_value(const Sum& sum, const SingleReading& part)
{
    const auto needed = sum.needed(part);
    const auto value = needed ? part.value_after(*needed) : std::nullopt;
    return value && part.would_pass(*value) ? value : std::nullopt;
}

bool fit(const Sum& sum, SingleReading& part)
{
    const auto value = fitting_value(sum, part);
    if (!value)
        return false;
    auto& question = *part.question();
    question.proposal = value;
    if (question.suspicion != Suspicion::previous_value)
        question.suspicion = slip_between(part.reading().value, *value);
    return true;
}

} // namespace

void fit_to_total(MachineReadings& readings)
{
    const Sum sum{readings};
    if (!sum.is_complete())
        return;
    const auto open = sum.questioned();
    if (open.empty() || !std::all_of(open.begin(), open.end(), [](const auto* part) {
            return is_about_the_value(*part->question());
        }))
        return;
    if (sum.is_right() || (open.size() == 1 && fit(sum, *open.front())))
        return;
    const bool are_all_proposed = std::all_of(open.begin(), open.end(), [](const auto* part) {
        return part->question()->proposal.has_value();
    });
    if (open.size() > 1 && !are_all_proposed)
        return; // nobody knows what the others will be
    if (sum.total().question() && fit(sum, sum.total()))
        return;
    for (auto* part : open)
        propose_nothing(*part);
}

void judge_total(MachineReadings& readings)
{
    const Sum sum{readings};
    if (!sum.is_complete() || !sum.questioned().empty() || sum.is_right())
        return;
    struct Slip {
        SingleReading* part;
        std::int64_t value;
        Suspicion suspicion;
    };
    std::vector<Slip> slips;
    std::array<std::int64_t, 3> needed{};
    for (std::size_t i = 0; i < needed.size(); ++i) {
        auto& part = *sum.parts()[i];
        needed[i] = sum.needed(part).value_or(0);
        const auto value = fitting_value(sum, part);
        const auto slip = value ? slip_between(part.reading().value, *value) : Suspicion::none;
        if (slip != Suspicion::none)
            slips.push_back({&part, *value, slip});
    }
    for (std::size_t i = 0; i < needed.size(); ++i) {
        auto& part = *sum.parts()[i];
        if (slips.size() == 1 && slips.front().part != &part)
            continue;
        part.ask(PlausibilityRule::total,
                 Band{needed[i] - sum.tolerance(), needed[i] + sum.tolerance()});
    }
    for (const auto& slip : slips) {
        slip.part->question()->suspicion = slip.suspicion;
        slip.part->question()->proposal = slip.value;
    }
}

} // namespace duesday::rules
