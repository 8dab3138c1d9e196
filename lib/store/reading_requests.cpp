#include "store/reading_requests.hpp"

#include "store/lost_row.hpp"

namespace duesday::store {

namespace {

std::optional<OpenRequest> open_of(const Rows& rows, int first)
{
    if (rows.is_null(first))
        return std::nullopt;
    OpenRequest open;
    open.id = rows.integer(first);
    open.due_on = rows.date(first + 1);
    open.email_key = rows.text(first + 2);
    open.requested_on = rows.date(first + 3);
    open.reminders = static_cast<int>(rows.integer(first + 4));
    open.last_letter_on = rows.date(first + 5);
    return open;
}

AskedContract contract_of(const Rows& rows)
{
    AskedContract contract;
    contract.id = rows.integer(0);
    contract.contract = rows.text(1);
    contract.by_portal = rows.view(2) == "portal";
    contract.period_months = static_cast<int>(rows.integer(3));
    contract.next_reading_on = rows.optional_date(4);
    contract.ends_on = rows.optional_date(5);
    contract.customer = rows.integer(6);
    contract.customer_key = rows.text(7);
    contract.customer_name = rows.text(8);
    contract.language = rows.text(9);
    contract.contact = rows.integer(10);
    contract.contact_key = rows.text(11);
    contract.contact_name = rows.text(12);
    contract.email = rows.text(13);
    contract.address = rows.text(14);
    contract.is_revoked = !rows.is_null(16);
    contract.has_right = !rows.is_null(15) && !contract.is_revoked;
    contract.open = open_of(rows, 17);
    return contract;
}

} // namespace

std::optional<AskedContract> find_asked_contract(Database& database, std::string_view contract)
{
    const auto id =
        database.integer(R"sql(SELECT id FROM contract WHERE contract = ?1)sql", contract);
    if (id == 0)
        return std::nullopt;
    return asked_contract(database, id);
}

AskedContract asked_contract(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT k.id, k.contract, k.reporting_by, k.period_months, k.next_reading_on, k.ends_on,
               c.id, c.customer, c.name, c.language, p.id, p.contact, p.name, p.email,
               lower(trim(coalesce(p.email, ''))), g.granted_on, g.revoked_on, q.id, q.due_on,
               q.email_key, q.requested_on, q.reminders, q.last_letter_on
        FROM contract AS k
        JOIN customer AS c ON c.id = k.customer
        JOIN contact AS p ON p.id = k.contact
        LEFT JOIN portal_right AS g ON g.contact = p.id
        LEFT JOIN reading_request AS q ON q.contract = k.id AND q.closed_on IS NULL
        WHERE k.id = ?1
        ORDER BY q.due_on DESC)sql",
                               id);
    if (!rows.next())
        report_lost_row("contract", id);
    return contract_of(rows);
}

std::vector<AddressedContract> contracts_by_address(Database& database,
                                                    const AddressedContracts& wanted,
                                                    const AddressedContract& after,
                                                    std::size_t limit)
{
    std::vector<AddressedContract> page;
    // CROSS JOIN: the addresses come in order, so that nothing has to be sorted.
    auto rows = database.query(R"sql(
        SELECT lower(trim(coalesce(p.email, ''))), p.id, k.id
        FROM contact AS p CROSS JOIN contract AS k
        WHERE k.contact = p.id AND k.reporting_by = 'portal'
          AND lower(trim(coalesce(p.email, ''))) >= ?1
          AND (lower(trim(coalesce(p.email, ''))) > ?1 OR p.id > ?2)
          AND (k.ends_on IS NULL OR k.ends_on >= CAST(?4 AS TEXT))
          AND (CAST(?3 AS TEXT) IS NULL
               OR (coalesce(k.next_reading_on, '') <= CAST(?3 AS TEXT)
                   AND NOT EXISTS (
                       SELECT 1 FROM reading_request AS q
                       WHERE q.contract = k.id
                         AND ((q.closed_on IS NULL
                               AND q.email_key = lower(trim(coalesce(p.email, ''))))
                              OR (q.closed_on IS NOT NULL AND q.due_on = k.next_reading_on)))))
        ORDER BY lower(trim(coalesce(p.email, ''))), p.id, k.id)sql",
                               after.address, after.contact, wanted.due_by, wanted.running_on);
    while (rows.next()) {
        // A page ends between two addresses, or between two contacts without one.
        if (page.size() >= limit &&
            (rows.view(0) != page.back().address ||
             (rows.view(0).empty() && rows.integer(1) != page.back().contact)))
            break;
        page.push_back({rows.text(0), rows.integer(1), rows.integer(2)});
    }
    return page;
}

std::int64_t count_contracts(Database& database, const AddressedContracts& wanted)
{
    return database.integer(R"sql(
        SELECT count(*) FROM contract AS k
        WHERE k.reporting_by = 'portal' AND (k.ends_on IS NULL OR k.ends_on >= CAST(?2 AS TEXT))
          AND (CAST(?1 AS TEXT) IS NULL
               OR (coalesce(k.next_reading_on, '') <= CAST(?1 AS TEXT)
                   AND NOT EXISTS (SELECT 1 FROM reading_request AS q
                                   WHERE q.contract = k.id AND q.closed_on IS NULL))))sql",
                            wanted.due_by, wanted.running_on);
}

