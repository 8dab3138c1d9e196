#include "flow/book_checks.hpp"

#include "base/fault.hpp"
#include "base/period.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/due.hpp"
#include "store/book_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <future>

namespace duesday::flow {

namespace {

constexpr std::size_t offenders_shown = 20;
constexpr std::int64_t quick_rows = 1'000; ///< of each table, the newest
constexpr std::int64_t quick_links = 1'000;
/// The tables that every program reads first; the big ones are left to a full check.
constexpr std::string_view quick_tables[] = {"book", "number_series", "product", "card"};

void add(CheckResult& result, store::Offender offender)
{
    if (++result.offenders <= static_cast<std::int64_t>(offenders_shown))
        result.first.push_back(std::move(offender));
}

CheckResult file_result()
{
    return {"file", "the file is whole and every reference leads to a row", 0, {}};
}

/// Every page, through a connection of its own: it may run beside all else that only reads.
CheckResult check_whole_file(const std::string& file)
{
    auto result = file_result();
    const auto database = store::open_sqlite(file, store::OpenMode::existing);
    if (const auto problem = database->integrity_problem(); !problem.empty())
        add(result, {file, problem});
    return result;
}

CheckResult check_small_tables(store::Database& database)
{
    auto result = file_result();
    for (const auto table : quick_tables)
        if (const auto problem = database.integrity_problem(table); !problem.empty())
            add(result, {fmt::format("table/{}", table), problem});
    return result;
}

/// Says in `is_usable` whether every table is there at least.
CheckResult check_schema(store::Book& book, bool& is_usable)
{
    CheckResult result{"schema", "tables, indexes and triggers are as Duesday made them", 0, {}};
    for (auto& difference : store::schema_differences(book.database())) {
        is_usable = is_usable && !difference.is_missing_table;
        add(result, {difference.object, difference.text});
    }
    return result;
}

CheckResult check_chain(store::Book& book, CheckDepth depth)
{
    CheckResult result{"audit_chain", "the audit chain is whole", 0, {}};
    auto& database = book.database();
    const auto problem = depth == CheckDepth::full
                             ? store::verify_audit_chain(database, book.id())
                             : store::verify_audit_tail(database, book.id(), quick_links);
    if (problem)
        add(result, {fmt::format("audit/{}", problem->row),
                     "its hash does not follow from the rows before it: it was changed, or one "
                     "before it was removed"});
    return result;
}

std::int64_t first_looked_at(store::Database& database, std::string_view table, CheckDepth depth)
{
    if (depth == CheckDepth::full)
        return 0;
    return std::max<std::int64_t>(0, store::newest_id(database, table) - quick_rows);
}

bool has_begun(const store::PaidLife& life)
{
    return life.standing == "running" || life.standing == "lapsed";
}

/// What is wrong with the periods that were paid for a subscription; empty where nothing is.
std::string problem_of(const store::PaidLife& life)
{
    const store::PaidLife::PaidPeriod* before = nullptr;
    for (const auto& period : life.periods) {
        if (period.ends_on < period.starts_on)
            return fmt::format("the period from {} ends before it begins", period.starts_on.iso());
        if (before != nullptr && period.starts_on <= before->ends_on)
            return fmt::format("the period from {} overlaps the one to {}", period.starts_on.iso(),
                               before->ends_on.iso());
        const auto expected = before != nullptr && before->run == period.run
                                  ? std::optional{before->ends_on.plus_days(1)}
                              : period.run == 1 && life.imported_until
                                  ? std::optional{life.imported_until->plus_days(1)}
                              : period.run == life.run ? std::optional{life.starts_on}
                                                       : std::nullopt;
        if (expected && period.starts_on != *expected)
            return fmt::format("the period from {} of run {} should begin on {}",
                               period.starts_on.iso(), period.run, expected->iso());
        before = &period;
    }
    const auto paid_until = before != nullptr && before->run == life.run
                                ? std::optional{before->ends_on}
                            : life.run == 1 ? life.imported_until
                                            : std::nullopt;
    if (has_begun(life) && !paid_until)
        return fmt::format("run {} was never paid", life.run);
    if (has_begun(life) && *paid_until != life.expires_on)
        return fmt::format("it runs to {}, but is paid to {}", life.expires_on.iso(),
                           paid_until->iso());
    return {};
}

CheckResult check_periods(store::Database& database, CheckDepth depth)
{
    CheckResult result{"periods_tile",
                       "paid periods follow each other without gap or overlap to the expiry",
                       0,
                       {}};
    store::each_paid_life(database, first_looked_at(database, "subscription", depth),
                          [&](const store::PaidLife& life) {
                              if (const auto problem = problem_of(life); !problem.empty())
                                  add(result, {"subscription/" + life.number, problem});
                          });
    return result;
}

std::string problem_of(const store::InvoiceSums& invoice)
{
    std::vector<rules::NetLine> lines;
    for (const auto& line : invoice.lines)
        lines.push_back({line.net, line.rate});
    const auto totals = rules::totals_of(lines);
    if (lines.empty())
        return "it has no line";
    if (invoice.net != totals.net)
        return fmt::format("its net is {}, its lines add up to {}", invoice.net.text(),
                           totals.net.text());
    if (invoice.vat != totals.vat)
        return fmt::format("its VAT is {}, its lines make {}", invoice.vat.text(),
                           totals.vat.text());
    if (invoice.total != totals.total)
        return fmt::format("its total is {}, net and VAT make {}", invoice.total.text(),
                           totals.total.text());
    const bool same =
        std::equal(invoice.subtotals.begin(), invoice.subtotals.end(), totals.by_rate.begin(),
                   totals.by_rate.end(), [](const auto& stored, const auto& computed) {
                       return stored.rate == computed.rate && stored.net == computed.net &&
                              stored.vat == computed.vat;
                   });
    return same ? "" : "its VAT per rate is not that of its lines";
}

CheckResult check_sums(store::Database& database, CheckDepth depth)
{
    CheckResult result{"invoice_sums", "each invoice is the sum of its lines and their VAT", 0, {}};
    store::each_invoice_sums(database, first_looked_at(database, "invoice", depth),
                             [&](const store::InvoiceSums& invoice) {
                                 if (const auto problem = problem_of(invoice); !problem.empty())
                                     add(result, {"invoice/" + invoice.number, problem});
                             });
    return result;
}

/// The day after which renew would look too late; one look too many harms nobody.
Date latest_due(store::Database& database, const store::DueDay& day)
{
    rules::RenewalFacts facts;
    facts.renewal = day.renewal;
    facts.expires_on = day.expires_on;
    const auto first = rules::next_due(facts, {});
    if (!first || *day.due_on <= *first) // asking costs; nearly all are in time for their notice
        return first.value_or(day.expires_on.plus_days(1));
    const auto more = store::due_facts(database, day.subscription);
    if (more.has_failed && !more.period_open) // a slot between the charge day and the end (D6)
        return day.expires_on.plus_days(1);
    facts.announced = more.announced;
    facts.period_open = more.period_open;
    return rules::next_due(facts, {}).value_or(day.expires_on.plus_days(1));
}

CheckResult check_due_days(store::Database& database, CheckDepth depth)
{
    CheckResult result{"due_days", "renew looks at each running subscription in time", 0, {}};
    store::each_due_day(
        database, first_looked_at(database, "subscription", depth), [&](const store::DueDay& day) {
            if (!day.due_on) {
                add(result, {"subscription/" + day.number, "renew would never look at it again"});
                return;
            }
            if (const auto latest = latest_due(database, day); *day.due_on > latest)
                add(result, {"subscription/" + day.number,
                             fmt::format("renew would look at it on {}, it is due on {}",
                                         day.due_on->iso(), latest.iso())});
        });
    return result;
}

CheckResult check_meters(store::Database& database, CheckDepth depth)
{
    CheckResult result{"meter_volumes",
                       "volumes follow each other without a gap and are what released readings say",
                       0,
                       {}};
    store::each_metered_life(database, first_looked_at(database, "reading", depth),
                             [&](const std::string& meter, const rules::MeteredLife& life) {
                                 if (const auto problem = rules::problem_of(life); !problem.empty())
                                     add(result, {"meter/" + meter, problem});
                             });
    return result;
}

/// All but that of the file.
void check_rows(store::Book& book, CheckDepth depth,
                const std::function<void(const CheckResult&)>& result)
{
    auto& database = book.database();
    bool is_usable = true;
    result(check_schema(book, is_usable));
    if (!is_usable)
        return;
    result(check_chain(book, depth));
    for (const auto& check : store::set_checks()) {
        CheckResult found{check.code, check.claim, 0, {}};
        store::each_offender(database, check, first_looked_at(database, check.table, depth),
                             [&](store::Offender offender) { add(found, std::move(offender)); });
        result(found);
    }
    result(check_periods(database, depth));
    result(check_sums(database, depth));
    result(check_due_days(database, depth));
    result(check_meters(database, depth));
}

} // namespace

std::int64_t number_of_checks()
{
    constexpr std::int64_t walks = 7; // file, schema, chain, periods, sums, due days, meters
    return walks + static_cast<std::int64_t>(store::set_checks().size());
}

void check_book(store::Book& book, CheckDepth depth,
                const std::function<void(const CheckResult&)>& result,
                const std::function<void()>& proved)
{
    if (depth == CheckDepth::quick) {
        const auto file = check_small_tables(book.database());
        result(file);
        if (file.offenders == 0)
            check_rows(book, depth, result);
        return;
    }
    // SQLite's own check takes as long as all others together, and needs no other result.
    auto whole_file = std::async(std::launch::async, check_whole_file, book.file());
    std::vector<CheckResult> others;
    std::exception_ptr trouble; // a damaged file may make any of the others fail
    try {
        check_rows(book, depth, [&](const CheckResult& check) {
            others.push_back(check);
            if (proved)
                proved();
        });
    } catch (const Fault&) {
        trouble = std::current_exception();
    }
    const auto file = whole_file.get();
    result(file);
    if (file.offenders > 0)
        return;
    if (trouble)
        std::rethrow_exception(trouble);
    for (const auto& check : others)
        result(check);
}

} // namespace duesday::flow
