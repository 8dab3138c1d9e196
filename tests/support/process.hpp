// Running a program from a test and taking in all that it says.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace duesday::test {

struct Command {
    std::vector<std::string> words;                 ///< the first is the path of the program
    std::map<std::string, std::string> environment; ///< all of it, nothing is inherited
    std::filesystem::path folder;                   ///< where it runs; empty: here
    std::string input;                              ///< its standard input
    std::function<void()> before_exec;              ///< in the child, its streams already set
    std::chrono::seconds time_limit{120};           ///< then it is killed
};

struct Finished {
    int status = 0; ///< its exit status, or 128 + the signal that ended it
    std::string out;
    std::string err;
};

/// A program that has been started and whose end is still to come.
class Running {
public:
    explicit Running(const Command& command);
    ~Running(); ///< kills it and its children where nobody waited
    Running(Running&& other) noexcept;
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    int pid() const { return pid_; }
    /// What it has said until now.
    std::string said_so_far() const;
    /// Throws std::runtime_error where the time limit passed.
    Finished wait();

private:
    int pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::chrono::seconds time_limit_;
    std::string name_;
};

Finished run(const Command& command);

/// The environment in which tests run our programs: a fixed locale and time zone, the private
/// book `folder`/book.db, HOME in the folder, `bin` first in PATH, and nothing of the caller's but
/// the sanitizers' options.
std::map<std::string, std::string> private_environment(const std::filesystem::path& folder,
                                                       const std::filesystem::path& bin);

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& content);

} // namespace duesday::test
