#include "store/import_subscriptions.hpp"

#include "base/embedded.hpp"
#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace duesday::store {

std::int64_t last_subscription_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM subscription_record)sql");
}

bool add_subscription(Write& write, const SubscriptionContent& s)
{
    // No RETURNING: it costs a temporary table a row. The newest id is the one just added, and a
    // place of its own, which is that id, is known only then: -1 stands for it until it is.
    auto& database = write.database();
    const auto added =
        database.run(R"sql(
        INSERT INTO subscription_record (number, installation, service, product, bought_on,
                                         starts_on, imported_until, standing, slot, origin,
                                         imported_product)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'import', ?4)
        ON CONFLICT DO NOTHING)sql",
                     s.number, s.installation, s.service, s.product, s.bought_on, s.starts_on,
                     s.expires_on, s.is_lapsed ? "lapsed" : "running", s.is_lapsed ? -1 : 0);
    if (added == 0)
        return false;
    // Looked up apart: an INSERT that selects keeps the pages as they were until it ends.
    const auto id = last_subscription_id(database);
    database.run(R"sql(
        INSERT INTO subscription_term (subscription, purchaser, renewal, expires_on, due_on)
        VALUES (?1, ?2, ?3, ?4, ?5))sql",
                 id, s.purchaser, s.renewal, s.expires_on, s.due_on);
    if (s.is_lapsed)
        database.run(R"sql(UPDATE subscription_record SET slot = id WHERE id = ?1)sql", id);
    return true;
}

namespace {

/// What `values` gives for each of them, one behind the other.
template <class Values, std::size_t... I>
auto values_of(std::span<const SubscriptionContent, sizeof...(I)> contents, const Values& values,
               std::index_sequence<I...>)
{
    return std::tuple_cat(values(contents[I], static_cast<int>(I))...);
}

} // namespace

bool add_subscriptions(Write& write,
                       std::span<const SubscriptionContent, subscriptions_together> contents)
{
    constexpr std::make_index_sequence<subscriptions_together> each;
    auto& database = write.database();
    const auto before = last_subscription_id(database);
    // Until their ids are known, those that are over have places of their own below 0.
    const auto records = values_of(
        contents,
        [](const SubscriptionContent& s, int i) {
            return std::tuple{s.number,
                              s.installation,
                              s.service,
                              s.product,
                              s.bought_on,
                              s.starts_on,
                              s.expires_on,
                              std::string_view{s.is_lapsed ? "lapsed" : "running"},
                              s.is_lapsed ? -1 - i : 0};
        },
        each);
    const auto added = std::apply(
        [&](const auto&... values) {
            return database.run(R"sql(
        INSERT INTO subscription_record (number, installation, service, product, bought_on,
                                         starts_on, imported_until, standing, slot, origin,
                                         imported_product)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'import', ?4),
               (?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 'import', ?13),
               (?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, 'import', ?22),
               (?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, 'import', ?31),
               (?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, 'import', ?40),
               (?46, ?47, ?48, ?49, ?50, ?51, ?52, ?53, ?54, 'import', ?49),
               (?55, ?56, ?57, ?58, ?59, ?60, ?61, ?62, ?63, 'import', ?58),
               (?64, ?65, ?66, ?67, ?68, ?69, ?70, ?71, ?72, 'import', ?67)
        ON CONFLICT DO NOTHING)sql",
                                values...);
        },
        records);
    if (added != static_cast<std::int64_t>(contents.size())) {
        database.run(R"sql(DELETE FROM subscription_record WHERE id > ?1)sql", before);
        return false;
    }
    const auto first = last_subscription_id(database) - added + 1;
    const auto terms = values_of(
        contents,
        [&](const SubscriptionContent& s, int i) {
            return std::tuple{first + i, s.purchaser, s.renewal, s.expires_on, s.due_on};
        },
        each);
    std::apply(
        [&](const auto&... values) {
            database.run(R"sql(
        INSERT INTO subscription_term (subscription, purchaser, renewal, expires_on, due_on)
        VALUES (?1, ?2, ?3, ?4, ?5),
               (?6, ?7, ?8, ?9, ?10),
               (?11, ?12, ?13, ?14, ?15),
               (?16, ?17, ?18, ?19, ?20),
               (?21, ?22, ?23, ?24, ?25),
               (?26, ?27, ?28, ?29, ?30),
               (?31, ?32, ?33, ?34, ?35),
               (?36, ?37, ?38, ?39, ?40))sql",
                         values...);
        },
        terms);
    if (std::ranges::any_of(contents, &SubscriptionContent::is_lapsed))
        database.run(R"sql(
            UPDATE subscription_record SET slot = id WHERE id > ?1 AND slot < 0)sql",
                     before);
    return true;
}

namespace {

constexpr std::string_view search_indexes[] = {"subscription_purchaser", "subscription_due"};

/// The statement that made it, from the migrations: it is written once.
std::string making_of(std::string_view index)
{
    const auto begin = fmt::format("CREATE INDEX {} ", index);
    for (const auto& migration : embedded::migrations())
        if (const auto at = migration.text.find(begin); at != migration.text.npos)
            return std::string{migration.text.substr(at, migration.text.find(';', at) - at)};
    throw Fault{FaultKind::bug, fmt::format("no migration makes the index {}", index)};
}

} // namespace

void put_off_indexes(Write& write)
{
    for (const auto index : search_indexes)
        write.database().script(fmt::format("DROP INDEX {}", index));
}

