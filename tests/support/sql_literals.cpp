#include "support/sql_literals.hpp"

#include "support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace duesday::test {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view opening = "R\"sql(";
constexpr std::string_view closing = ")sql\"";

void add_literals(const fs::path& file, std::vector<SqlLiteral>& literals)
{
    const auto text = read_file(file);
    for (auto at = text.find(opening); at != text.npos; at = text.find(opening, at)) {
        const auto begin = at + opening.size();
        const auto end = text.find(closing, begin);
        const auto line = std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 1;
        const auto place = fmt::format("store/{}:{}", file.filename().string(), line);
        if (end == text.npos)
            throw std::runtime_error{place + ": a literal without an end"};
        literals.push_back({place, text.substr(begin, end - begin)});
        at = end;
    }
}

} // namespace

std::vector<SqlLiteral> sql_literals(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.path().extension() == ".cpp")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<SqlLiteral> literals;
    for (const auto& file : files)
        add_literals(file, literals);
    return literals;
}

} // namespace duesday::test
