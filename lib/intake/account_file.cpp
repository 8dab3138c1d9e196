#include "intake/account_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace duesday::intake {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

AccountFile::AccountFile(const std::string& file, std::string_view kind, std::string_view today)
    : output_{file}
{
    output_.write(fmt::format(R"({{"program":"import-data","kind":{},"today":{},)"
                              "\n\"problems\":[",
                              dumped(kind), dumped(today)));
}

void AccountFile::add(std::string_view file, std::int64_t line, const Problem& problem,
                      bool is_warning)
{
    const Json entry{{"file", file},
                     {"line", line},
                     {"column", problem.column},
                     {"reason", problem.reason},
                     {"text", problem.text},
                     {"severity", is_warning ? "warning" : "error"}};
    output_.write(is_first_ ? "\n" : ",\n");
    output_.write(dumped(entry));
    is_first_ = false;
}

void AccountFile::publish(const std::vector<FileAccount>& files, const std::vector<Remark>& remarks,
                          bool is_loaded, int status,
                          const std::vector<std::pair<std::string, std::int64_t>>& more)
{
    output_.write("],\n\"files\":[");
    bool is_first = true;
    for (const auto& file : files) {
        const Json entry{{"file", file.file},
                         {"hash", file.hash},
                         {"rows", file.counts.rows},
                         {"new", file.counts.added},
                         {"changed", file.counts.changed},
                         {"unchanged", file.counts.unchanged},
                         {"bad", file.counts.bad}};
        output_.write(is_first ? "\n" : ",\n");
        output_.write(dumped(entry));
        is_first = false;
    }
    output_.write("],\n\"remarks\":[");
    is_first = true;
    for (const auto& remark : remarks) {
        const Json entry{{"reason", remark.reason}, {"text", remark.text}, {"count", remark.count}};
        output_.write(is_first ? "\n" : ",\n");
        output_.write(dumped(entry));
        is_first = false;
    }
    output_.write(fmt::format("],\n\"loaded\":{},\"status\":{}", is_loaded, status));
    for (const auto& [name, number] : more)
        output_.write(fmt::format(",{}:{}", dumped(name), number));
    output_.write("}\n");
    output_.publish();
}

} // namespace duesday::intake
