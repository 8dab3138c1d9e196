#include "support/case_output.hpp"

#include "support/case_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace duesday::test {

void keep_json_output(const std::filesystem::path& file, const std::string& of_case,
                      const std::vector<std::string>& words, const Finished& run)
{
    if (std::find(words.begin(), words.end(), "--json") == words.end())
        return;
    std::vector<std::string> names{std::filesystem::path{words.at(0)}.filename()};
    names.insert(names.end(), words.begin() + 1, words.end());
    const nlohmann::json kept{{"case", of_case},
                              {"words", names},
                              {"status", run.status},
                              {"lines", split_lines(run.out)}};
    std::ofstream{file, std::ios::app}
        << kept.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace duesday::test
