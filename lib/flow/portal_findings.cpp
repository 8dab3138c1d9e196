#include "flow/portal_findings.hpp"

#include "flow/subject_faults.hpp"

#include <optional>
#include <span>

namespace duesday::flow {

namespace {

void work_in_one_write(runtime::Context& context, std::span<const PortalTask> tasks)
{
    PortalFindings findings;
    std::optional<store::Write> write;
    if (!context.dry_run)
        write.emplace(context.book, context.stamp());
    for (const auto& task : tasks)
        task.work(write ? &*write : nullptr, findings);
    if (write)
        write->commit();
    findings.say(context.report);
}

} // namespace

void PortalFindings::say(runtime::Report& report)
{
    for (const auto& finding : findings_)
        report.subject(
            {finding.event, finding.subject, finding.outcome, finding.reason, finding.text},
            finding.fields);
    for (const auto& [key, number] : counts_)
        report.count(key, number);
}

void work_through(runtime::Context& context, const std::vector<PortalTask>& tasks)
{
    on_one_subject([&] { work_in_one_write(context, tasks); },
                   [&](const Fault&) {
                       for (const auto& task : tasks)
                           on_one_subject(
                               [&] {
                                   work_in_one_write(context, {&task, 1});
                               },
                               [&](const Fault& fault) {
                                   context.report.subject({task.event, task.subject,
                                                           Outcome::attention, broken_rows,
                                                           fault.what()});
                               });
                   });
}

} // namespace duesday::flow
