#include "rules/metering/reading_text.hpp"

#include "base/digits.hpp"
#include "base/text.hpp"
#include "rules/metering/meter.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace duesday::rules {

namespace {

constexpr std::array<std::string_view, 4> signs{"+", "-", "\u2212", "\u2013"};

/// What languages put between thousands; the first two also before decimals.
constexpr std::array<std::string_view, 9> separators{".",      ",",      " ",      "'",     "_",
                                                     "\u2019", "\u00a0", "\u202f", "\u2009"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The one of `words` that `text` begins with; empty where there is none.
template <std::size_t count>
std::string_view beginning_of(std::string_view text,
                              const std::array<std::string_view, count>& words)
{
    for (const auto word : words)
        if (text.starts_with(word))
            return word;
    return {};
}

/// Digits with what stands between them: always one group more than separators.
struct Groups {
    std::vector<std::string> digits;
    std::vector<std::string_view> between;
};

/// Nothing where anything else stands there.
std::optional<Groups> groups_of(std::string_view text)
{
    Groups groups{{{}}, {}};
    while (!text.empty()) {
        if (is_digit(text.front())) {
            groups.digits.back() += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto separator = beginning_of(text, separators);
        if (separator.empty())
            return std::nullopt;
        groups.between.push_back(separator);
        groups.digits.emplace_back();
        text.remove_prefix(separator.size());
    }
    return groups;
}

std::optional<std::int64_t> number_of(std::string_view digits)
{
    return digits.size() > std::size_t{most_digits} ? std::nullopt
                                                    : read_digits<std::int64_t>(digits);
}

bool may_begin_decimals(std::string_view separator)
{
    return separator == "." || separator == ",";
}

/// The first `count` groups are thousands of one language, or a single one.
bool are_thousands(const Groups& groups, std::size_t count)
{
    if (count == 1)
        return !groups.digits[0].empty();
    if (groups.digits[0].empty() || groups.digits[0].size() > 3)
        return false;
    for (std::size_t i = 1; i < count; ++i)
        if (groups.digits[i].size() != 3 || groups.between[i - 1] != groups.between[0])
            return false;
    return true;
}

std::string joined(const Groups& groups, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += groups.digits[i];
    return all;
}

/// No language has decimals behind these.
bool is_only_spaced(const Groups& groups)
{
    return std::none_of(groups.between.begin(), groups.between.end(), may_begin_decimals) &&
           std::none_of(groups.digits.begin(), groups.digits.end(),
                        [](const auto& group) { return group.empty(); });
}

ReadingText of_groups(const Groups& groups)
{
    using Problem = ReadingTextProblem;
    const auto count = groups.digits.size();
    if (count == 1) {
        const auto value = number_of(groups.digits[0]);
        return value ? ReadingText{std::nullopt, *value, std::nullopt}
                     : ReadingText{Problem::too_long, 0, std::nullopt};
    }
    if (are_thousands(groups, count) || is_only_spaced(groups))
        return {Problem::separators, 0, number_of(joined(groups, count))};
    if (may_begin_decimals(groups.between.back()) && are_thousands(groups, count - 1))
        return {Problem::decimals, 0, number_of(joined(groups, count - 1))};
    return {Problem::not_a_number, 0, std::nullopt};
}

} // namespace

const char* name_of(ReadingTextProblem problem)
{
    constexpr std::array<const char*, 6> names{"missing",  "sign",     "separators",
                                               "decimals", "too_long", "not_a_number"};
    return names.at(static_cast<std::size_t>(problem));
}

ReadingText read_reading_text(std::string_view typed)
{
    const auto text = text::trim(typed);
    if (text.empty())
        return {ReadingTextProblem::missing, 0, std::nullopt};
    const auto sign = beginning_of(text, signs);
    const auto rest = text::trim(text.substr(sign.size()));
    const auto groups = groups_of(rest);
    if (rest.empty() || !groups)
        return {ReadingTextProblem::not_a_number, 0, std::nullopt};
    auto read = of_groups(*groups);
    if (sign.empty())
        return read;
    if (read.problem == ReadingTextProblem::not_a_number)
        return read;
    return {ReadingTextProblem::sign, 0, read.problem ? read.meant : std::optional{read.value}};
}

} // namespace duesday::rules
