#include "flow/meter_words.hpp"

#include "base/token.hpp"
#include "flow/subject_faults.hpp"
#include "intake/row.hpp"
#include "rules/metering/reading_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

[[noreturn]] void refuse_token()
{
    throw Fault{FaultKind::usage, "a token is never an argument",
                "write it into a file and name that with --token-file", "token_as_argument"};
}

std::string problem_text(rules::ReadingTextProblem problem, const std::string& typed)
{
    using Problem = rules::ReadingTextProblem;
    const auto shown = intake::shown(typed);
    switch (problem) {
    case Problem::missing:
        return "no value is given";
    case Problem::sign:
        return fmt::format("{} has a sign: type the digits alone", shown);
    case Problem::separators:
        return fmt::format("{} holds separators: type the digits alone", shown);
    case Problem::decimals:
        return fmt::format("{} has decimals: a counter shows whole numbers", shown);
    case Problem::too_long:
        return "no counter has more than 18 digits";
    case Problem::not_a_number:
        return fmt::format("{} is no number: type the digits that the counter shows", shown);
    }
    return {};
}

} // namespace

std::vector<MeterWord> meter_words(const std::vector<std::string>& words)
{
    std::vector<MeterWord> parsed;
    for (const auto& word : words) {
        const auto equals = word.rfind('=');
        if (looks_like_token(std::string_view{word}.substr(equals == word.npos ? 0 : equals + 1)))
            refuse_token();
        if (equals == word.npos || equals == 0)
            throw Fault{FaultKind::usage,
                        fmt::format("{} is not of the form METER=VALUE", intake::shown(word)),
                        "write for example T1=12345"};
        const auto meter = word.substr(0, equals);
        if (std::any_of(parsed.begin(), parsed.end(),
                        [&](const auto& other) { return other.meter == meter; }))
            throw Fault{FaultKind::usage,
                        fmt::format("{} is named more than once", intake::shown(meter)),
                        "give one value for each meter"};
        parsed.push_back({meter, word.substr(equals + 1)});
    }
    return parsed;
}

std::optional<std::int64_t> typed_value(runtime::Context& context, const MeterWord& word)
{
    const auto read = rules::read_reading_text(word.typed);
    if (!read.problem)
        return read.value;
    auto text = problem_text(*read.problem, word.typed);
    if (read.meant)
        text += fmt::format("; did you mean {}?", *read.meant);
    context.report.refuse(
        {"reading", word.meter, Outcome::attention, rules::name_of(*read.problem), text},
        runtime::Fields{}.add("proposal", read.meant));
    return std::nullopt;
}

void refuse_meter(runtime::Context& context, const std::string& meter, std::string_view reason,
                  const std::string& text)
{
    context.report.refuse({"reading", meter, Outcome::attention, reason, text},
                          runtime::Fields{}.add("proposal", std::optional<std::int64_t>{}));
}

void refuse_unknown_meter(runtime::Context& context, const std::string& meter,
                          std::string_view where)
{
    if (looks_like_token(meter))
        refuse_token();
    refuse_meter(context, meter, "unknown_meter",
                 fmt::format("there is no meter {}{}", intake::shown(meter), where));
}

void report_broken_meter(runtime::Context& context, const std::string& meter, const Fault& fault)
{
    context.report.subject(
        {"reading", meter, Outcome::attention, broken_rows,
         fmt::format("{}: what the book says of it is broken, and has to be mended",
                     fault.what())});
}

} // namespace duesday::flow
