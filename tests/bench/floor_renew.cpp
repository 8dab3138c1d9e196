// The renewal floor of PERFORMANCE: a plain program with prepared statements and no rules that
// leaves the same facts in an SQLite file with the same durability.
//
//   floor_renew make FILE SUBSCRIPTIONS PAYERS   a book, one payer in ten due
//   floor_renew run FILE PAYERS_A_TRANSACTION    intention, paid, invoice, lines, dates, letter,
//   audit

#include <algorithm>
#include <vector>

#include "plain_sqlite.hpp"

namespace {

using namespace plain;

void make(const char* file, std::int64_t subscriptions, std::int64_t payers)
{
    auto* database = open_book(file);
    run_script(database, R"(
        CREATE TABLE subscription (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
            installation INTEGER NOT NULL, service TEXT NOT NULL, product INTEGER NOT NULL,
            purchaser INTEGER NOT NULL, bought_on TEXT NOT NULL, starts_on TEXT NOT NULL,
            expires_on TEXT NOT NULL, price INTEGER NOT NULL, status TEXT NOT NULL,
            renews_on TEXT NOT NULL) STRICT;
        CREATE TABLE charge (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
            purchaser INTEGER NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
        CREATE TABLE invoice (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
            charge INTEGER NOT NULL REFERENCES charge (id), seller TEXT NOT NULL,
            buyer TEXT NOT NULL, language TEXT NOT NULL, issued_on TEXT NOT NULL,
            due_on TEXT NOT NULL, currency TEXT NOT NULL, net INTEGER NOT NULL,
            vat INTEGER NOT NULL, total INTEGER NOT NULL, treatment TEXT NOT NULL,
            paid_with TEXT NOT NULL) STRICT;
        CREATE TABLE invoice_line (id INTEGER PRIMARY KEY,
            invoice INTEGER NOT NULL REFERENCES invoice (id), subscription TEXT NOT NULL,
            place TEXT NOT NULL, text TEXT NOT NULL, starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL, net INTEGER NOT NULL, vat_rate INTEGER NOT NULL) STRICT;
        CREATE TABLE letter (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, addressee TEXT NOT NULL,
            subject TEXT NOT NULL, facts TEXT NOT NULL, created_at TEXT NOT NULL,
            state TEXT NOT NULL) STRICT;
        CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, business_date TEXT NOT NULL,
            actor TEXT NOT NULL, os_user TEXT NOT NULL, program TEXT NOT NULL, run TEXT NOT NULL,
            subject TEXT NOT NULL, what TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            hash TEXT NOT NULL) STRICT;
        BEGIN)");
    {
        Statement insert{database, R"(INSERT INTO subscription VALUES
            (?1, ?2, ?3, 'atmos', 1, ?4, '2025-12-05', '2025-12-05', ?5, 4800, 'running', ?6))"};
        for (std::int64_t i = 0; i < subscriptions; ++i) {
            const auto payer = i % payers; // a payer's subscriptions lie scattered
            const bool due = payer % 10 == 0;
            insert.run(i + 1, "S-" + std::to_string(i + 1), i + 1, payer + 1,
                       std::string{due ? "2026-12-31" : "2027-06-30"},
                       std::string{due ? "2026-11-30" : "2027-05-30"});
        }
    }
    run_script(database, R"(COMMIT;
        CREATE INDEX due ON subscription (status, renews_on);
        CREATE INDEX payer ON subscription (purchaser);
        PRAGMA wal_checkpoint(TRUNCATE))");
    sqlite3_close(database);
}

std::vector<std::int64_t> column(Statement& rows)
{
    std::vector<std::int64_t> values;
    while (rows.step())
        values.push_back(rows.integer(0));
    rows.reset();
    return values;
}

void renew(const char* file, std::size_t payers_a_transaction)
{
    auto* database = open_book(file);
    {
        Statement due_payers{database, R"(SELECT DISTINCT purchaser FROM subscription
            WHERE status = 'running' AND renews_on <= '2026-11-30' ORDER BY purchaser)"};
        Statement due{database, R"(SELECT id FROM subscription INDEXED BY payer WHERE purchaser = ?1
            AND status = 'running' AND renews_on <= '2026-11-30' ORDER BY id)"};
        Statement intend{
            database,
            "INSERT INTO charge (key, purchaser, amount, state) VALUES (?1, ?2, ?3, 'planned')"};
        Statement pay{database, "UPDATE charge SET state = 'paid' WHERE id = ?1"};
        Statement invoice{database, R"(INSERT INTO invoice (number, charge, seller, buyer, language,
                issued_on, due_on, currency, net, vat, total, treatment, paid_with)
            VALUES (?1, ?2, ?4, ?5, 'nl', '2026-11-30', '2026-11-30', 'EUR', ?3, ?3, ?3, 'domestic',
                    'visa 4242'))"};
        Statement line{database, R"(INSERT INTO invoice_line (invoice, subscription, place, text,
                starts_on, ends_on, net, vat_rate)
            VALUES (?1, ?2, ?3, 'ATMOS application (TSF16101)', '2027-01-01', '2027-12-31', 4800,
                    2100))"};
        Statement extend{database, R"(UPDATE subscription SET expires_on = '2027-12-31',
            renews_on = '2027-11-30' WHERE id = ?1)"};
        Statement letter{database,
                         R"(INSERT INTO letter (kind, addressee, subject, facts, created_at,
                state)
            VALUES ('invoice', ?1, ?2, '{}', '2026-11-30T01:17:00.000Z', 'waiting'))"};
        Statement audit{database, R"(INSERT INTO audit (at, business_date, actor, os_user, program,
                run, subject, what, before, after, hash)
            VALUES ('2026-11-30T01:17:00.000Z', '2026-11-30', 'cron', 'duesday', 'renew', '1', ?1,
                    'renewed', 'expires_on=2026-12-31', ?2, ?3))"};
        const std::string seller =
            "Demonstration Seller, Example Street 1, 9000 Ghent, BE, BE0123456749";
        const std::string hash(64, 'a');

        const auto payers = column(due_payers);
        std::int64_t number = 0;
        for (std::size_t from = 0; from < payers.size(); from += payers_a_transaction) {
            const auto to = std::min(from + payers_a_transaction, payers.size());
            std::vector<std::pair<std::int64_t, std::vector<std::int64_t>>> batch;
            run_script(database, "BEGIN IMMEDIATE");
            for (auto i = from; i < to; ++i) {
                due.bind(1, payers[i]);
                auto subscriptions = column(due);
                intend.run("key-" + std::to_string(payers[i]), payers[i],
                           static_cast<std::int64_t>(subscriptions.size()) * 5808);
                batch.emplace_back(sqlite3_last_insert_rowid(database), std::move(subscriptions));
            }
            run_script(database, "COMMIT; BEGIN IMMEDIATE");
            for (const auto& [charge, subscriptions] : batch) {
                pay.run(charge);
                const auto name = "2026-" + std::to_string(++number);
                const auto who = std::to_string(charge);
                invoice.run(name, charge, static_cast<std::int64_t>(subscriptions.size()) * 5808,
                            seller,
                            "Integrator " + who + ", Street " + who +
                                ", 9000 Ghent, BE, BE0123456749, si" + who + "@example.org");
                const auto id = sqlite3_last_insert_rowid(database);
                for (const auto subscription : subscriptions) {
                    const auto of = std::to_string(subscription);
                    line.run(id, "S-" + of, "House " + of);
                    extend.run(subscription);
                    audit.run("subscription/S-" + of, "expires_on=2027-12-31\ninvoice=" + name,
                              hash);
                }
                letter.run("C" + std::to_string(charge), name);
            }
            run_script(database, "COMMIT");
        }
    }
    sqlite3_close(database);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 5 && std::string_view{argv[1]} == "make") {
        make(argv[2], std::atoll(argv[3]), std::atoll(argv[4]));
        return 0;
    }
    if (argc == 4 && std::string_view{argv[1]} == "run") {
        renew(argv[2], static_cast<std::size_t>(std::atoll(argv[3])));
        return 0;
    }
    std::fprintf(stderr, "usage: floor_renew make FILE SUBSCRIPTIONS PAYERS\n"
                         "       floor_renew run FILE PAYERS_A_TRANSACTION\n");
    return 64;
}
