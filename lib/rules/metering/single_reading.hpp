// A reading judged by itself, by all rules but R6, and what else its counter might have shown.
#pragma once

#include "rules/metering/plausibility.hpp"

#include <cstdint>
#include <optional>

namespace duesday::rules {

/// The volumes that pass R4.
struct Band {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;

    bool contains(std::int64_t volume) const { return lowest <= volume && volume <= highest; }
};

/// Refers to what it is made of.
class SingleReading {
public:
    SingleReading(const MeterPast& past, const Reading& reading, Date today);

    const MeterPast& past() const { return past_; }
    const Reading& reading() const { return reading_; }
    const std::optional<Question>& question() const { return judgement_.question; }
    std::optional<Question>& question() { return judgement_.question; }
    const Judgement& judgement() const { return judgement_; }

    /// What would have been counted, had `value` been read; nothing where it cannot be.
    std::optional<std::int64_t> volume_of(std::int64_t value) const;
    /// What it shows once so much was counted since the last value; nothing where it cannot.
    std::optional<std::int64_t> value_after(std::int64_t volume) const;
    /// It counts something, as usual: a value that may be proposed.
    bool would_pass(std::int64_t value) const;
    /// Further from what is expected: less likely to be meant.
    std::int64_t distance(std::int64_t value) const;

    /// With the values that R4 lets pass as the limits.
    void ask(PlausibilityRule rule);
    /// With the values after these volumes as the limits; without any where it cannot show them.
    void ask(PlausibilityRule rule, const Band& volumes);

private:
    void judge(Date today);
    void ask(PlausibilityRule rule, std::int64_t lowest, std::int64_t highest);

    const MeterPast& past_;
    const Reading& reading_;
    Expectation expected_;
    Band band_;
    Judgement judgement_;
};

} // namespace duesday::rules
