// Fills a fresh sandbox book with the renewal floor's subscriptions: of PAYERS, one in ten is due
// on 2026-11-30, and a payer's subscriptions lie scattered.
//
//   make_renew_book FILE SUBSCRIPTIONS PAYERS DUE_PAYERS [CUSTOMER MANDATE]
//
// With the last two all cards are that one of Mollie's.

#include "plain_sqlite.hpp"

using namespace plain;

int main(int argc, char** argv)
{
    if (argc != 5 && argc != 7) {
        std::fprintf(stderr, "usage: make_renew_book FILE SUBSCRIPTIONS PAYERS DUE_PAYERS "
                             "[CUSTOMER MANDATE]\n");
        return 64;
    }
    const std::string subscriptions = std::to_string(std::atoll(argv[2]));
    const std::string payers = std::to_string(std::atoll(argv[3]));
    const std::string card = argc == 7
                                 ? "'mollie', '" + std::string{argv[5]} + "', '" + argv[6] + "'"
                                 : std::string{"'sandbox', 'cst' || id, 'ok'"};
    const std::string every = std::to_string(std::atoll(argv[3]) / std::atoll(argv[4]));
    auto* database = open_to_fill(argv[1]);
    run_script(database, "INSERT INTO product VALUES (1, 'TSF16101', 'atmos', 'ATMOS application', "
                         "1, 4800, 'EUR', 0, NULL)");
    run_script(database,
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                   payers +
                   ") INSERT INTO customer (id, customer, name, street, postcode, city, country, "
                   "email, email_key, kind, language, vat_number, acts) "
                   "SELECT i, 'C' || i, 'Integrator ' || i, 'Street ' || i, '9000', 'Ghent', 'BE', "
                   "'si' || i || '@example.org', 'si' || i || '@example.org', 'company', 'nl', "
                   "'BE0123456749', 1 FROM n");
    run_script(database,
               "INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4, "
               "expires, registered_on, state, is_current) SELECT id, " +
                   card + ", 'visa', '4242', '2035-12', '2025-12-01', 'ready', 1 FROM customer");
    run_script(database,
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                   subscriptions +
                   ") INSERT INTO installation SELECT i, 'I-' || i, 'House ' || i, 1, '3.8.0', 1, "
                   "1, 0 FROM n");
    const auto indexes = put_off_indexes(database, "'subscription_purchaser', 'subscription_due'");
    // Every so manieth payer is due: his subscriptions lie scattered.
    const std::string is_due = "((id - 1) % " + payers + ") % " + every + " = 0";
    run_script(database,
               "INSERT INTO subscription_record (id, number, installation, service, product, "
               "bought_on, starts_on, imported_until, standing, origin) "
               "SELECT id, 'S-' || id, id, 'atmos', 1, '2025-12-05', '2025-12-05', "
               "CASE WHEN " +
                   is_due +
                   " THEN '2026-12-31' ELSE '2027-06-30' END, 'running', 'import' "
                   "FROM installation");
    run_script(database,
               "INSERT INTO subscription_term (subscription, purchaser, renewal, expires_on, "
               "due_on) SELECT id, (id - 1) % " +
                   payers + " + 1, 1, imported_until, CASE WHEN " + is_due +
                   " THEN '2026-11-30' ELSE '2027-04-30' END FROM subscription_record");
    run_script(database, indexes);
    // As announced a month before, so that the day under test is one of charges only.
    run_script(database,
               "INSERT INTO announcement (subscription, expires_on, purchaser, announced_on, "
               "product, price, currency, term_years) SELECT id, expires_on, purchaser, "
               "'2026-10-31', 1, 4800, 'EUR', 1 FROM subscription WHERE due_on = '2026-11-30'");
    run_script(database, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(database);
    return 0;
}
