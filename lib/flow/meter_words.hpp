// METER=VALUE, as it is typed.
#pragma once

#include "base/fault.hpp"
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

/// Fault(usage) where a word has no =, no meter, names a meter once more, or gives a token.
std::vector<MeterWord> meter_words(const std::vector<std::string>& words);

/// Nothing where the value is none, which refuses the command with the reason and, where it can be
/// seen, what was probably meant.
std::optional<std::int64_t> typed_value(runtime::Context& context, const MeterWord& word);

/// Refuses the command about this meter.
void refuse_meter(runtime::Context& context, const std::string& meter, std::string_view reason,
                  const std::string& text);
/// The meter's rows cannot be worked on: that asks for a person, and the others go on.
void report_broken_meter(runtime::Context& context, const std::string& meter, const Fault& fault);

/// As refuse_meter: there is none of this name, `where` it is looked for ("" in the book). Fault
/// (usage) instead where the name is a token, which no message repeats.
void refuse_unknown_meter(runtime::Context& context, const std::string& meter,
                          std::string_view where = "");

} // namespace duesday::flow
