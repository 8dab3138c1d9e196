// One .case script while it runs; the format is described in case_runner.cpp.
#pragma once

#include "support/case_file.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace duesday::test {

struct Settings {
    std::filesystem::path bin;
    std::filesystem::path source = std::filesystem::current_path();
    std::filesystem::path setups;
    std::filesystem::path keep; ///< the file that keeps what --json prints; empty: none
    bool update = false;
    bool must_fail = false;
};

/// What takes the place of a directive's lines when a case is updated.
struct Edit {
    const Step* step;
    std::vector<std::string> body;
    std::optional<int> exit; ///< an `exit` line after it
};

/// One case while it runs.
class Case {
public:
    Case(const Settings& settings, const std::filesystem::path& file);

    /// Throws CaseError at the first step that fails; an update goes on to the end.
    void run();

private:
    void take(const Step& step);
    void check_files(const Step& step) const;
    void take_run(const Step& step);
    void check_run(const Step& step, bool has_json);
    void check_errors(const Step& step) const;
    void check_json(const Step& step) const;
    void check_rows(const Step& step);
    void check_contains(const Step& step) const;
    void let(const Step& step);
    void give(const Step& step) const;
    void arrange(const Step& step);
    void write_edits() const;

    const Step* following(const std::string& word) const;
    std::string seen(const std::string& text) const;
    std::filesystem::path database_of(std::string& rest) const;

    const Settings& settings_;
    std::filesystem::path file_;
    TempFolder folder_;
    std::vector<Step> steps_;
    std::size_t at_ = 0;
    std::map<std::string, std::string> environment_;
    Variables variables_;
    std::string input_;
    std::optional<Finished> last_;
    std::vector<Edit> edits_;
};

} // namespace duesday::test
