#include "store/status.hpp"

namespace duesday::store {

BookCounts count_book(Database& database)
{
    BookCounts counts;
    counts.customers = database.integer(R"sql(SELECT count(*) FROM customer)sql");
    counts.installations = database.integer(R"sql(SELECT count(*) FROM installation)sql");
    counts.invoices = database.integer(R"sql(SELECT count(*) FROM invoice)sql");
    counts.unexplained_payments = database.integer(R"sql(
        SELECT count(*) FROM unexplained_payment
        WHERE state <> 'declined' AND refunded_on IS NULL)sql");
    counts.audit_rows = database.integer(R"sql(SELECT count(*) FROM audit)sql");
    counts.readings_waiting = database.integer(R"sql(
        SELECT count(*) FROM reading
        WHERE (state = 'entered' OR state = 'held') AND state = 'entered')sql");
    counts.readings_held = database.integer(R"sql(
        SELECT count(*) FROM reading
        WHERE (state = 'entered' OR state = 'held') AND state = 'held')sql");
    auto standings = database.query(R"sql(
        SELECT standing, count(*) FROM subscription_record GROUP BY standing)sql");
    while (standings.next()) {
        const auto standing = standings.view(0);
        if (standing == "running")
            counts.running = standings.integer(1);
        else if (standing == "ordered")
            counts.ordered = standings.integer(1);
        else if (standing == "lapsed")
            counts.lapsed = standings.integer(1);
    }
    auto states = database.query(R"sql(
        SELECT state, channel, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state,
          channel)sql");
    while (states.next()) {
        const auto state = states.view(0);
        if (state == "held")
            counts.held += states.integer(2);
        else if (state == "bounced")
            counts.bounced += states.integer(2);
        else if (states.view(1) == "mail")
            counts.letters_waiting += states.integer(2);
        else
            counts.messages_waiting += states.integer(2);
    }
    return counts;
}

std::vector<LastRun> last_runs(Database& database)
{
    std::vector<LastRun> runs;
    auto rows = database.query(R"sql(
        SELECT r.program, r.business_date, r.started_at, r.finished_at, r.status, r.summary
        FROM run AS r
        JOIN (SELECT program, max(id) AS id FROM run GROUP BY program) AS n ON n.id = r.id
        ORDER BY r.program)sql");
    while (rows.next()) {
        LastRun run;
        run.program = rows.text(0);
        run.business_date = rows.date(1);
        run.started_at = Timestamp::parse(rows.view(2)).value_or(Timestamp{});
        if (!rows.is_null(3))
            run.finished_at = Timestamp::parse(rows.view(3));
        run.status = rows.optional_integer(4);
        run.summary = rows.text(5);
        runs.push_back(std::move(run));
    }
    return runs;
}

std::optional<Timestamp> oldest_waiting_letter(Database& database)
{
    auto rows = database.query(R"sql(
        SELECT created_at FROM outbox WHERE state = 'waiting' AND channel = 'mail'
        ORDER BY created_at LIMIT 1)sql");
    return rows.next() ? Timestamp::parse(rows.view(0)) : std::nullopt;
}

LateLetters late_invoice_letters(Database& database, Timestamp made_before)
{
    auto rows = database.query(R"sql(
        SELECT subject FROM outbox
        WHERE state IN ('waiting', 'held', 'bounced') AND letter = 'invoice' AND created_at < ?1
        ORDER BY created_at, id)sql",
                               made_before);
    LateLetters late;
    for (; rows.next(); ++late.letters)
        if (late.oldest.empty())
            late.oldest = rows.text(0);
    return late;
}

std::vector<UnresolvedCharge> unresolved_charges(Database& database, Date today, int limit)
{
    std::vector<UnresolvedCharge> charges;
    auto rows = database.query(R"sql(
        SELECT h.key, c.customer, h.state, h.amount, h.currency, h.business_date,
               COALESCE(h.reason, '')
        FROM charge AS h JOIN customer AS c ON c.id = h.payer
        WHERE h.settled_on IS NULL
          AND (h.state IN ('pending', 'unknown') OR h.business_date < ?1)
        ORDER BY h.id LIMIT ?2)sql",
                               today, limit);
    while (rows.next())
        charges.push_back({rows.text(0), rows.text(1), rows.text(2), rows.money(3, 4), rows.date(5),
                           rows.text(6)});
    return charges;
}

std::optional<Date> last_backup(Database& database)
{
    auto rows = database.query(R"sql(
        SELECT business_date FROM audit WHERE subject = 'book' AND what = 'backup'
        ORDER BY id DESC LIMIT 1)sql");
    return rows.next() ? std::optional{rows.date(0)} : std::nullopt;
}

} // namespace duesday::store
