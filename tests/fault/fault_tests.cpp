// fault_tests: programs under the faults of RELIABILITY 2, on a small book of their own.
//
//     fault_tests --bin FOLDER [--full] [--only FAULT/SCENARIO]... [--replace NAME=FILE]
//                 [--must-fail] [--list]
//
// By default the quick part: a kill at every point, the rest sampled. --only takes one part, such
// as kill/renew, all of a fault, such as kill/, or all of a scenario, such as /renew. --replace
// runs FILE wherever NAME is meant, and
// --must-fail turns the result round: a planted bug has to be found. Exit status 0 where all is as
// it should be.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <sys/stat.h>

#include "fault/faults.hpp"

namespace duesday::fault {

namespace {

struct Fault {
    const char* name;
    Result (*put_through)(const Stage&, Depth);
    bool is_for_servers = false; ///< also where letters go to a server
    bool is_for_mollie = false;  ///< also where cards are charged over the wire
};

const std::vector<Fault> faults{
    {"kill", kill_everywhere, true, true},
    {"fail", fail_everywhere, true, true},
    {"full-disk", fill_disk},
    {"file-limit", limit_file_size},
    {"read-only", mount_read_only},
    {"no-permission", take_permission},
    {"full-output", fill_output},
    {"closed-output", close_output},
    {"at-once", run_at_once, true, true},
    {"lock-held", hold_lock, true},
};

bool is_for(const Fault& fault, const Scenario& scenario)
{
    return (!scenario.over_smtp || fault.is_for_servers) &&
           (!scenario.over_mollie || fault.is_for_mollie);
}

struct Settings {
    Programs programs;
    Depth depth = Depth::quick;
    std::vector<std::string> only;
    bool must_fail = false;
    bool list = false;

    bool wants(const std::string& name) const
    {
        return only.empty() || std::any_of(only.begin(), only.end(), [&](const auto& wish) {
                   return wish.starts_with('/') ? name.ends_with(wish) : name.starts_with(wish);
               });
    }
};

Settings parse(const std::vector<std::string>& words)
{
    Settings settings;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto value = [&] { return words.at(++i); };
        if (words[i] == "--bin") {
            settings.programs.bin = std::filesystem::absolute(value());
        } else if (words[i] == "--only") {
            settings.only.push_back(value());
        } else if (words[i] == "--replace") {
            const auto pair = value();
            const auto equals = pair.find('=');
            settings.programs.replaced[pair.substr(0, equals)] =
                std::filesystem::absolute(pair.substr(equals + 1));
        } else if (words[i] == "--full") {
            settings.depth = Depth::full;
        } else if (words[i] == "--must-fail") {
            settings.must_fail = true;
        } else if (words[i] == "--list") {
            settings.list = true;
        } else if (words[i] != "--quick") {
            throw std::runtime_error{"what is " + words[i] + "?"};
        }
    }
    if (settings.programs.bin.empty() && !settings.list)
        throw std::runtime_error{"--bin FOLDER is missing"};
    return settings;
}

/// Runs one part; true where it found nothing wrong.
bool passes(const std::string& name, const Fault& fault, const Stage& stage, Depth depth)
{
    const auto start = std::chrono::steady_clock::now();
    const auto result = fault.put_through(stage, depth);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!result.skipped.empty()) {
        fmt::print("skipped  {}: {}\n", name, result.skipped);
        return true;
    }
    fmt::print("{}  {}: {} rounds, {:.1f} s\n", result.violations.empty() ? "passed " : "FAILED ",
               name, result.rounds, took.count());
    for (const auto& violation : result.violations)
        fmt::print("  {}\n", violation);
    return result.violations.empty() && result.rounds > 0;
}

int run(const Settings& settings)
{
    std::size_t tried = 0;
    std::size_t failed = 0;
    for (const auto& scenario : scenarios()) {
        std::optional<Stage> stage;
        for (const auto& fault : faults) {
            const auto name = fmt::format("{}/{}", fault.name, scenario.name);
            if (!settings.wants(name) || !is_for(fault, scenario))
                continue;
            ++tried;
            if (settings.list) {
                fmt::print("{}\n", name);
                continue;
            }
            if (!stage)
                stage.emplace(settings.programs, scenario);
            failed += passes(name, fault, *stage, settings.depth) ? 0 : 1;
            std::fflush(stdout);
        }
    }
    if (settings.list)
        return 0;
    fmt::print("{} passed, {} failed\n", tried - failed, failed);
    if (tried == 0)
        return 2;
    return (failed == 0) != settings.must_fail ? 0 : 1;
}

} // namespace

} // namespace duesday::fault

int main(int argc, char** argv)
{
    ::umask(077);
    // What is killed needs no disc under it: the state after a kill is what the kernel holds.
    if (std::filesystem::is_directory("/dev/shm"))
        ::setenv("TMPDIR", "/dev/shm", 0);
    // In the sanitizer build: a search for leaks is not what is disturbed, and stops over threads.
    ::setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
    try {
        return duesday::fault::run(duesday::fault::parse({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        fmt::print(stderr, "fault_tests: {}\n", error.what());
        return 2;
    }
}
