#include "support/case_match.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace duesday::test {

namespace {

constexpr std::string_view any_lines = "...";

/// A table of (rows + 1) x (columns + 1) numbers, all zero.
class Table {
public:
    Table(std::size_t rows, std::size_t columns)
        : columns_{columns + 1}, cells_((rows + 1) * columns_)
    {
    }

    std::size_t& at(std::size_t row, std::size_t column) { return cells_[row * columns_ + column]; }

private:
    std::size_t columns_;
    std::vector<std::size_t> cells_;
};

} // namespace

bool line_matches(std::string_view pattern, std::string_view line)
{
    // Greedy: on a mismatch the last star takes in one character more.
    std::size_t p = 0;
    std::size_t l = 0;
    auto star = pattern.npos;
    std::size_t taken = 0;
    while (l < line.size()) {
        const bool literal_star = pattern.substr(p).starts_with("\\*");
        const auto at = p + (literal_star ? 1 : 0);
        if (!literal_star && p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = l;
        } else if (at < pattern.size() && pattern[at] == line[l]) {
            p = at + 1;
            ++l;
        } else if (star != pattern.npos) {
            p = star + 1;
            l = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == pattern.npos;
}

bool lines_match(const std::vector<std::string>& patterns, const std::vector<std::string>& lines)
{
    // reach.at(p, l): the first p patterns can stand for the first l lines.
    Table reach{patterns.size(), lines.size()};
    reach.at(0, 0) = 1;
    for (std::size_t p = 1; p <= patterns.size(); ++p) {
        const auto& pattern = patterns[p - 1];
        for (std::size_t l = 0; l <= lines.size(); ++l) {
            if (pattern == any_lines)
                reach.at(p, l) = reach.at(p - 1, l) | (l > 0 ? reach.at(p, l - 1) : 0);
            else if (l > 0 && reach.at(p - 1, l - 1) != 0)
                reach.at(p, l) = line_matches(pattern, lines[l - 1]) ? 1 : 0;
        }
    }
    return reach.at(patterns.size(), lines.size()) != 0;
}

bool json_matches(const nlohmann::json& pattern, const nlohmann::json& value)
{
    if (pattern.is_object()) {
        if (!value.is_object())
            return false;
        return std::all_of(pattern.items().begin(), pattern.items().end(), [&](const auto& item) {
            const auto found = value.find(item.key());
            return found == value.end() ? item.value().is_null()
                                        : json_matches(item.value(), *found);
        });
    }
    if (pattern.is_array())
        return value.is_array() &&
               std::equal(pattern.begin(), pattern.end(), value.begin(), value.end(),
                          [](const auto& p, const auto& v) { return json_matches(p, v); });
    if (pattern.is_string() && value.is_string())
        return line_matches(pattern.get_ref<const std::string&>(),
                            value.get_ref<const std::string&>());
    return pattern == value;
}

std::string difference(const std::vector<std::string>& expected,
                       const std::vector<std::string>& actual)
{
    // longest.at(e, a): length of the longest common part of what begins at e and at a.
    Table longest{expected.size(), actual.size()};
    for (auto e = expected.size(); e-- > 0;)
        for (auto a = actual.size(); a-- > 0;)
            longest.at(e, a) = line_matches(expected[e], actual[a])
                                   ? longest.at(e + 1, a + 1) + 1
                                   : std::max(longest.at(e + 1, a), longest.at(e, a + 1));
    std::string text;
    std::size_t e = 0;
    std::size_t a = 0;
    while (e < expected.size() || a < actual.size()) {
        const bool same =
            e < expected.size() && a < actual.size() && line_matches(expected[e], actual[a]);
        if (same) {
            text += "    " + actual[a++] + "\n";
            ++e;
        } else if (a == actual.size() ||
                   (e < expected.size() && longest.at(e + 1, a) >= longest.at(e, a + 1))) {
            text += "  - " + expected[e++] + "\n";
        } else {
            text += "  + " + actual[a++] + "\n";
        }
    }
    return text;
}

} // namespace duesday::test
