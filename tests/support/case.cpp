#include "support/case.hpp"

#include "support/case_match.hpp"
#include "support/case_output.hpp"
#include "support/database.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fnmatch.h>
#include <regex>
#include <sys/stat.h>
#include <utility>

namespace duesday::test {

namespace fs = std::filesystem;

namespace {

/// Files of the folder whose path below it matches the pattern; without * the one file.
std::vector<fs::path> files_like(const fs::path& folder, const std::string& pattern)
{
    std::vector<fs::path> found;
    if (pattern.find_first_of("*?[") == pattern.npos) {
        const auto file = folder / pattern;
        if (fs::symlink_status(file).type() != fs::file_type::not_found)
            found.push_back(file);
        return found;
    }
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        const auto below = entry.path().lexically_relative(folder).string();
        if (::fnmatch(pattern.c_str(), below.c_str(), FNM_PATHNAME) == 0)
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Directives that say more about the run above.
bool follows_run(const std::string& word)
{
    return word == "exit" || word == "error" || word == "json" || word == "let";
}

std::string replace_all(std::string text, const std::string& what, const std::string& with)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

} // namespace

Case::Case(const Settings& settings, const fs::path& file)
    : settings_{settings}, file_{file}, steps_{read_case(file, settings.setups)},
      environment_{private_environment(folder_.path(), settings.bin)}
{
    variables_ = {{"FOLDER", folder_.path().string()},
                  {"BIN", settings.bin.string()},
                  {"SOURCE", settings.source.string()}};
}

void Case::run()
{
    for (at_ = 0; at_ < steps_.size(); ++at_) {
        const auto& step = steps_[at_];
        try {
            take(step);
        } catch (const CaseError& error) {
            const std::string text = error.what();
            throw CaseError{text.starts_with(step.file.string())
                                ? text
                                : fmt::format("{}: {}: {}", step.place(), step.word, text)};
        } catch (const std::exception& error) {
            throw CaseError{fmt::format("{}: {}: {}", step.place(), step.word, error.what())};
        }
    }
    if (!edits_.empty())
        write_edits();
}

/// As a case shows it: the name of the folder changes from run to run.
std::string Case::seen(const std::string& text) const
{
    return replace_all(text, folder_.path().string(), "$FOLDER");
}

void Case::take(const Step& step)
{
    if (step.word == "run")
        return take_run(step);
    if (step.word == "exit") {
        if (at_ == 0 || (steps_[at_ - 1].word != "run" && !follows_run(steps_[at_ - 1].word)))
            throw CaseError{"stands below no run"};
        return; // it was read with the run
    }
    if (step.word == "error")
        return check_errors(step);
    if (step.word == "json")
        return check_json(step);
    if (step.word == "let")
        return let(step);
    if (step.word == "given")
        return give(step);
    if (step.word == "rows")
        return check_rows(step);
    if (step.word == "contains" || step.word == "lacks")
        return check_contains(step);
    if (step.word == "exists" || step.word == "absent" || step.word == "count" ||
        step.word == "same" || step.word == "mode")
        return check_files(step);
    arrange(step);
}

/// That files are there or not, how many, the same, of which mode.
void Case::check_files(const Step& step) const
{
    const auto words = split_words(step.argument, variables_);
    const auto need = [&](std::size_t count) {
        if (words.size() != count)
            throw CaseError{fmt::format("takes {} words", count)};
    };
    if (step.word == "exists") {
        need(1);
        if (files_like(folder_.path(), words[0]).empty())
            throw CaseError{words[0] + " is not there"};
    } else if (step.word == "absent") {
        need(1);
        if (!files_like(folder_.path(), words[0]).empty())
            throw CaseError{words[0] + " is there"};
    } else if (step.word == "count") {
        need(2);
        const auto found = files_like(folder_.path(), words[1]).size();
        if (std::to_string(found) != words[0])
            throw CaseError{fmt::format("there are {} files {}", found, words[1])};
    } else if (step.word == "same") {
        need(2);
        if (read_file(folder_ / words[0]) != read_file(folder_ / words[1]))
            throw CaseError{words[0] + " and " + words[1] + " differ"};
    } else if (step.word == "mode") {
        need(2);
        const auto found = files_like(folder_.path(), words[1]);
        if (found.empty())
            throw CaseError{words[1] + " is not there"};
        for (const auto& file : found) {
            struct stat status {};
            ::lstat(file.c_str(), &status);
            const auto mode = fmt::format("{:04o}", status.st_mode & 07777U);
            if (mode != words[0])
                throw CaseError{fmt::format("{} has mode {}", file.filename().string(), mode)};
        }
    }
}

void Case::give(const Step& step) const
{
    auto sql = step.argument;
    const auto file = database_of(sql);
    execute(open_database(file), expand(sql + "\n" + join_lines(step.body), variables_));
}

/// Directives that prepare and check nothing.
void Case::arrange(const Step& step)
{
    const auto words = split_words(step.argument, variables_);
    const auto content = expand(join_lines(step.body), variables_);
    const auto named = [&](std::size_t i) {
        if (i >= words.size())
            throw CaseError{"a name is missing"};
        return folder_ / words[i];
    };
    if (step.word == "file") {
        write_file(named(0), content);
    } else if (step.word == "bytes") {
        std::string bytes;
        for (const auto& line : step.body)
            bytes += unescape(line);
        write_file(named(0), bytes);
    } else if (step.word == "folder") {
        fs::create_directories(named(0));
    } else if (step.word == "copy") {
        fs::copy(named(0), named(1), fs::copy_options::recursive);
    } else if (step.word == "remove") {
        if (fs::remove_all(named(0)) == 0)
            throw CaseError{words[0] + " is not there"};
    } else if (step.word == "chmod") {
        const auto mode = static_cast<fs::perms>(std::stoul(words.at(0), nullptr, 8));
        fs::permissions(named(1), mode);
    } else if (step.word == "env") {
        const auto& setting = words.at(0);
        const auto equals = setting.find('=');
        if (equals == setting.npos)
            environment_.erase(setting);
        else
            environment_[setting.substr(0, equals)] = setting.substr(equals + 1);
    } else if (step.word == "stdin") {
        input_ = content;
    } else {
        throw CaseError{"is not known"};
    }
}

/// The book, or the file named by a leading "@name", which is taken off.
fs::path Case::database_of(std::string& rest) const
{
    if (!rest.starts_with("@"))
        return folder_ / "book.db";
    const auto blank = std::min(rest.size(), rest.find(' '));
    const auto name = rest.substr(1, blank - 1);
    rest.erase(0, blank);
    return folder_ / name;
}

/// The directive of this name that belongs to the run at hand, or null.
const Step* Case::following(const std::string& word) const
{
    for (auto i = at_ + 1; i < steps_.size(); ++i) {
        const auto& step = steps_[i];
        if (step.word == word)
            return &step;
        if (!follows_run(step.word))
            break;
    }
    return nullptr;
}

void Case::take_run(const Step& step)
{
    Command command;
    command.words = split_words(step.argument, variables_);
    if (command.words.empty())
        throw CaseError{"no program"};
    auto& program = command.words[0];
    if (program.find('/') != program.npos)
        program = (settings_.source / program).string();
    else if (fs::exists(settings_.bin / program))
        program = (settings_.bin / program).string();
    else
        program = "/usr/bin/" + program;
    command.environment = environment_;
    command.folder = folder_.path();
    command.input = std::exchange(input_, {});
    last_ = test::run(command);
    if (!settings_.keep.empty())
        keep_json_output(settings_.keep, file_.string(), command.words, *last_);
    last_->out = seen(last_->out);
    last_->err = seen(last_->err);
    check_run(step, following("json") != nullptr);
}

void Case::check_run(const Step& step, bool has_json)
{
    const auto* exit = following("exit");
    const int wanted = exit == nullptr ? 0 : std::stoi(exit->argument);
    const auto lines = split_lines(last_->out);
    auto expected = step.body;
    for (auto& line : expected)
        line = seen(expand(line, variables_));
    const bool out_as_wanted = (has_json && step.body.empty()) || lines_match(expected, lines);
    const bool status_as_wanted = last_->status == wanted;
    const bool errors_as_wanted =
        wanted != 0 || following("error") != nullptr || last_->err.empty();
    if (out_as_wanted && status_as_wanted && errors_as_wanted)
        return;
    if (settings_.update && errors_as_wanted && step.file == file_) {
        edits_.push_back({&step, out_as_wanted ? step.body : lines, last_->status});
        return;
    }
    std::string text;
    if (!status_as_wanted)
        text += fmt::format("exit status {} instead of {}\n", last_->status, wanted);
    if (!out_as_wanted)
        text += "standard output:\n" + difference(expected, lines);
    if (!last_->err.empty() && (!status_as_wanted || !errors_as_wanted || lines.empty()))
        text += "standard error:\n" + difference({}, split_lines(last_->err));
    throw CaseError{text};
}

void Case::check_errors(const Step& step) const
{
    if (!last_)
        throw CaseError{"there is no run above"};
    const auto lines = split_lines(last_->err);
    std::size_t next = 0;
    for (const auto& part : step.body) {
        const auto wanted = seen(expand(part, variables_));
        const auto found =
            std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(next), lines.end(),
                         [&](const auto& line) { return line_matches("*" + wanted + "*", line); });
        if (found == lines.end())
            throw CaseError{fmt::format("no line of standard error has '{}'\n{}", wanted,
                                        difference(step.body, lines))};
        next = static_cast<std::size_t>(found - lines.begin()) + 1;
    }
}

void Case::check_json(const Step& step) const
{
    if (!last_)
        throw CaseError{"there is no run above"};
    const auto lines = split_lines(last_->out);
    std::size_t next = 0;
    for (const auto& text : step.body) {
        const auto pattern = nlohmann::json::parse(seen(expand(text, variables_)));
        while (next < lines.size() &&
               !json_matches(pattern, nlohmann::json::parse(lines[next], nullptr, false)))
            ++next;
        if (next == lines.size())
            throw CaseError{fmt::format("no further line of the output has {}\n{}", text,
                                        difference(step.body, lines))};
        ++next;
    }
    if (step.argument == "only" && lines.size() != step.body.size())
        throw CaseError{
            fmt::format("{} lines came\n{}", lines.size(), difference(step.body, lines))};
}

void Case::check_rows(const Step& step)
{
    auto sql = expand(step.argument, variables_);
    const auto database = open_database(database_of(sql));
    const auto rows = select(database, sql);
    auto expected = step.body;
    for (auto& line : expected)
        line = expand(line, variables_);
    if (lines_match(expected, rows))
        return;
    if (!settings_.update || step.file != file_)
        throw CaseError{"\n" + difference(expected, rows)};
    edits_.push_back({&step, rows, {}});
}

void Case::check_contains(const Step& step) const
{
    const auto pattern = expand(step.argument, variables_);
    const auto found = files_like(folder_.path(), pattern);
    if (found.empty())
        throw CaseError{pattern + " is not there"};
    const auto holds = [&](const fs::path& file, const std::string& part) {
        const auto lines = split_lines(read_file(file));
        const auto wanted = "*" + expand(part, variables_) + "*";
        return std::any_of(lines.begin(), lines.end(),
                           [&](const auto& line) { return line_matches(wanted, line); });
    };
    if (step.word == "lacks") {
        for (const auto& file : found)
            for (const auto& part : step.body)
                if (holds(file, part))
                    throw CaseError{fmt::format("{} has '{}'", file.filename().string(), part)};
        return;
    }
    for (const auto& file : found)
        if (std::all_of(step.body.begin(), step.body.end(),
                        [&](const auto& part) { return holds(file, part); }))
            return;
    auto text = fmt::format("no file {} has all of these lines\n", pattern);
    if (found.size() == 1)
        text += difference(step.body, split_lines(read_file(found[0])));
    throw CaseError{text};
}

void Case::let(const Step& step)
{
    if (!last_)
        throw CaseError{"there is no run above"};
    const auto blank = std::min(step.argument.size(), step.argument.find(' '));
    const std::regex pattern{step.argument.substr(std::min(step.argument.size(), blank + 1))};
    std::smatch found;
    if (!std::regex_search(last_->out, found, pattern) &&
        !std::regex_search(last_->err, found, pattern))
        throw CaseError{"no match in\n" + difference({}, split_lines(last_->out + last_->err))};
    variables_[step.argument.substr(0, blank)] = found[found.size() > 1 ? 1 : 0];
}

void Case::write_edits() const
{
    auto lines = split_lines(read_file(file_));
    for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit) {
        const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(edit->step->end - 1 -
                                                                       edit->step->body.size());
        std::vector<std::string> body;
        for (const auto& line : edit->body)
            body.push_back(line.empty() ? "" : "  " + line);
        const auto next =
            lines.erase(begin, begin + static_cast<std::ptrdiff_t>(edit->step->body.size()));
        const auto place = next - lines.begin();
        if (edit->exit) {
            const bool has_exit = next != lines.end() && next->starts_with("exit ");
            if (has_exit)
                lines.erase(next);
            if (*edit->exit != 0)
                body.push_back(fmt::format("exit {}", *edit->exit));
        }
        lines.insert(lines.begin() + place, body.begin(), body.end());
    }
    write_file(file_, join_lines(lines));
}

} // namespace duesday::test
