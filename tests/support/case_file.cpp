#include "support/case_file.hpp"

#include "support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace duesday::test {

namespace {

constexpr std::array directives{"absent",  "bytes", "chmod",  "contains", "copy",  "count",
                                "env",     "error", "exists", "exit",     "file",  "given",
                                "include", "json",  "lacks",  "let",      "mode",  "remove",
                                "rows",    "run",   "same",   "stdin",    "folder"};

bool is_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t name_length(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && is_name(text[length]))
        ++length;
    return length;
}

/// The variable at the start of `text` (after the $), or null.
const std::string* variable_at(std::string_view text, const Variables& variables)
{
    const auto found = variables.find(std::string{text.substr(0, name_length(text))});
    return found == variables.end() ? nullptr : &found->second;
}

Step directive(const std::filesystem::path& file, std::size_t number, const std::string& line)
{
    Step step;
    step.file = file;
    step.line = number;
    step.end = number + 1;
    const auto blank = line.find(' ');
    step.word = line.substr(0, blank);
    if (blank != line.npos)
        step.argument = line.substr(std::min(line.size(), line.find_first_not_of(' ', blank)));
    if (std::find(directives.begin(), directives.end(), step.word) == directives.end())
        throw CaseError{fmt::format("{}: '{}' is not a directive", step.place(), step.word)};
    return step;
}

} // namespace

std::string Step::place() const
{
    return fmt::format("{}:{}", file.string(), line);
}

std::vector<Step> read_case(const std::filesystem::path& file, const std::filesystem::path& setups)
{
    const auto lines = split_lines(read_file(file));
    std::vector<Step> steps;
    bool inside = false; // the last line belonged to a directive that may have a body
    std::size_t blanks = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        if (line.starts_with("  ")) {
            if (!inside)
                throw CaseError{
                    fmt::format("{}:{}: indented, but no directive above", file.string(), i + 1)};
            auto& step = steps.back();
            step.body.insert(step.body.end(), blanks, "");
            step.body.push_back(line.substr(2));
            step.end = i + 2;
            blanks = 0;
            continue;
        }
        if (line.empty()) {
            ++blanks;
            continue;
        }
        blanks = 0;
        inside = false;
        if (line.starts_with("#"))
            continue;
        auto text = line;
        const auto first = i + 1;
        while (text.ends_with("\\") && i + 1 < lines.size()) {
            const auto& more = lines[++i];
            text.pop_back();
            text += more.substr(std::min(more.size(), more.find_first_not_of(' ')));
        }
        auto step = directive(file, first, text);
        step.end = i + 2;
        if (step.word == "include") {
            auto included = read_case(setups / step.argument, setups);
            std::move(included.begin(), included.end(), std::back_inserter(steps));
            continue;
        }
        steps.push_back(std::move(step));
        inside = true;
    }
    return steps;
}

std::string expand(std::string_view text, const Variables& variables)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hidden = text.substr(i).starts_with("\\$");
        const auto at = i + (hidden ? 2 : 1);
        const auto* value = hidden || text[i] == '$'
                                ? variable_at(text.substr(std::min(at, text.size())), variables)
                                : nullptr;
        if (value == nullptr) {
            result += text[i];
            continue;
        }
        const auto length = name_length(text.substr(at));
        result += hidden ? text.substr(i + 1, length + 1) : std::string_view{*value};
        i = at + length - 1;
    }
    return result;
}

std::vector<std::string> split_words(std::string_view text, const Variables& variables)
{
    std::vector<std::string> words;
    bool open = false; // a word has begun, be it empty
    const auto add = [&](std::string_view piece) {
        if (!open)
            words.emplace_back();
        open = true;
        words.back() += piece;
    };
    // The end of a quoted piece that begins at `from`; a backslash hides a quote where asked.
    const auto quoted = [&](std::size_t from, char quote, bool escapes) {
        auto end = from;
        while (end < text.size() && text[end] != quote)
            end += escapes && text[end] == '\\' ? 2 : 1;
        if (end >= text.size())
            throw CaseError{"a quote is not closed"};
        return end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ' ') {
            open = false;
        } else if (c == '\'') {
            const auto end = quoted(i + 1, '\'', false);
            add(text.substr(i + 1, end - i - 1));
            i = end;
        } else if (c == '$' && text.substr(i + 1).starts_with('\'')) {
            const auto end = quoted(i + 2, '\'', true);
            add(unescape(text.substr(i + 2, end - i - 2)));
            i = end;
        } else if (c == '"') {
            const auto end = quoted(i + 1, '"', true);
            std::string piece;
            for (auto at = i + 1; at < end; ++at)
                piece += text[at] == '\\' ? text[++at] : text[at];
            add(expand(piece, variables));
            i = end;
        } else if (c == '\\' && i + 1 < text.size()) {
            add(text.substr(++i, 1));
        } else if (c == '$' && name_length(text.substr(i + 1)) > 0) {
            const auto* value = variable_at(text.substr(i + 1), variables);
            const auto length = name_length(text.substr(i + 1));
            if (value == nullptr)
                throw CaseError{fmt::format("${} is not known here", text.substr(i + 1, length))};
            add(*value);
            i += length;
        } else {
            add(text.substr(i, 1));
        }
    }
    return words;
}

std::string unescape(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        switch (text[++i]) {
        case 'n':
            result += '\n';
            break;
        case 'r':
            result += '\r';
            break;
        case 't':
            result += '\t';
            break;
        case '0':
            result += '\0';
            break;
        case 'x':
            result += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
            i += 2;
            break;
        default:
            result += text[i];
        }
    }
    return result;
}

std::vector<std::string> split_lines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

std::string join_lines(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

} // namespace duesday::test
