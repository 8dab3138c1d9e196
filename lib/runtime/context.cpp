#include "runtime/context.hpp"

#include "runtime/stop_signal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <unistd.h>

namespace duesday::runtime {

namespace {

/// Twelve hex digits: short enough to type, and a clash would need the same summary as well.
std::string digest_of(const Plan& plan)
{
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(plan.basis.data()), plan.basis.size(),
                       nullptr, 0);
    std::array<char, 33> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return std::string{text.data(), 12};
}

bool asked_and_agreed()
{
    fmt::print(stderr, "Type yes to go on: ");
    std::fflush(stderr);
    std::array<char, 16> answer{};
    if (std::fgets(answer.data(), static_cast<int>(answer.size()), stdin) == nullptr)
        return false;
    return std::string_view{answer.data()} == "yes\n";
}

} // namespace

Context Context::with_book(store::Book& other) const
{
    return {other,   loaded_config, clock,   report,       actor, confirmation,
            program, run,           dry_run, wait_seconds, locks};
}

store::Stamp Context::stamp() const
{
    return {clock.real(), clock.now(), today(), actor.name, actor.os_user, program, run};
}

void Context::hand_over_locks(int seconds) const
{
    if (locks == nullptr)
        return;
    for (auto& lock : *locks)
        lock.hand_over(seconds);
}

bool Context::stop_requested() const
{
    return StopSignal::requested();
}

Confirmed confirm(Context& context, const Plan& plan)
{
    return confirm(context.report, context.confirmation, context.dry_run, plan);
}

Confirmed confirm(Report& report, const ConfirmOptions& confirmation, bool dry_run,
                  const Plan& plan)
{
    const auto digest = digest_of(plan);
    if (dry_run) {
        report.plan(digest, plan);
        return Confirmed::not_yet;
    }
    if (confirmation.digest) {
        if (*confirmation.digest == digest)
            return Confirmed::yes;
        report.refuse({"plan", digest, Outcome::attention, "stale_plan",
                       "what was confirmed is not what would happen now: look at the plan "
                       "again and confirm its digest"});
        report.plan(digest, plan);
        return Confirmed::refused;
    }
    if (confirmation.yes)
        return Confirmed::yes;
    report.plan(digest, plan);
    if (isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0) {
        report.flush();
        if (asked_and_agreed())
            return Confirmed::yes;
        report.say("nothing was changed");
    } else {
        report.say(fmt::format("Nothing was changed. Confirm with --confirm {} or --yes.", digest));
    }
    report.set_status(Exit::attention);
    return Confirmed::not_yet;
}

} // namespace duesday::runtime
