#include "flow/admin.hpp"
#include "flow/book_checks.hpp"
#include "runtime/progress.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

void report_check(runtime::Report& report, const CheckResult& check)
{
    if (check.offenders == 0) {
        report.subject({"check", check.code, Outcome::done, "", check.claim});
        return;
    }
    const auto text = fmt::format("does not hold: {} ({} row{})", check.claim, check.offenders,
                                  check.offenders == 1 ? "" : "s");
    report.refuse({"check", check.code, Outcome::attention, check.code, text},
                  runtime::Fields{}.add("offenders", check.offenders));
    for (const auto& offender : check.first)
        report.refuse(
            {"offender", offender.subject, Outcome::attention, check.code, offender.text});
}

} // namespace

void admin_check(runtime::Context& context, const CheckOptions& options)
{
    context.book.secret_key(); // a book without its key is half a book: 78
    const auto depth = options.quick ? CheckDepth::quick : CheckDepth::full;
    {
        runtime::Progress progress{context.report, {"checking", "checks", number_of_checks()}};
        check_book(
            context.book, depth,
            [&](const CheckResult& check) { report_check(context.report, check); },
            [&] { progress.advance(); });
    }
    const auto head = store::audit_chain_head(context.book.database());
    context.report.count("audit_rows", head.rows);
    context.report.summary_field("audit_head", head.hash);
}

} // namespace duesday::flow
