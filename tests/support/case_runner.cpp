// case_runner: whole programs, tested by one-file scripts that a newcomer can read.
//
//     case_runner --bin FOLDER [--source FOLDER] [--setups FOLDER] CASE|FOLDER...
//     case_runner --bin FOLDER --keep-json FILE CASE...  keeps what runs with --json print
//     case_runner --bin FOLDER --update CASE...    writes what really came into the case
//     case_runner --bin FOLDER --must-fail CASE...  see tests/support/runner_selftest
//
// A case runs in a fresh folder on a private book ($FOLDER/book.db) in a scrubbed environment:
// TZ=UTC, LC_ALL=C.UTF-8, HOME=$FOLDER, DUESDAY_ACTOR=tester, DUESDAY_BOOK. Nothing is inherited.
// A directive begins in the first column, what belongs to it stands below, indented by two
// spaces. A line that ends with \ goes on in the next one. `# ...` in the first column is a
// comment.
//
//   include NAME        the directives of tests/cli/NAME (a .setup file) in this place
//   file NAME           writes the indented lines to a file; $FOLDER and other variables are put in
//   bytes NAME          the same, but lines are joined without a line break and \n \r \t \0 \xNN
//                       stand for bytes: CRLF, BOM, NUL, broken UTF-8
//   folder NAME, copy FROM TO, remove NAME, chmod 0600 NAME
//   env NAME=VALUE      for all later runs; `env NAME` unsets it
//   given               SQL to run on the book; `given @sandbox.db` on another database
//   stdin               the standard input of the next run
//   run PROGRAM ARG...  PROGRAM is one of the bin folder, else of /usr/bin, or a path such as
//                       jobs/nightly in the source tree. Blanks, '...', "...", $'\r\n' mean what
//                       they do in a shell, but there is none. The indented lines are the expected
//                       standard output: none means that there is none, * in a line stands for any
//                       text (\* for a star), a line of only ... for any number of lines. $FOLDER
//                       stands for the folder.
//   exit N              of the run above; without it 0 is expected
//   error               of the run above: each indented line is part of a line of standard error,
//                       in this order. Without it, standard error must be empty when 0 is expected
//   json                of the run above: each indented line is a JSON object; an output line that
//                       has at least its keys and values must follow the one of the line before;
//                       * in texts, null matches what is absent. `json only`: no other lines.
//                       A run followed by json needs no indented lines of its own.
//   let NAME REGEX      of the run above: NAME becomes the group of the first match in its output
//                       (else in its errors); later $NAME stands for it (\$NAME for itself)
//   rows SELECT ...     the rows of the book, columns joined by |, NULL as NULL; patterns as for
//                       run; `rows @sandbox.db SELECT ...` of another database
//   exists FILE, absent FILE, count N FILE, contains FILE, lacks FILE, mode 0600 FILE
//                       FILE may hold * and ? in its last parts; of several files one must contain
//                       all the indented lines (as parts of lines) and none may hold what it lacks
//   same FILE FILE      the same bytes
//
// A failed step ends its case; what came is printed against what was expected as a - / + diff with
// file:line. The last line counts passed and failed; the exit status is 0 only if all passed.

#include "support/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace duesday::test {

namespace fs = std::filesystem;

namespace {

/// A case of the selftest says in its first line what it must fail with: "# fails: text".
bool fails_as_it_says(const fs::path& file, const std::string& failure)
{
    const auto lines = split_lines(read_file(file));
    const std::string_view mark = "# fails: ";
    return !lines.empty() && lines[0].starts_with(mark) &&
           failure.find(lines[0].substr(mark.size())) != failure.npos;
}

bool passes(const Settings& settings, const fs::path& file)
{
    std::string failure;
    try {
        Case{settings, file}.run();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!settings.must_fail) {
        if (!failure.empty())
            fmt::print("FAILED {}\n", failure);
        return failure.empty();
    }
    const bool as_said = !failure.empty() && fails_as_it_says(file, failure);
    if (!as_said)
        fmt::print("FAILED {}: should fail as its first line says, but: {}\n", file.string(),
                   failure.empty() ? "it passed" : failure);
    return as_said;
}

std::vector<fs::path> cases_of(const fs::path& path)
{
    if (!fs::is_directory(path))
        return {path};
    std::vector<fs::path> cases;
    for (const auto& entry : fs::directory_iterator{path})
        if (entry.path().extension() == ".case")
            cases.push_back(entry.path());
    std::sort(cases.begin(), cases.end());
    return cases;
}

} // namespace

int run_cases(const std::vector<std::string>& words)
{
    Settings settings;
    std::vector<fs::path> cases;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto value = [&] { return fs::absolute(words.at(++i)); };
        if (words[i] == "--bin")
            settings.bin = value();
        else if (words[i] == "--source")
            settings.source = value();
        else if (words[i] == "--setups")
            settings.setups = value();
        else if (words[i] == "--keep-json")
            settings.keep = value();
        else if (words[i] == "--update")
            settings.update = true;
        else if (words[i] == "--must-fail")
            settings.must_fail = true;
        else
            for (auto& file : cases_of(words[i]))
                cases.push_back(file);
    }
    if (!settings.keep.empty())
        fs::remove(settings.keep);
    if (settings.setups.empty())
        settings.setups = settings.source / "tests/cli";
    if (settings.bin.empty() || cases.empty()) {
        fmt::print(stderr, "usage: case_runner --bin FOLDER CASE|FOLDER... (and there are none)\n");
        return 2;
    }
    const auto passed = std::count_if(cases.begin(), cases.end(),
                                      [&](const auto& file) { return passes(settings, file); });
    const auto failed = static_cast<std::ptrdiff_t>(cases.size()) - passed;
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

} // namespace duesday::test

int main(int argc, char** argv)
{
    return duesday::test::run_cases({argv + 1, argv + argc});
}
