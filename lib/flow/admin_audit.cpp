#include "base/fault.hpp"
#include "flow/admin.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

/// Line breaks separate fields within a cell of the audit; a listing shows them on one line.
std::string on_one_line(std::string text)
{
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 2))
        text.replace(at, 1, "; ");
    return text;
}

void verify(runtime::Context& context)
{
    auto& database = context.book.database();
    const auto head = store::audit_chain_head(database);
    if (const auto problem = store::verify_audit_chain(database, context.book.id())) {
        context.report.refuse(
            {"audit", fmt::format("audit/{}", problem->row), Outcome::attention, "broken_chain",
             "its hash does not follow from the rows before it: it was changed, or one before it "
             "was removed; restore a backup that passes"});
        return;
    }
    context.report.subject({"audit", "chain", Outcome::done, "",
                            fmt::format("{} rows, whole; its head is {}", head.rows, head.hash)},
                           runtime::Fields{}.add("rows", head.rows).add("head", head.hash));
}

} // namespace

void admin_audit(runtime::Context& context, const AuditOptions& options)
{
    if (options.verify)
        verify(context);
    if (options.verify && !options.subject && !options.since)
        return;
    store::each_audit_row(context.book.database(), options.subject, options.since,
                          [&](const store::AuditRow& row) {
                              context.report.row(runtime::Fields{}
                                                     .add("id", row.id)
                                                     .add("at", row.at)
                                                     .add("business_date", row.business_date)
                                                     .add("actor", row.actor)
                                                     .add("os_user", row.os_user)
                                                     .add("program", row.program)
                                                     .add("run", row.run)
                                                     .add("subject", row.subject)
                                                     .add("what", row.what)
                                                     .add("before", on_one_line(row.before))
                                                     .add("after", on_one_line(row.after)));
                          });
}

} // namespace duesday::flow
