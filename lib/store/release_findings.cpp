#include "store/release_findings.hpp"

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

} // namespace duesday::store
