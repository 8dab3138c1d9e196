#include "store/outbox.hpp"

#include <algorithm>

namespace duesday::store {

namespace {

OutboxRow row_of(const Rows& rows)
{
    OutboxRow row;
    row.id = rows.integer(0);
    row.channel = rows.text(1);
    row.letter = rows.text(2);
    row.subject = rows.text(3);
    row.period = rows.text(4);
    row.ordinal = static_cast<int>(rows.integer(5));
    row.addressee = rows.text(6);
    row.facts = rows.text(7);
    row.state = rows.text(8);
    row.attempts = static_cast<int>(rows.integer(9));
    row.created_on = rows.date(10);
    row.created_at = Timestamp::parse(rows.view(11)).value_or(Timestamp{});
    row.next_attempt_at = Timestamp::parse(rows.view(12)).value_or(Timestamp{});
    row.sent_at = rows.optional_text(13);
    row.sent_to = rows.optional_text(14);
    row.error = rows.optional_text(15);
    row.failures = static_cast<int>(rows.integer(16));
    if (const auto since = rows.optional_text(17))
        row.failing_since = Timestamp::parse(*since);
    return row;
}

std::vector<OutboxRow> rows_of(Rows rows)
{
    std::vector<OutboxRow> result;
    while (rows.next())
        result.push_back(row_of(rows));
    return result;
}

} // namespace

bool enqueue(Write& write, const Message& message)
{
    return write.database().run(R"sql(
        INSERT INTO outbox (channel, repeatable, letter, subject, period, ordinal, addressee, facts,
                            created_on, created_at, next_attempt_at)
        VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
        ON CONFLICT (subject, letter, period, ordinal, addressee) DO NOTHING)sql",
                                message.channel, message.letter, message.subject, message.period,
                                message.ordinal, message.addressee, message.facts,
                                write.stamp().business_date, write.stamp().now) == 1;
}

std::vector<OutboxRow> waiting_messages(Database& database, Timestamp now,
                                        const std::optional<std::string>& channel,
                                        std::int64_t after_id, int limit)
{
    return rows_of(database.query(R"sql(
        SELECT id, channel, letter, subject, period, ordinal, addressee, facts, state, attempts,
               created_on, created_at, next_attempt_at, sent_at, sent_to, error, failures,
               failing_since
        FROM outbox
        WHERE state = 'waiting' AND id > ?2
          AND (CAST(?3 AS TEXT) IS NULL OR channel = ?3)
          AND (next_attempt_at <= ?1
               OR (channel = 'cloud'
                   AND id < (SELECT max(id) FROM outbox
                             WHERE state = 'waiting' AND channel = 'cloud'
                               AND next_attempt_at <= ?1)))
        ORDER BY id LIMIT ?4)sql",
                                  now, after_id, channel, limit));
}

std::int64_t count_waiting(Database& database, Timestamp now,
                           const std::optional<std::string>& channel)
{
    return database.integer(R"sql(
        SELECT count(*) FROM outbox
        WHERE state = 'waiting' AND next_attempt_at <= ?1
          AND (CAST(?2 AS TEXT) IS NULL OR channel = ?2))sql",
                            now, channel);
}

std::optional<OutboxRow> find_message(Database& database, std::int64_t id)
{
    auto found = rows_of(database.query(R"sql(
        SELECT id, channel, letter, subject, period, ordinal, addressee, facts, state, attempts,
               created_on, created_at, next_attempt_at, sent_at, sent_to, error, failures,
               failing_since
        FROM outbox WHERE id = ?1)sql",
                                        id));
    if (found.empty())
        return std::nullopt;
    return found.front();
}

std::vector<OutboxRow> list_messages(Database& database, const std::optional<std::string>& letter,
                                     const std::optional<Date>& since, std::int64_t after_id,
                                     int limit)
{
    return rows_of(database.query(R"sql(
        SELECT id, channel, letter, subject, period, ordinal, addressee, facts, state, attempts,
               created_on, created_at, next_attempt_at, sent_at, sent_to, error, failures,
               failing_since
        FROM outbox
        WHERE id > ?1 AND (CAST(?2 AS TEXT) IS NULL OR letter = ?2)
          AND (CAST(?3 AS TEXT) IS NULL OR created_on >= ?3)
        ORDER BY id LIMIT ?4)sql",
                                  after_id, letter, since, limit));
}

void replace_facts(Write& write, std::int64_t id, std::string_view facts)
{
    write.database().run(R"sql(UPDATE outbox SET facts = ?2 WHERE id = ?1)sql", id, facts);
}

void mark_sent(Write& write, std::int64_t id, std::string_view sent_to)
{
    write.database().run(R"sql(
        UPDATE outbox SET state = 'sent', attempts = attempts + 1, sent_at = ?2, sent_to = ?3,
                          error = NULL
        WHERE id = ?1)sql",
                         id, write.stamp().now, sent_to);
}

void mark_failed(Write& write, std::int64_t id, std::string_view error, Timestamp next)
{
    write.database().run(R"sql(
        UPDATE outbox SET attempts = attempts + 1, error = ?2, next_attempt_at = ?3,
                          failures = failures + 1, failing_since = COALESCE(failing_since, ?4)
        WHERE id = ?1)sql",
                         id, error, next, write.stamp().now);
}

void mark_held(Write& write, std::int64_t id, std::string_view error)
{
    write.database().run(R"sql(
        UPDATE outbox SET state = 'held', attempts = attempts + 1, error = ?2 WHERE id = ?1)sql",
                         id, error);
}

bool mark_bounced(Write& write, std::int64_t id, std::string_view error)
{
    return write.database().run(R"sql(
        UPDATE outbox SET state = 'bounced', error = ?2 WHERE id = ?1 AND state <> 'bounced')sql",
                                id, error) == 1;
}

std::set<std::string> known_reports(Database& database)
{
    std::set<std::string> known;
    auto rows = database.query(R"sql(SELECT subject, after FROM audit WHERE what = 'bounced')sql");
    while (rows.next()) {
        const auto after = rows.text(1);
        const auto report = after.find("report=");
        if (report != after.npos)
            known.insert(rows.text(0) + " " + after.substr(report));
    }
    return known;
}

std::vector<std::int64_t> hold_waiting(Write& write, std::string_view channel,
                                       std::string_view error)
{
    std::vector<std::int64_t> held;
    auto rows = write.database().query(R"sql(
        UPDATE outbox SET state = 'held', error = ?2
        WHERE state = 'waiting' AND channel = ?1 RETURNING id)sql",
                                       channel, error);
    while (rows.next())
        held.push_back(rows.integer(0));
    std::sort(held.begin(), held.end());
    return held;
}

std::optional<std::int64_t> last_sent_to(Database& database, std::string_view address)
{
    auto rows = database.query(R"sql(
        SELECT max(id) FROM outbox
        WHERE state = 'sent' AND lower(sent_to) = lower(CAST(?1 AS TEXT)) AND channel = 'mail')sql",
                               address);
    return rows.next() ? rows.optional_integer(0) : std::nullopt;
}

bool mark_waiting(Write& write, std::int64_t id)
{
    return write.database().run(R"sql(
        UPDATE outbox SET state = 'waiting', next_attempt_at = ?2, sent_at = NULL, sent_to = NULL,
                          failures = 0, failing_since = NULL
        WHERE id = ?1 AND state <> 'sent')sql",
                                id, write.stamp().now) == 1;
}

} // namespace duesday::store
