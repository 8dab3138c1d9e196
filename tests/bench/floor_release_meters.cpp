// The floor of release-meters: a plain program with prepared statements and no rules that writes
// the same rows into the same tables: each reading that make_meter_book entered is released with
// its volume, and each contract closed for its quarter, with what the audit says of them.
//
//   floor_release_meters FILE CONTRACTS_A_TRANSACTION

#include <algorithm>
#include <vector>

#include "meter_audit.hpp"

using namespace plain;

namespace {

std::vector<std::int64_t> waiting_contracts(sqlite3* database)
{
    Statement rows{database, R"(
        SELECT DISTINCT m.contract FROM reading AS r JOIN meter AS t ON t.id = r.meter
        JOIN machine AS m ON m.id = t.machine
        WHERE r.state = 'entered' OR r.state = 'held' ORDER BY m.contract)"};
    std::vector<std::int64_t> all;
    while (rows.step())
        all.push_back(rows.integer(0));
    return all;
}

struct Entered {
    std::int64_t reading = 0, meter = 0, value = 0;
    std::string key, read_on;
};

class Releases {
public:
    explicit Releases(sqlite3* database) : database_{database} {}

    void release(std::int64_t contract)
    {
        for (const auto& entered : entered_of(contract)) {
            last_.bind(1, entered.meter);
            if (!last_.step())
                continue;
            const auto volume = entered.value - last_.integer(0);
            const auto from = last_.text(1);
            last_.reset();
            release_.run(entered.reading);
            volume_.run(entered.meter, entered.reading, from, entered.read_on, volume);
            audit_.add("meter/" + entered.key, "released",
                       "value=" + std::to_string(entered.value) + "\nread_on=" + entered.read_on +
                           "\nsource=portal\nreading=" + std::to_string(volume));
        }
        close_.run(contract);
        next_.run(contract);
        audit_.add("contract/V" + std::to_string(contract), "readings_released",
                   "due_on=2026-12-31\nnext_reading_on=2027-03-31");
    }

private:
    std::vector<Entered> entered_of(std::int64_t contract)
    {
        entered_.bind(1, contract);
        std::vector<Entered> all;
        while (entered_.step())
            all.push_back({entered_.integer(0), entered_.integer(1), entered_.integer(2),
                           entered_.text(3), entered_.text(4)});
        entered_.reset();
        return all;
    }

    sqlite3* database_;
    Audit audit_{database_, "release-meters", "2027-01-05"};
    Statement entered_{database_, R"(
        SELECT r.id, t.id, r.value, t.meter, r.read_on
        FROM machine AS m JOIN meter AS t ON t.machine = m.id JOIN reading AS r ON r.meter = t.id
        WHERE m.contract = ?1 AND (r.state = 'entered' OR r.state = 'held'))"};
    Statement last_{database_, R"(SELECT value, read_on FROM reading
        WHERE meter = ?1 AND state = 'released' ORDER BY read_on DESC, id DESC LIMIT 1)"};
    Statement release_{database_, R"(UPDATE reading SET state = 'released',
        released_on = '2027-01-05', released_by = 'cron' WHERE id = ?1)"};
    Statement volume_{database_, R"(INSERT INTO meter_volume (meter, reading, kind, from_on, to_on,
            volume, released_on) VALUES (?1, ?2, 'reading', ?3, ?4, ?5, '2027-01-05'))"};
    Statement close_{database_, R"(UPDATE reading_request SET closed_on = '2027-01-05'
        WHERE contract = ?1 AND due_on <= '2026-12-31' AND closed_on IS NULL)"};
    Statement next_{database_, "UPDATE contract SET next_reading_on = '2027-03-31' WHERE id = ?1"};
};

} // namespace

int main(int argc, char** argv)
{
    const auto a_transaction = argc == 3 ? std::atoll(argv[2]) : 0;
    if (a_transaction <= 0) {
        std::fprintf(stderr, "usage: floor_release_meters FILE CONTRACTS_A_TRANSACTION\n");
        return 64;
    }
    auto* database = open_book(argv[1]);
    {
        const auto contracts = waiting_contracts(database);
        Releases releases{database};
        for (std::size_t from = 0; from < contracts.size();) {
            const auto to =
                std::min(from + static_cast<std::size_t>(a_transaction), contracts.size());
            run_script(database, "BEGIN IMMEDIATE");
            for (; from < to; ++from)
                releases.release(contracts[from]);
            run_script(database, "COMMIT");
        }
    }
    sqlite3_close(database);
    return 0;
}
