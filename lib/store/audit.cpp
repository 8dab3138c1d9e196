#include "store/audit.hpp"

#include <sodium.h>

#include <array>

namespace duesday::store {

namespace {

/// 160 bits: nobody finds another row with the same hash, and each row carries its digits.
constexpr std::size_t hash_bytes = 20;

/// The row's hash is BLAKE2b over the previous one and every column, each preceded by its length
/// so that no two rows can look alike.
template <std::size_t n>
void add_columns(std::string& message, const std::array<std::string_view, n>& columns)
{
    for (const auto column : columns) {
        message += std::to_string(column.size());
        message += ':';
        message += column;
    }
}

std::string hash_of(std::string_view message)
{
    std::array<unsigned char, hash_bytes> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       nullptr, 0);
    std::array<char, 2 * hash_bytes + 1> digits{};
    sodium_bin2hex(digits.data(), digits.size(), hash.data(), hash.size());
    return std::string{digits.data(), digits.size() - 1};
}

/// `head` is the hash of the row `after_id`, or the book's id before the first row.
std::optional<ChainProblem> first_broken_link(Database& database, std::int64_t after_id,
                                              std::string head)
{
    auto rows = database.query(R"sql(
        SELECT id, at, business_date, actor, os_user, program, run, subject, what, before, after,
               hash
        FROM audit WHERE id > ?1 ORDER BY id)sql",
                               after_id);
    std::string message;
    while (rows.next()) {
        std::array<std::string_view, 10> columns;
        for (std::size_t i = 0; i < columns.size(); ++i)
            columns[i] = rows.view(static_cast<int>(i) + 1);
        message = head;
        add_columns(message, columns);
        head = hash_of(message);
        if (head != rows.view(11))
            return ChainProblem{rows.integer(0)};
    }
    return std::nullopt;
}

} // namespace

Changes& Changes::field(std::string_view name, std::string_view before, std::string_view after)
{
    if (before != after)
        fields_.push_back({std::string{name}, std::string{before}, std::string{after}, false});
    return *this;
}

Changes& Changes::personal(std::string_view name, std::string_view before, std::string_view after)
{
    if (before != after)
        fields_.push_back({std::string{name}, std::string{before}, std::string{after}, true});
    return *this;
}

AuditChain::AuditChain(std::string_view book_id, const Stamp& stamp)
    : seed_{book_id}, at_{stamp.real.iso()}, business_date_{stamp.business_date.iso()},
      actor_{stamp.actor}, os_user_{stamp.os_user}, program_{stamp.program}, run_{std::to_string(
                                                                                 stamp.run)}
{
    add_columns(shared_, std::array<std::string_view, 6>{at_, business_date_, actor_, os_user_,
                                                         program_, run_});
}

std::int64_t AuditChain::append(Database& database, std::string_view subject, std::string_view what,
                                std::string_view before, std::string_view after)
{
    if (head_.empty()) {
        const auto head = audit_chain_head(database);
        head_ = head.rows == 0 ? seed_ : head.hash;
    }
    message_ = head_;
    message_ += shared_;
    add_columns(message_, std::array<std::string_view, 4>{subject, what, before, after});
    head_ = hash_of(message_);
    return database.insert(R"sql(
        INSERT INTO audit (at, business_date, actor, os_user, program, run, subject, what, before,
                           after, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        RETURNING id)sql",
                           at_, business_date_, actor_, os_user_, program_, run_, subject, what,
                           before, after, head_);
}

void each_audit_row(Database& database, const std::optional<std::string>& subject,
                    const std::optional<Date>& since,
                    const std::function<void(const AuditRow&)>& row)
{
    auto rows = database.query(R"sql(
        SELECT id, at, business_date, actor, os_user, program, run, subject, what, before, after
        FROM audit
        WHERE (CAST(?1 AS TEXT) IS NULL OR subject = ?1 OR subject LIKE '%/' || ?1)
          AND (CAST(?2 AS TEXT) IS NULL OR business_date >= ?2)
        ORDER BY id)sql",
                               subject, since);
    while (rows.next())
        row({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5),
             rows.text(6), rows.text(7), rows.text(8), rows.text(9), rows.text(10)});
}

std::optional<ChainProblem> verify_audit_chain(Database& database, std::string_view book_id)
{
    return first_broken_link(database, 0, std::string{book_id});
}

std::optional<ChainProblem> verify_audit_tail(Database& database, std::string_view book_id,
                                              std::int64_t links)
{
    const auto first = audit_chain_head(database).rows - links;
    auto rows = database.query(R"sql(
        SELECT id, hash FROM audit WHERE id <= ?1 ORDER BY id DESC LIMIT 1)sql",
                               first);
    if (!rows.next())
        return verify_audit_chain(database, book_id);
    return first_broken_link(database, rows.integer(0), rows.text(1));
}

ChainHead audit_chain_head(Database& database)
{
    auto rows = database.query(R"sql(SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1)sql");
    if (!rows.next())
        return {};
    return {rows.integer(0), rows.text(1)};
}

} // namespace duesday::store