void make_indexes(Write& write)
{
    for (const auto index : search_indexes)
        write.database().script(making_of(index));
}

std::int64_t subscription_id(Database& database, std::string_view number)
{
    return database.integer(R"sql(SELECT id FROM subscription_record WHERE number = ?1)sql",
                            number);
}

std::optional<ImportedSubscription> imported_subscription(Database& database,
                                                          std::string_view number)
{
    auto rows = database.query(R"sql(
        SELECT s.id, s.installation, s.service, s.product, p.reference, s.purchaser, c.customer,
               s.bought_on, s.run, s.starts_on, s.expires_on, s.imported_until, s.renewal,
               s.standing, s.due_on,
               (SELECT count(*) FROM charge_line AS l
                WHERE l.subscription = s.id AND l.held = 1),
               (SELECT count(*) FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
                WHERE l.subscription = s.id AND l.held = 1
                  AND h.settled_on IS NULL),
               (SELECT count(*) FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
                WHERE l.subscription = s.id AND l.held = 0 AND l.starts_on > s.expires_on
                  AND h.state = 'declined' AND h.payer = s.purchaser),
               (SELECT count(*) FROM renewal_switch AS w WHERE w.subscription = s.id),
               (SELECT count(*)
                FROM renewal_switch AS w LEFT JOIN charge AS h ON h.id = w.charge
                WHERE w.subscription = s.id AND w.turned_on = 1
                  AND (w.charge IS NULL OR h.settled_on IS NOT NULL)),
               COALESCE(s.imported_product, 0)
        FROM subscription AS s
        JOIN product AS p ON p.id = s.product
        JOIN customer AS c ON c.id = s.purchaser
        WHERE s.number = ?1)sql",
                               number);
    if (!rows.next())
        return std::nullopt;
    ImportedSubscription s;
    s.id = rows.integer(0);
    s.installation = rows.integer(1);
    s.service = rows.text(2);
    s.product = rows.integer(3);
    s.reference = rows.text(4);
    s.purchaser = rows.integer(5);
    s.purchaser_key = rows.text(6);
    s.bought_on = rows.date(7);
    s.run = static_cast<int>(rows.integer(8));
    s.starts_on = rows.date(9);
    s.expires_on = rows.date(10);
    s.imported_until = rows.optional_date(11);
    s.renewal = rows.boolean(12);
    s.standing = rules::parse_standing(rows.view(13)).value_or(rules::Standing::void_);
    s.due_on = rows.optional_date(14);
    s.is_charged = rows.integer(15) > 0;
    s.is_payment_open = rows.integer(16) > 0;
    s.is_declined = rows.integer(17) > 0;
    s.is_switched = rows.integer(18) > 0;
    s.was_switched_on = rows.integer(19) > 0;
    s.imported_product = rows.integer(20);
    return s;
}

void overwrite_subscription(Write& write, std::int64_t id, const SubscriptionContent& s)
{
    auto& database = write.database();
    // What the file says of the end is imported only where it says another: so the record, which
    // looks at the term, goes first.
    database.run(R"sql(
        UPDATE subscription_record
        SET product = ?2, bought_on = ?3, starts_on = ?4,
            imported_until = CASE WHEN EXISTS (SELECT 1 FROM subscription_term
                                               WHERE subscription = ?1 AND expires_on = ?5)
                                  THEN imported_until ELSE ?5 END,
            imported_product = CASE WHEN product = ?2 THEN imported_product ELSE ?2 END,
            standing = ?6, slot = CASE WHEN CAST(?7 AS INTEGER) = 1 THEN id ELSE 0 END
        WHERE id = ?1)sql",
                 id, s.product, s.bought_on, s.starts_on, s.expires_on,
                 s.is_lapsed ? "lapsed" : "running", s.is_lapsed);
    database.run(R"sql(
        UPDATE subscription_term SET purchaser = ?2, renewal = ?3, expires_on = ?4, due_on = ?5
        WHERE subscription = ?1)sql",
                 id, s.purchaser, s.renewal, s.expires_on, s.due_on);
}

std::optional<PlaceHolder> place_holder(Database& database, std::int64_t installation,
                                        std::string_view service)
{
    auto rows = database.query(R"sql(
        SELECT number, expires_on FROM subscription
        WHERE installation = ?1 AND service = ?2 AND slot = 0)sql",
                               installation, service);
    if (!rows.next())
        return std::nullopt;
    return PlaceHolder{rows.text(0), rows.date(1)};
}

bool has_ended_before(Database& database, std::int64_t installation, std::string_view service,
                      std::int64_t last_known)
{
    return database.integer(R"sql(
        SELECT count(*) FROM subscription_record
        WHERE installation = ?1 AND service = ?2 AND id <= ?3 AND standing = 'lapsed')sql",
                            installation, service, last_known) > 0;
}

bool note_announcement(Write& write, std::int64_t subscription, Date expires_on,
                       std::int64_t purchaser)
{
    return write.database().run(R"sql(
        INSERT INTO announcement (subscription, expires_on, purchaser, announced_on)
        VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO NOTHING)sql",
                                subscription, expires_on, purchaser,
                                write.stamp().business_date) > 0;
}

bool is_announced(Database& database, std::int64_t subscription, Date expires_on,
                  std::int64_t purchaser)
{
    auto rows = database.query(R"sql(
        SELECT announced_on FROM announcement
        WHERE subscription = ?1 AND expires_on = ?2 AND purchaser = ?3)sql",
                               subscription, expires_on, purchaser);
    return rows.next();
}

} // namespace duesday::store