std::vector<std::int64_t> contracts_of_address(Database& database, std::string_view address)
{
    std::vector<std::int64_t> ids;
    auto rows = database.query(R"sql(
        SELECT k.id
        FROM contact AS p CROSS JOIN contract AS k
        WHERE k.contact = p.id AND k.reporting_by = 'portal'
          AND lower(trim(coalesce(p.email, ''))) = ?1
        ORDER BY p.id, k.id)sql",
                               address);
    while (rows.next())
        ids.push_back(rows.integer(0));
    return ids;
}

bool has_portal_contracts(Database& database)
{
    return database.integer(R"sql(
        SELECT count(*) FROM (SELECT 1 FROM contract WHERE reporting_by = 'portal' LIMIT 1)
        AS one)sql") > 0;
}

std::vector<AskedMeter> asked_meters(Database& database, std::int64_t contract)
{
    std::vector<AskedMeter> meters;
    auto rows = database.query(R"sql(
        SELECT m.machine, m.model, d.serial, m.location, m.reading_help_url, t.name,
               (SELECT max(r.read_on) FROM reading AS r
                WHERE r.meter = t.id AND r.state = 'released'),
               (SELECT max(r.read_on) FROM reading AS r
                WHERE r.meter = t.id AND (r.state = 'entered' OR r.state = 'held'))
        FROM machine AS m
        JOIN meter AS t ON t.machine = m.id AND t.contract_relevant = 1
        JOIN device AS d ON d.machine = m.id
             AND d.ordinal = (SELECT max(o.ordinal) FROM device AS o WHERE o.machine = m.id)
        WHERE m.contract = ?1
        ORDER BY m.machine, t.meter)sql",
                               contract);
    while (rows.next()) {
        AskedMeter meter;
        meter.machine = rows.text(0);
        meter.model = rows.text(1);
        meter.serial = rows.text(2);
        meter.location = rows.optional_text(3);
        meter.reading_help_url = rows.optional_text(4);
        meter.meter = rows.text(5);
        meter.last_read_on = rows.optional_date(6);
        if (const auto current = rows.optional_date(7))
            meter.last_read_on = std::max(meter.last_read_on, current);
        meters.push_back(std::move(meter));
    }
    return meters;
}

bool add_request(Write& write, const NewRequest& request)
{
    return write.database().run(R"sql(
        INSERT INTO reading_request (contract, due_on, period, email_key, requested_on,
                                     last_letter_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        ON CONFLICT (contract, due_on) DO NOTHING)sql",
                                request.contract, request.due_on, request.period, request.email_key,
                                write.stamp().business_date) == 1;
}

void move_request(Write& write, std::int64_t id, std::string_view email_key)
{
    write.database().run(R"sql(
        UPDATE reading_request SET email_key = ?2, last_letter_on = ?3, reminders = 0
        WHERE id = ?1)sql",
                         id, email_key, write.stamp().business_date);
}

void forget_who_was_asked(Write& write, std::int64_t contact)
{
    write.database().run(R"sql(
        UPDATE reading_request SET email_key = ''
        WHERE closed_on IS NULL AND contract IN (SELECT id FROM contract WHERE contact = ?1))sql",
                         contact);
}

void note_reminder(Write& write, std::int64_t id, std::string_view email_key)
{
    write.database().run(R"sql(
        UPDATE reading_request SET email_key = ?2, last_letter_on = ?3, reminders = reminders + 1
        WHERE id = ?1)sql",
                         id, email_key, write.stamp().business_date);
}

std::vector<RequestPlace> requests_to_remind(Database& database, const RemindedRequests& wanted,
                                             const RequestPlace& after, std::size_t limit)
{
    std::vector<RequestPlace> page;
    auto rows =
        database.query(R"sql(
        SELECT email_key, period, id, contract
        FROM reading_request
        WHERE closed_on IS NULL AND email_key >= CAST(?1 AS TEXT)
          AND (email_key > CAST(?1 AS TEXT) OR period > CAST(?2 AS TEXT)
               OR (period = CAST(?2 AS TEXT) AND id > ?3))
          AND last_letter_on <= CAST(?4 AS TEXT) AND reminders < ?5
        ORDER BY email_key, period, id)sql",
                       after.email_key, after.period, after.id, wanted.last_letter_by, wanted.most);
    while (rows.next()) {
        if (page.size() >= limit &&
            (rows.view(0) != page.back().email_key || rows.view(1) != page.back().period))
            break;
        page.push_back({rows.text(0), rows.text(1), rows.integer(2), rows.integer(3)});
    }
    return page;
}

std::int64_t count_to_remind(Database& database, const RemindedRequests& wanted)
{
    return database.integer(R"sql(
        SELECT count(*) FROM reading_request
        WHERE closed_on IS NULL AND last_letter_on <= CAST(?1 AS TEXT) AND reminders < ?2)sql",
                            wanted.last_letter_by, wanted.most);
}

} // namespace duesday::store
