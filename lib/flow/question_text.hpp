// Why a reading is questioned, as a person reads it, and what was probably meant (MTR-017).
#pragma once

#include "rules/metering/plausibility.hpp"
#include "runtime/fields.hpp"

#include <string>

namespace duesday::flow {

/// "R4: unusual after 11800 of 2026-09-30; 12100 to 12900 would be usual; digits transposed: did
/// you mean 12345?"
std::string question_text(const rules::Question& question, const rules::MeterPast& past,
                          Date read_on);
/// The suspicion alone; empty where there is none.
std::string suspicion_text(const rules::Question& question);

/// rule, lowest, highest, suspicion and proposal.
void add_question(runtime::Fields& fields, const rules::Question& question);

} // namespace duesday::flow
