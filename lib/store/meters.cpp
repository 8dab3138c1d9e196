#include "store/meters.hpp"

#include <algorithm>
#include <tuple>

namespace duesday::store {

namespace {

MeterRow meter_of(const Rows& rows)
{
    MeterRow meter;
    meter.id = rows.integer(0);
    meter.meter = rows.text(1);
    meter.kind = rules::meter_kind(rows.view(2)).value_or(rules::MeterKind::other);
    if (const auto digits = rows.optional_integer(3))
        meter.digits = static_cast<int>(*digits);
    meter.machine = rows.integer(4);
    meter.machine_key = rows.text(5);
    meter.model = rows.text(6);
    meter.reading_help_url = rows.optional_text(7);
    meter.contract = rows.integer(8);
    meter.contract_key = rows.text(9);
    meter.contract_ends_on = rows.optional_date(10);
    meter.period_months = static_cast<int>(rows.integer(11));
    meter.next_reading_on = rows.optional_date(12);
    meter.customer_key = rows.text(13);
    meter.is_relevant = rows.boolean(14);
    return meter;
}

std::vector<MeterRow> all_of(Rows rows)
{
    std::vector<MeterRow> meters;
    while (rows.next())
        meters.push_back(meter_of(rows));
    return meters;
}

} // namespace

std::optional<MeterRow> find_meter(Database& database, std::string_view meter)
{
    auto rows = database.query(R"sql(
        SELECT t.id, t.meter, t.kind, t.digits, m.id, m.machine, m.model, m.reading_help_url,
               k.id, k.contract, k.ends_on, k.period_months, k.next_reading_on, c.customer,
               t.contract_relevant
        FROM meter AS t
        JOIN machine AS m ON m.id = t.machine
        JOIN contract AS k ON k.id = m.contract
        JOIN customer AS c ON c.id = k.customer
        WHERE t.meter = ?1)sql",
                               meter);
    if (!rows.next())
        return std::nullopt;
    return meter_of(rows);
}

std::vector<MeterRow> meters_of_machine(Database& database, std::int64_t machine)
{
    return all_of(database.query(R"sql(
        SELECT t.id, t.meter, t.kind, t.digits, m.id, m.machine, m.model, m.reading_help_url,
               k.id, k.contract, k.ends_on, k.period_months, k.next_reading_on, c.customer,
               t.contract_relevant
        FROM meter AS t
        JOIN machine AS m ON m.id = t.machine
        JOIN contract AS k ON k.id = m.contract
        JOIN customer AS c ON c.id = k.customer
        WHERE t.machine = ?1
        ORDER BY t.meter)sql",
                                 machine));
}

std::vector<MeterRow> meters_of_contract(Database& database, std::int64_t contract)
{
    auto meters = all_of(database.query(R"sql(
        SELECT t.id, t.meter, t.kind, t.digits, m.id, m.machine, m.model, m.reading_help_url,
               k.id, k.contract, k.ends_on, k.period_months, k.next_reading_on, c.customer,
               t.contract_relevant
        FROM machine AS m
        JOIN meter AS t ON t.machine = m.id
        JOIN contract AS k ON k.id = m.contract
        JOIN customer AS c ON c.id = k.customer
        WHERE m.contract = ?1)sql",
                                        contract));
    // A handful: SQL would set up a table for it.
    std::sort(meters.begin(), meters.end(), [](const MeterRow& a, const MeterRow& b) {
        return std::tie(a.machine_key, a.meter) < std::tie(b.machine_key, b.meter);
    });
    return meters;
}

std::vector<std::string> meters_of_address(Database& database, std::string_view email_key)
{
    std::vector<std::string> keys;
    auto rows = database.query(R"sql(
        SELECT t.meter
        FROM contact AS p
        JOIN portal_right AS g ON g.contact = p.id
        JOIN contract AS k ON k.contact = p.id
        JOIN customer AS c ON c.id = k.customer
        JOIN machine AS m ON m.contract = k.id
        JOIN meter AS t ON t.machine = m.id
        WHERE lower(trim(coalesce(p.email, ''))) = ?1 AND g.revoked_on IS NULL
          AND k.reporting_by = 'portal' AND t.contract_relevant = 1
        ORDER BY c.customer, m.machine, t.meter)sql",
                               email_key);
    while (rows.next())
        keys.push_back(rows.text(0));
    return keys;
}

bool is_entrusted(Database& database, std::string_view email_key, std::string_view meter)
{
    return database.integer(R"sql(
        SELECT count(*)
        FROM meter AS t
        JOIN machine AS m ON m.id = t.machine
        JOIN contract AS k ON k.id = m.contract
        JOIN contact AS p ON p.id = k.contact
        JOIN portal_right AS g ON g.contact = p.id
        WHERE t.meter = ?2 AND t.contract_relevant = 1 AND k.reporting_by = 'portal'
          AND lower(trim(coalesce(p.email, ''))) = ?1 AND g.revoked_on IS NULL)sql",
                            email_key, meter) > 0;
}

bool has_open_request(Database& database, std::string_view email_key, std::string_view period)
{
    auto rows = database.query(R"sql(
        SELECT id FROM reading_request
        WHERE email_key = ?1 AND period = ?2 AND closed_on IS NULL LIMIT 1)sql",
                               email_key, period);
    return rows.next();
}

WantedReading wanted_reading(Database& database, const MeterRow& meter, std::string_view period)
{
    WantedReading wanted;
    auto rows = database.query(R"sql(
        SELECT due_on, requested_on, period, closed_on FROM reading_request
        WHERE contract = ?1 ORDER BY due_on DESC)sql",
                               meter.contract);
    while (rows.next()) {
        const bool is_closed = !rows.is_null(3);
        if (is_closed && rows.view(2) == period)
            wanted.is_closed = true;
        if (!is_closed)
            wanted.term = rules::ReadingTerm{rows.date(0), meter.period_months, rows.date(1)};
    }
    if (wanted.term)
        wanted.is_closed = false; // another day of that month is asked for
    else if (meter.next_reading_on)
        wanted.term = rules::ReadingTerm{*meter.next_reading_on, meter.period_months, std::nullopt};
    return wanted;
}

} // namespace duesday::store
