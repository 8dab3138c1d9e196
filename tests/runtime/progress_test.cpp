// The bar itself, at times that the test sets.

#include "runtime/progress.hpp"
#include "runtime/report.hpp"
#include "support/terminal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

using namespace duesday;
using runtime::ProgressMode;

namespace {

/// A surface that keeps what is drawn.
struct Paper {
    std::int64_t now_ms = 5'000;
    int columns = 100;
    std::string written;
    int drawings = 0;

    runtime::ProgressSurface surface(bool is_terminal, bool has_colour = false)
    {
        runtime::ProgressSurface surface;
        surface.is_terminal = is_terminal;
        surface.has_colour = has_colour;
        surface.columns = [this] { return columns; };
        surface.elapsed_ms = [this] { return now_ms; };
        surface.write = [this](std::string_view text) {
            ++drawings;
            written += text;
        };
        return surface;
    }
    std::string seen() const { return test::line_seen(written); }
};

} // namespace

TEST_CASE("a bar says count share rate and remaining time")
{
    struct Row {
        std::int64_t done;
        std::int64_t after_ms;
        const char* line;
    };
    const Row rows[] = {
        {0, 0, "renewing  [------------------------------]    0 %  0 of 27,000 payers  0/s"},
        {4'500, 10'000,
         "renewing  [#####-------------------------]   16 %  4,500 of 27,000 payers  450/s  0:50 "
         "left"},
        {13'500, 3'700'000,
         "renewing  [###############---------------]   50 %  13,500 of 27,000 payers  3/s  "
         "1:01:40 left"},
        {27'000, 60'000,
         "renewing  [##############################]  100 %  27,000 of 27,000 payers  450/s  "
         "0:00 left"},
        // A total that was too small is no reason to draw beyond the end.
        {28'000, 60'000,
         "renewing  [##############################]  100 %  27,000 of 27,000 payers  450/s  "
         "0:00 left"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.done);
        Paper paper;
        paper.columns = 120;
        runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
        bar.begin({"renewing", "payers", 27'000});
        paper.now_ms += row.after_ms;
        bar.advance_to(row.done);
        CHECK(paper.seen() == row.line);
    }
}

TEST_CASE("without a total a bar counts and says how long it has been")
{
    Paper paper;
    runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
    bar.begin({"loading", "rows"});
    paper.now_ms += 61'000;
    bar.advance(122'000);
    CHECK(paper.seen() == "loading  122,000 rows  2,000/s  1:01");
    bar.expect_more(244'000); // known after all
    paper.now_ms += 100;
    bar.advance(0);
    CHECK(paper.seen().find("50 %") != std::string::npos);
}

TEST_CASE("bytes are shown in units that can be read")
{
    Paper paper;
    runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
    bar.begin({"copying", "bytes", 312'400'000});
    paper.now_ms += 2'000;
    bar.advance_to(2'500'000);
    CHECK(paper.seen().find("2.5 MB of 312 MB  1.2 MB/s") != std::string::npos);
    paper.now_ms += 2'000;
    bar.advance_to(950);
    CHECK(paper.seen().find("950 B of 312 MB  237 B/s") != std::string::npos);
}

TEST_CASE("auto draws on a terminal and only after a second")
{
    Paper paper;
    runtime::ProgressBar bar{ProgressMode::automatic, paper.surface(true)};
    bar.begin({"renewing", "payers", 10});
    paper.now_ms += 999;
    bar.advance(1);
    CHECK(paper.written.empty());
    paper.now_ms += 1;
    bar.advance(1);
    CHECK(paper.seen().starts_with("renewing  ["));

    // The second counts for the program: later work of it is drawn at once.
    bar.end();
    paper.now_ms += 100;
    bar.begin({"indexing", "rows", 10});
    CHECK(paper.seen().starts_with("indexing  ["));

    Paper pipe;
    runtime::ProgressBar silent{ProgressMode::automatic, pipe.surface(false)};
    silent.begin({"renewing", "payers", 10});
    pipe.now_ms += 5'000;
    silent.advance(1);
    CHECK(pipe.drawings == 0);
    CHECK_FALSE(silent.is_wanted());
}

TEST_CASE("never draws nothing and always draws into anything")
{
    Paper paper;
    runtime::ProgressBar never{ProgressMode::never, paper.surface(true)};
    never.begin({"renewing", "payers", 10});
    paper.now_ms += 5'000;
    never.advance(1);
    never.end();
    CHECK(paper.drawings == 0);

    runtime::ProgressBar always{ProgressMode::always, paper.surface(false)};
    always.begin({"renewing", "payers", 10});
    CHECK(paper.drawings == 1);
}

TEST_CASE("a bar is drawn ten times a second at most")
{
    Paper paper;
    runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
    bar.begin({"renewing", "payers", 10'000});
    for (int i = 0; i < 10'000; ++i) {
        paper.now_ms += i % 2; // five seconds
        bar.advance(1);
    }
    CHECK(paper.drawings > 40);
    CHECK(paper.drawings <= 51);
}

TEST_CASE("a bar is cleared at its end and for whatever else is said")
{
    Paper paper;
    runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
    runtime::Report report{{.json = false, .quiet = true, .verbose = false}, &bar};
    {
        runtime::Progress progress{report, {"renewing", "payers", 10}};
        CHECK_FALSE(paper.seen().empty());
        report.flush();
        CHECK(paper.seen().empty());
        paper.now_ms += 100;
        progress.advance();
        CHECK_FALSE(paper.seen().empty());
        bar.clear();
        const auto once = paper.drawings;
        bar.clear();
        CHECK(paper.drawings == once); // nothing to clear
        paper.now_ms += 100;
        progress.advance();
    }
    CHECK(paper.seen().empty());
    CHECK(paper.written.find('\n') == std::string::npos);
}

TEST_CASE("a bar takes the width it gets and covers what it drew before")
{
    for (const int columns : {200, 80, 60, 40, 20, 5, 1, 0}) {
        CAPTURE(columns);
        Paper paper;
        runtime::ProgressBar bar{ProgressMode::always, paper.surface(true)};
        bar.begin({"renewing", "payers", 27'000});
        paper.columns = columns;
        paper.now_ms += 100;
        bar.advance_to(13'500);
        CHECK(paper.seen().size() <= static_cast<std::size_t>(std::max(columns - 1, 1)));
        CHECK((paper.seen().find('[') != std::string::npos) == (columns >= 80));
    }
}

TEST_CASE("colour takes no room and is left out where it is not wanted")
{
    Paper plain;
    Paper coloured;
    for (auto* paper : {&plain, &coloured}) {
        runtime::ProgressBar bar{ProgressMode::always, paper->surface(true, paper == &coloured)};
        bar.begin({"renewing", "payers", 10});
        CHECK_FALSE(paper->seen().empty());
    }
    CHECK(plain.written.find('\x1b') == std::string::npos);
    CHECK(coloured.written.find("\x1b[32m") != std::string::npos);
    CHECK(coloured.written.find("\x1b[0m") != std::string::npos);
}

TEST_CASE("a surface knows a terminal its width and NO_COLOR")
{
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    test::Terminal terminal{132};
    auto surface = runtime::progress_surface(terminal.descriptor());
    CHECK(surface.is_terminal);
    CHECK(surface.has_colour);
    CHECK(surface.columns() == 132);
    terminal.resize(60);
    CHECK(surface.columns() == 60);
    surface.write("drawn");
    CHECK(terminal.content() == "drawn");
    CHECK(surface.elapsed_ms() <= surface.elapsed_ms());

    ::setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(runtime::progress_surface(terminal.descriptor()).has_colour);
    ::unsetenv("NO_COLOR");
    ::setenv("TERM", "dumb", 1);
    CHECK_FALSE(runtime::progress_surface(terminal.descriptor()).is_terminal);
    ::unsetenv("TERM");

    int pipe[2] = {};
    REQUIRE(::pipe(pipe) == 0);
    CHECK_FALSE(runtime::progress_surface(pipe[1]).is_terminal);
    CHECK(runtime::progress_surface(pipe[1]).columns() == 80);
    ::close(pipe[0]);
    ::close(pipe[1]);
}
