// The tables of contracts, meters and readings in the dump.

#include "store/dumped_tables.hpp"

namespace duesday::store {

std::vector<TableReading> metered_places()
{
    return {
        {{"contract",
          {"contract", "customer", "contact", "reporting_by", "period_months", "next_reading_on",
           "ends_on"},
          {"id"}},
         R"sql(
            SELECT k.contract, c.customer, p.contact, k.reporting_by, k.period_months,
                   k.next_reading_on, k.ends_on
            FROM contract AS k
            JOIN customer AS c ON c.id = k.customer
            JOIN contact AS p ON p.id = k.contact
            ORDER BY k.contract)sql"},
        {{"machine", {"machine", "contract", "model", "location", "reading_help_url"}, {"id"}},
         R"sql(
            SELECT m.machine, k.contract, m.model, m.location, m.reading_help_url
            FROM machine AS m JOIN contract AS k ON k.id = m.contract ORDER BY m.machine)sql"},
        {{"device", {"machine", "ordinal", "serial", "noted_on"}, {"id"}},
         R"sql(
            SELECT m.machine, d.ordinal, d.serial, d.noted_on
            FROM device AS d JOIN machine AS m ON m.id = d.machine
            ORDER BY m.machine, d.ordinal)sql"},
        {{"meter", {"meter", "machine", "name", "digits", "contract_relevant", "kind"}, {"id"}},
         R"sql(
            SELECT t.meter, m.machine, t.name, t.digits, t.contract_relevant, t.kind
            FROM meter AS t JOIN machine AS m ON m.id = t.machine ORDER BY t.meter)sql"},
    };
}

std::vector<TableReading> reading_tables()
{
    return {
        {{"reading",
          {"meter", "device", "read_on", "value", "source", "state", "origin", "entered_on",
           "entered_by", "reason", "rule", "corrects", "released_on", "released_by"},
          {"id"}},
         R"sql(
            SELECT t.meter, d.ordinal, r.read_on, r.value, r.source, r.state, r.origin,
                   r.entered_on, r.entered_by, r.reason, r.rule, c.value, r.released_on,
                   r.released_by
            FROM reading AS r
            JOIN meter AS t ON t.id = r.meter
            JOIN device AS d ON d.id = r.device
            LEFT JOIN reading AS c ON c.id = r.corrects)sql",
         true},
        {{"meter_volume",
          {"meter", "value", "kind", "from_on", "to_on", "volume", "released_on"},
          {"reading"}},
         R"sql(
            SELECT t.meter, r.value, v.kind, v.from_on, v.to_on, v.volume, v.released_on
            FROM meter_volume AS v
            JOIN meter AS t ON t.id = v.meter
            JOIN reading AS r ON r.id = v.reading)sql",
         true},
        {{"release_finding",
          {"meter", "value", "found_on", "rule", "lowest", "highest", "suspicion", "proposal",
           "forced_by", "reason"},
          {"id", "reading", "run", "found_at"}},
         R"sql(
            SELECT t.meter, f.value, f.found_on, f.rule, f.lowest, f.highest, f.suspicion,
                   f.proposal, f.forced_by, f.reason
            FROM release_finding AS f
            JOIN reading AS r ON r.id = f.reading
            JOIN meter AS t ON t.id = r.meter)sql",
         true},
    };
}

std::vector<TableReading> reading_request_tables()
{
    return {
        {{"portal_right", {"contact", "granted_on", "revoked_on"}, {}},
         R"sql(
            SELECT p.contact, g.granted_on, g.revoked_on
            FROM portal_right AS g JOIN contact AS p ON p.id = g.contact ORDER BY p.contact)sql"},
        {{"reading_request",
          {"contract", "due_on", "period", "email_key", "requested_on", "reminders",
           "last_letter_on", "closed_on"},
          {"id"}},
         R"sql(
            SELECT k.contract, q.due_on, q.period, q.email_key, q.requested_on, q.reminders,
                   q.last_letter_on, q.closed_on
            FROM reading_request AS q JOIN contract AS k ON k.id = q.contract
            ORDER BY k.contract, q.due_on)sql"},
        {{"portal_link",
          {"email_key", "period", "made_on", "valid_until", "revoked_on"},
          {"id", "token_hash"}},
         R"sql(
            SELECT email_key, period, made_on, valid_until, revoked_on FROM portal_link)sql",
         true},
    };
}

} // namespace duesday::store
