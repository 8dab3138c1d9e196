// The floor of request-meters: a plain program with prepared statements and no rules that writes
// the same rows into the same tables: for each contract of make_meter_book a request, a right, a
// link and a letter, with what the audit says of them.
//
//   floor_request_meters FILE CONTRACTS_A_TRANSACTION

#include <algorithm>
#include <vector>

#include "meter_audit.hpp"

using namespace plain;

namespace {

struct Asked {
    std::int64_t contract = 0, contact = 0, machine = 0;
    std::string contract_key, contact_key, email, contact_name, customer_key, customer_name;
};

std::vector<Asked> due(sqlite3* database)
{
    Statement rows{database, R"(
        SELECT k.id, p.id, k.contract, p.contact, p.email, p.name, c.customer, c.name
        FROM contract AS k JOIN contact AS p ON p.id = k.contact
        JOIN customer AS c ON c.id = k.customer
        WHERE k.reporting_by = 'portal' AND coalesce(k.next_reading_on, '') <= '2026-12-31'
        ORDER BY k.id)"};
    std::vector<Asked> all;
    while (rows.step())
        all.push_back({rows.integer(0), rows.integer(1), 0, rows.text(2), rows.text(3),
                       rows.text(4), rows.text(5), rows.text(6), rows.text(7)});
    return all;
}

class Requests {
public:
    explicit Requests(sqlite3* database) : database_{database} {}

    void ask(const Asked& asked)
    {
        request_.run(asked.contract, asked.email);
        audit_.add("contract/" + asked.contract_key, "requested",
                   "due_on=2026-12-31\ncontact=" + asked.contact_key);
        right_.run(asked.contact);
        audit_.add("contact/" + asked.contact_key, "portal_granted", "portal=on");
        link_.run(hash_of(++links_), asked.email);
        audit_.add("link/" + std::to_string(links_), "made",
                   "period=2026-12\nvalid_until=2027-03-01");
        letter_.run(asked.email, facts_of(asked));
    }

private:
    /// As good as random: the index on it grows everywhere.
    static std::string hash_of(std::uint64_t number)
    {
        std::string hash;
        auto state = number;
        while (hash.size() < 64) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            hash += "0123456789abcdef"[state >> 60U];
        }
        return hash;
    }

    std::string facts_of(const Asked& asked)
    {
        std::string facts = R"({"customers":[{"customer":")" + asked.customer_key +
                            R"(","name":")" + asked.customer_name + R"(","machines":[)";
        meters_.bind(1, asked.contract);
        std::int64_t machine = 0;
        while (meters_.step()) {
            if (machine != meters_.integer(0))
                facts += R"({"machine":")" + meters_.text(1) + R"(","model":")" + meters_.text(2) +
                         R"(","serial":")" + meters_.text(3) + R"(","location":")" +
                         meters_.text(4) + R"(","reading_help_url":")" + meters_.text(5) +
                         R"(","meters":[)";
            else
                facts += ',';
            machine = meters_.integer(0);
            facts += '"' + meters_.text(6) + '"';
        }
        meters_.reset();
        return facts + R"(]}]}],"due_on":"2026-12-31","name":")" + asked.contact_name +
               R"(","language":"nl","link":{"sealed":")" + std::string(111, 's') + R"("}})";
    }

    sqlite3* database_;
    std::uint64_t links_ = 0;
    Audit audit_{database_, "request-meters", "2026-12-31"};
    Statement meters_{database_, R"(
        SELECT m.id, m.machine, m.model, d.serial, m.location, m.reading_help_url, t.name
        FROM machine AS m JOIN device AS d ON d.machine = m.id
        JOIN meter AS t ON t.machine = m.id WHERE m.contract = ?1)"};
    Statement request_{database_, R"(INSERT INTO reading_request (contract, due_on, period,
            email_key, requested_on, last_letter_on)
        VALUES (?1, '2026-12-31', '2026-12', ?2, '2026-12-31', '2026-12-31'))"};
    Statement right_{database_, R"(INSERT INTO portal_right (contact, granted_on)
        VALUES (?1, '2026-12-31'))"};
    Statement link_{database_, R"(INSERT INTO portal_link (token_hash, email_key, period, made_on,
            valid_until) VALUES (?1, ?2, '2026-12', '2026-12-31', '2027-03-01'))"};
    Statement letter_{database_, R"(INSERT INTO outbox (channel, repeatable, letter, subject,
            period, ordinal, addressee, facts, created_on, created_at, next_attempt_at)
        VALUES ('mail', 1, 'meter-request', 'meters/2026-12', '2026-12', 1, ?1, ?2, '2026-12-31',
                '2026-12-31T01:17:00.000Z', '2026-12-31T01:17:00.000Z'))"};
};

} // namespace

int main(int argc, char** argv)
{
    const auto a_transaction = argc == 3 ? std::atoll(argv[2]) : 0;
    if (a_transaction <= 0) {
        std::fprintf(stderr, "usage: floor_request_meters FILE CONTRACTS_A_TRANSACTION\n");
        return 64;
    }
    auto* database = open_book(argv[1]);
    {
        const auto contracts = due(database);
        Requests requests{database};
        for (std::size_t from = 0; from < contracts.size();) {
            const auto to =
                std::min(from + static_cast<std::size_t>(a_transaction), contracts.size());
            run_script(database, "BEGIN IMMEDIATE");
            for (; from < to; ++from)
                requests.ask(contracts[from]);
            run_script(database, "COMMIT");
        }
    }
    sqlite3_close(database);
    return 0;
}
