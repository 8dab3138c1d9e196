// METER=VALUE, as it is typed.
#pragma once

#include "runtime/context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct MeterWord {
    std::string meter;
    std::string typed; ///< the value, whatever it is
};

/// Fault(usage) where a word has no =, no meter, or names a meter once more.
std::vector<MeterWord> meter_words(const std::vector<std::string>& words);

/// Nothing where the value is none, which refuses the command with the reason and, where it can be
/// seen, what was probably meant.
std::optional<std::int64_t> typed_value(runtime::Context& context, const MeterWord& word);

/// Refuses the command about this meter.
void refuse_meter(runtime::Context& context, const std::string& meter, std::string_view reason,
                  const std::string& text);

} // namespace duesday::flow
