#include "store/release_findings.hpp"

#include <limits>

namespace duesday::store {

void add_release_finding(Write& write, const NewReleaseFinding& finding)
{
    const auto& question = finding.question;
    write.database().run(R"sql(
        INSERT INTO release_finding (reading, run, found_on, found_at, rule, lowest, highest, value,
                                     suspicion, proposal, forced_by, reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))sql",
                         finding.reading, write.stamp().run, write.stamp().business_date,
                         write.stamp().now, rules::code_of(question.rule),
                         rules::lowest_of(question), rules::highest_of(question), finding.value,
                         rules::name_of(question.suspicion), question.proposal, finding.forced_by,
                         finding.reason);
}

bool has_release_finding(Database& database, std::int64_t reading)
{
    return database.integer(R"sql(
        SELECT count(*) FROM release_finding WHERE reading = ?1)sql",
                            reading) > 0;
}

namespace {

ReleaseFinding finding_of(const Rows& rows)
{
    ReleaseFinding finding;
    finding.run = rows.integer(0);
    finding.found_at = rows.text(1);
    finding.contract = rows.text(2);
    finding.meter = rows.text(3);
    finding.source = rows.text(4);
    finding.read_on = rows.date(5);
    finding.value = rows.integer(6);
    finding.rule = rows.text(7);
    finding.lowest = rows.optional_integer(8);
    finding.highest = rows.optional_integer(9);
    finding.suspicion = rows.text(10);
    finding.proposal = rows.optional_integer(11);
    finding.forced_by = rows.text(12);
    finding.reason = rows.text(13);
    finding.state = rows.text(14);
    return finding;
}

} // namespace

void each_release_finding(Database& database, std::optional<std::int64_t> run,
                          const std::function<void(const ReleaseFinding&)>& finding)
{
    auto rows =
        database.query(R"sql(
        SELECT f.run, f.found_at, k.contract, t.meter, r.source, r.read_on, f.value, f.rule,
               f.lowest, f.highest, f.suspicion, f.proposal, f.forced_by, f.reason, r.state
        FROM release_finding AS f
        JOIN reading AS r ON r.id = f.reading
        JOIN meter AS t ON t.id = r.meter
        JOIN machine AS m ON m.id = t.machine
        JOIN contract AS k ON k.id = m.contract
        WHERE f.run >= ?1 AND f.run <= ?2
        ORDER BY f.run, f.id)sql",
                       run.value_or(0), run.value_or(std::numeric_limits<std::int64_t>::max()));
    while (rows.next())
        finding(finding_of(rows));
}

} // namespace duesday::store
