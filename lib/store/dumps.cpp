#include "store/dumps.hpp"

#include "store/dumped_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::store {

namespace {

/// A charge's key is derived from the book's random id; what it is made of is not.
std::string stable_name_of_charge(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT c.customer, h.kind, h.group_key, h.currency, h.attempt
        FROM charge AS h JOIN customer AS c ON c.id = h.payer WHERE h.key = ?1)sql",
                               key);
    if (!rows.next())
        return std::string{key};
    return fmt::format("{}:{}:{}:{}:{}", rows.view(0), rows.view(1), rows.view(2), rows.view(3),
                       rows.integer(4));
}

bool may_stand_in_a_key(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == ':' || c == '.';
}

std::string without_volatile_names(Database& database, std::string_view book_id,
                                   std::string_view text)
{
    constexpr std::size_t shortest_key = 16;
    std::string named;
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && may_stand_in_a_key(text[end]))
            ++end;
        if (end - at >= shortest_key)
            named += stable_name_of_charge(database, text.substr(at, end - at));
        else
            named += text.substr(at, end - at);
        if (end < text.size())
            named += text[end++];
        at = end;
    }
    for (auto at = named.find(book_id); at != named.npos && !book_id.empty();
         at = named.find(book_id, at))
        named.replace(at, book_id.size(), "BOOK");
    return named;
}

/// What is sealed is another text each time.
std::string without_sealed(std::string text)
{
    constexpr std::string_view mark = R"("sealed":")";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + mark.size()))
        text.replace(at + mark.size(), text.find('"', at + mark.size()) - at - mark.size(),
                     "SEALED");
    return text;
}

void append_escaped(std::string& line, std::string_view text)
{
    for (const char c : text) {
        if (c == '\n') {
            line += "\\n";
            continue;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            line += fmt::format("\\x{:02x}", c);
            continue;
        }
        if (c == '|' || c == '\\')
            line += '\\';
        line += c;
    }
}

} // namespace

std::vector<DumpedTable> dumped_tables()
{
    std::vector<DumpedTable> tables;
    for (auto& reading : table_readings())
        tables.push_back(std::move(reading.table));
    return tables;
}

void dump_book(Database& database, std::string_view book_id,
               const std::function<void(std::string_view)>& line)
{
    for (const auto& [table, sql, sort_lines] : table_readings()) {
        std::vector<std::string> held;
        auto rows = database.query(sql);
        while (rows.next()) {
            std::string text{table.name};
            int column = 0;
            for (const auto name : table.columns) {
                text += fmt::format("|{}=", name);
                if (rows.is_null(column))
                    text += "NULL";
                else
                    append_escaped(text, without_sealed(without_volatile_names(database, book_id,
                                                                               rows.view(column))));
                ++column;
            }
            if (sort_lines)
                held.push_back(std::move(text));
            else
                line(text);
        }
        std::sort(held.begin(), held.end());
        for (const auto& text : held)
            line(text);
    }
}

} // namespace duesday::store
