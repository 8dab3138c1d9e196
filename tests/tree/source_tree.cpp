#include "tree/source_tree.hpp"

#include "support/process.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <stdexcept>

namespace duesday::tree {

namespace {

namespace fs = std::filesystem;

const fs::path top = DUESDAY_SOURCE;

bool is_cpp(const SourceFile& file)
{
    return file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
}

/// Walks over C++ text; each step takes in one token that may hide others.
class Reader {
public:
    explicit Reader(std::string_view text) : text_{text} {}

    Cpp read()
    {
        while (at_ < text_.size()) {
            if (follows("//"))
                blank(end_of("\n", at_) - at_);
            else if (follows("/*"))
                blank(end_of("*/", at_ + 2) + 2 - at_);
            else if (follows("R\"") && !in_word())
                raw_string();
            else if (text_[at_] == '"')
                quoted('"');
            else if (text_[at_] == '\'' && !in_word())
                quoted('\'');
            else
                cpp_.code += text_[at_++];
        }
        return std::move(cpp_);
    }

private:
    bool follows(std::string_view token) const { return text_.substr(at_).starts_with(token); }
    /// 1'000 and LR"..." are no beginnings.
    bool in_word() const
    {
        return at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0);
    }
    std::size_t end_of(std::string_view token, std::size_t from) const
    {
        return std::min(text_.find(token, from), text_.size());
    }
    std::size_t line() const
    {
        return 1 + static_cast<std::size_t>(std::count(cpp_.code.begin(), cpp_.code.end(), '\n'));
    }
    void blank(std::size_t count)
    {
        for (const auto end = std::min(text_.size(), at_ + count); at_ < end; ++at_)
            cpp_.code += text_[at_] == '\n' ? '\n' : ' ';
    }
    void raw_string()
    {
        const auto open = end_of("(", at_);
        const auto close = ")" + std::string{text_.substr(at_ + 2, open - at_ - 2)} + "\"";
        const auto end = end_of(close, open);
        cpp_.strings.push_back({line(), std::string{text_.substr(open + 1, end - open - 1)}});
        blank(end + close.size() - at_);
    }
    void quoted(char quote)
    {
        auto end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
            end += text_[end] == '\\' ? 2 : 1;
        end = std::min(end, text_.size());
        if (quote == '"')
            cpp_.strings.push_back({line(), std::string{text_.substr(at_ + 1, end - at_ - 1)}});
        cpp_.code += quote;
        ++at_;
        blank(end - at_);
        if (at_ < text_.size())
            cpp_.code += text_[at_++];
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Cpp cpp_;
};

} // namespace

Cpp take_apart(std::string_view text)
{
    return Reader{text}.read();
}

std::vector<SourceFile> files_below(const std::string& folder, bool may_be_missing)
{
    std::vector<SourceFile> files;
    const auto add = [&](const fs::directory_entry& entry) {
        if (entry.is_regular_file())
            files.push_back(
                {entry.path().lexically_relative(top).string(), test::read_file(entry.path())});
    };
    if (folder.empty()) {
        for (const auto& entry : fs::directory_iterator{top})
            add(entry);
    } else if (fs::is_directory(top / folder)) {
        for (const auto& entry : fs::recursive_directory_iterator{top / folder})
            add(entry);
    }
    if (files.empty() && !may_be_missing)
        throw std::runtime_error{"there is nothing in " + folder};
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::vector<SourceFile> cpp_files_below(const std::string& folder, bool may_be_missing)
{
    auto files = files_below(folder, may_be_missing);
    std::erase_if(files, [](const auto& file) { return !is_cpp(file); });
    return files;
}

std::vector<std::string> includes_of(const SourceFile& file)
{
    static const std::regex line{R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*([<"][^>"\n]+[>"]))re"};
    return first_groups(file.text, line);
}

std::vector<std::string> first_groups(const std::string& text, const std::regex& pattern)
{
    std::vector<std::string> found;
    for (std::sregex_iterator at{text.begin(), text.end(), pattern}; at != std::sregex_iterator{};
         ++at)
        found.push_back((*at)[1]);
    return found;
}

Names all_matches(const std::string& text, const std::string& pattern)
{
    const auto found = first_groups(text, std::regex{pattern});
    return {found.begin(), found.end()};
}

std::vector<std::string> complaints(const std::string& path, std::string_view text,
                                    const LineCheck& check)
{
    std::vector<std::string> found;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto what = check(text.substr(0, end));
        if (!what.empty())
            found.push_back(path + ":" + std::to_string(number) + ": " + what);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

std::vector<std::string> split_list(std::string_view list)
{
    std::vector<std::string> entries;
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        if (end > 0)
            entries.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return entries;
}

std::string join(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
        text += "\n  " + line;
    return text;
}

} // namespace duesday::tree
