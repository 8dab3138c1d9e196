// import-data on a FIFO that somebody else fills, slowly or never.

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace duesday;

namespace {

class Desk {
public:
    Desk()
    {
        REQUIRE(run({"admin", "init"}) == 0);
        REQUIRE(mkfifo(fifo().c_str(), 0600) == 0);
    }
    std::string fifo() const { return (folder_ / "rows").string(); }
    test::Command command(std::vector<std::string> words) const
    {
        words[0] = std::string{DUESDAY_BIN} + "/" + words[0];
        test::Command command;
        command.words = std::move(words);
        command.environment = test::private_environment(folder_.path(), DUESDAY_BIN);
        command.environment["DUESDAY_TODAY"] = "2026-11-30";
        command.folder = folder_.path();
        command.time_limit = std::chrono::seconds{20};
        return command;
    }
    int run(const std::vector<std::string>& words) const
    {
        return test::run(command(words)).status;
    }
    std::ptrdiff_t files() const
    {
        return std::distance(std::filesystem::directory_iterator{folder_.path()},
                             std::filesystem::directory_iterator{});
    }

private:
    test::TempFolder folder_;
};

const std::string header = "customer,name,street,postcode,city,country,email\n";
const std::string row = "C1,One,Road 1,1000,Brussels,BE,one@example.org\n";

/// The other end; waits until the import reads.
class Writer {
public:
    explicit Writer(const std::string& fifo) : descriptor_{open(fifo.c_str(), O_WRONLY | O_CLOEXEC)}
    {
        REQUIRE(descriptor_ >= 0);
    }
    ~Writer() { close(descriptor_); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void say(const std::string& text) const
    {
        REQUIRE(write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }

private:
    int descriptor_;
};

const std::vector<std::string> import_rows{"import-data", "customers", "rows"};

} // namespace

TEST_CASE("an import that waits for its input lets others change the book")
{
    const Desk desk;
    const auto files = desk.files();
    test::Running import{desk.command(import_rows)};
    {
        const Writer writer{desk.fifo()};
        writer.say(header + row);
        CHECK(desk.run({"renew"}) == 0);
        writer.say("C2,Two,Road 1,1000,Brussels,BE,two@example.org\n");
    }
    const auto finished = import.wait();
    CHECK(finished.status == 0);
    CHECK(finished.out.find("rows: 2 rows, 2 new") != std::string::npos);
    CHECK(desk.files() <= files + 2); // at most the lock of renew and SQLite's own
}

TEST_CASE("RELIABILITY 1.17: the first SIGTERM ends an import that waits for its input")
{
    const Desk desk;
    test::Running import{desk.command(import_rows)};
    const Writer writer{desk.fifo()};
    writer.say(header + row);
    kill(import.pid(), SIGTERM);
    const auto finished = import.wait();
    CHECK(finished.status == 75);
    CHECK(finished.err.find("stopped while waiting for rows; nothing was loaded") !=
          std::string::npos);
}
