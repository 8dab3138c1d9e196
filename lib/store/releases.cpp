#include "store/releases.hpp"

#include <algorithm>

namespace duesday::store {

namespace {

std::vector<std::int64_t> in_order(Rows rows)
{
    std::vector<std::int64_t> contracts;
    while (rows.next())
        if (contracts.empty() || contracts.back() != rows.integer(0))
            contracts.push_back(rows.integer(0));
    std::sort(contracts.begin(), contracts.end());
    contracts.erase(std::unique(contracts.begin(), contracts.end()), contracts.end());
    return contracts;
}

} // namespace

std::vector<std::int64_t> contracts_with_waiting_readings(Database& database)
{
    return in_order(database.query(R"sql(
        SELECT m.contract
        FROM reading AS r
        JOIN meter AS t ON t.id = r.meter
        JOIN machine AS m ON m.id = t.machine
        WHERE r.state = 'entered' OR r.state = 'held')sql"));
}

std::vector<std::int64_t> contracts_due_by(Database& database, Date due_by)
{
    // Each way of reporting by itself, so that the index leads to what is due.
    return in_order(database.query(R"sql(
        SELECT k.id
        FROM contract AS k
        WHERE (k.reporting_by = 'portal' OR k.reporting_by = 'technician'
               OR k.reporting_by = 'phone' OR k.reporting_by = 'mail' OR k.reporting_by = 'device')
          AND coalesce(k.next_reading_on, '') <= CAST(?1 AS TEXT)
          AND k.next_reading_on IS NOT NULL
          AND (k.ends_on IS NULL OR k.ends_on >= k.next_reading_on))sql",
                                   due_by));
}

std::string contract_key(Database& database, std::int64_t contract)
{
    auto rows = database.query(R"sql(SELECT contract FROM contract WHERE id = ?1)sql", contract);
    return rows.next() ? rows.text(0) : std::string{};
}

void release_reading(Write& write, std::int64_t reading, std::string_view reason)
{
    write.database().run(R"sql(
        UPDATE reading
        SET state = 'released', released_on = ?2, released_by = ?3,
            reason = CASE WHEN ?4 = '' THEN reason ELSE ?4 END
        WHERE id = ?1)sql",
                         reading, write.stamp().business_date, write.stamp().actor, reason);
}

void hold_reading(Write& write, std::int64_t reading, std::string_view rule)
{
    write.database().run(R"sql(
        UPDATE reading SET state = 'held', rule = ?2 WHERE id = ?1)sql",
                         reading, rule);
}

std::int64_t add_estimate(Write& write, const NewEstimate& estimate)
{
    return write.database().insert(R"sql(
        INSERT INTO reading (meter, device, read_on, value, source, state, origin, entered_on,
                             entered_by, reason, rule, released_on, released_by)
        VALUES (?1, ?2, ?3, ?4, 'estimate', 'released', 'platform', ?5, ?6, '', '', ?5, ?6)
        RETURNING id)sql",
                                   estimate.meter, estimate.device, estimate.reading.read_on,
                                   estimate.reading.value, write.stamp().business_date,
                                   write.stamp().actor);
}

std::optional<rules::ReadingTerm> reading_term(Database& database, std::int64_t contract)
{
    auto rows = database.query(R"sql(
        SELECT coalesce(q.due_on, k.next_reading_on), k.period_months, q.requested_on
        FROM contract AS k
        LEFT JOIN reading_request AS q ON q.contract = k.id AND q.closed_on IS NULL
        WHERE k.id = ?1
        ORDER BY q.due_on LIMIT 1)sql",
                               contract);
    if (!rows.next() || rows.is_null(0))
        return std::nullopt;
    return rules::ReadingTerm{rows.date(0), static_cast<int>(rows.integer(1)),
                              rows.optional_date(2)};
}

void close_term(Write& write, std::int64_t contract, Date due_on, Date next_reading_on)
{
    auto& database = write.database();
    database.run(R"sql(
        UPDATE reading_request SET closed_on = ?3
        WHERE contract = ?1 AND due_on <= ?2 AND closed_on IS NULL)sql",
                 contract, due_on, write.stamp().business_date);
    database.run(R"sql(UPDATE contract SET next_reading_on = ?2 WHERE id = ?1)sql", contract,
                 next_reading_on);
}

} // namespace duesday::store
