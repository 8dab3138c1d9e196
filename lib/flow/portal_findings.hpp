// What became of contracts and letters, said once it stands in the book; and the Writes in which
// many of them are worked on together.
#pragma once

#include "runtime/context.hpp"

#include <functional>
#include <string>
#include <vector>

namespace duesday::flow {

struct PortalFinding {
    std::string event, subject;
    Outcome outcome = Outcome::done;
    std::string reason, text;
    runtime::Fields fields = {};
};

/// Gathers what a Write does until it stands.
class PortalFindings {
public:
    void add(PortalFinding finding) { findings_.push_back(std::move(finding)); }
    void count(const char* key, std::int64_t number = 1) { counts_.push_back({key, number}); }
    void say(runtime::Report& report);

private:
    std::vector<PortalFinding> findings_;
    std::vector<std::pair<const char*, std::int64_t>> counts_;
};

/// Of a page: a subject, and the work on it, in a Write where there is one (none with --dry-run).
struct PortalTask {
    std::string subject;
    std::function<void(store::Write*, PortalFindings&)> work;
    const char* event = "address"; ///< as which a broken one is reported
};
/// All in one Write, and each in a Write of its own where the rows of one are broken: that one asks
/// for a person and the others go on.
void work_through(runtime::Context& context, const std::vector<PortalTask>& tasks);

} // namespace duesday::flow
