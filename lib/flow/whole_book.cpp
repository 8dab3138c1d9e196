#include "flow/whole_book.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <array>

namespace duesday::flow {

namespace {

constexpr std::array<const char*, 7> all_locks{"init",       "cards",    "outbox", "meters",
                                               "enrolments", "services", "repairs"};

} // namespace

std::vector<store::RunLock> take_all_locks(const runtime::Paths& paths)
{
    std::vector<store::RunLock> locks;
    for (const auto* name : all_locks)
        locks.emplace_back(paths.book, name, paths.wait_seconds);
    return locks;
}

void require_mode(const runtime::Config& config, store::Mode mode, const std::string& file)
{
    if (config.mode && *config.mode != store::name_of(mode))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("the configuration says mode = \"{}\", but {} is a {} book",
                                *config.mode, file, store::name_of(mode)),
                    "name the right file, or mend the configuration"};
}

bool is_sound(store::Book& copy, CheckDepth depth, runtime::Report& report, runtime::Exit status)
{
    bool sound = true;
    check_book(copy, depth, [&](const CheckResult& check) {
        for (const auto& offender : check.first)
            report.refuse(
                {"offender", offender.subject, Outcome::attention, check.code, offender.text}, {},
                status);
        sound = sound && check.offenders == 0;
    });
    return sound;
}

} // namespace duesday::flow
