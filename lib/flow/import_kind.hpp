// What the kinds of import have in common: a row that its schema accepts is held against the book
// and stored.
#pragma once

#include "intake/account_file.hpp"
#include "intake/row.hpp"
#include "intake/schema.hpp"
#include "runtime/config.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace duesday::flow {

/// What became of a row.
enum class Loaded {
    added,
    changed,
    unchanged, ///< the book says the same already
    bad,       ///< problems were added; nothing was stored
    later,     ///< decided in KindImport::finish
};

/// Where a row stands.
struct Place {
    std::size_t file = 0;
    std::int64_t line = 0;
};

/// What an import works with.
struct ImportScope {
    store::Write& write;
    const intake::Schema& schema;
    const runtime::Config& config;
    store::Mode mode;
    Date today;
    /// Something a person should look at, which keeps no row from being loaded.
    std::function<void(const Place&, const intake::Problem&)> warn;

    store::Database& database() const { return write.database(); }
};

/// How many rows are offered to KindImport::add_together.
inline constexpr std::size_t rows_together = 8;

/// The verdict on a row that was put off.
using Settle = std::function<void(const Place&, const intake::Row&, Loaded,
                                  const std::vector<intake::Problem>&)>;

class KindImport {
public:
    virtual ~KindImport() = default;

    /// Stores the row, or adds to `problems` why not. The schema has accepted it.
    virtual Loaded take(const intake::Row& row, const Place& place,
                        std::vector<intake::Problem>& problems) = 0;
    /// Adds these rows of a file, which the schema has accepted, at once where nothing is wrong
    /// with them and all of them are new. Else it changes nothing and says false: then each is
    /// taken by itself.
    virtual bool add_together(std::size_t file, std::span<const intake::Row> rows)
    {
        static_cast<void>(file);
        static_cast<void>(rows);
        return false;
    }
    /// After the last row.
    virtual void finish(const Settle& settle) { static_cast<void>(settle); }
    /// How many rows counted as changed were undone by later ones.
    virtual std::int64_t taken_back() const { return 0; }
    /// What a person should know of the import as a whole, after finish.
    virtual std::vector<intake::Remark> remarks() const { return {}; }
};

/// For one of intake::kinds().
std::unique_ptr<KindImport> make_kind_import(const ImportScope& scope);

std::unique_ptr<KindImport> import_customers(const ImportScope& scope);
std::unique_ptr<KindImport> import_contacts(const ImportScope& scope);
std::unique_ptr<KindImport> import_cards(const ImportScope& scope);
std::unique_ptr<KindImport> import_installations(const ImportScope& scope);
std::unique_ptr<KindImport> import_roles(const ImportScope& scope);
std::unique_ptr<KindImport> import_products(const ImportScope& scope);
std::unique_ptr<KindImport> import_subscriptions(const ImportScope& scope);
std::unique_ptr<KindImport> import_contracts(const ImportScope& scope);
std::unique_ptr<KindImport> import_machines(const ImportScope& scope);
std::unique_ptr<KindImport> import_meters(const ImportScope& scope);
std::unique_ptr<KindImport> import_readings(const ImportScope& scope);

/// Which rows this import has met. A key may stand in it once: rows that were there before are
/// remembered by a bit each, new ones by being new.
class SeenRows {
public:
    /// `last_id`: of the rows that were there before the import.
    explicit SeenRows(std::int64_t last_id) : last_id_{last_id} {}

    std::int64_t last_id() const { return last_id_; }
    bool is_new(std::int64_t id) const { return id > last_id_; }
    /// True where an earlier row of this import was the same one.
    bool meets_again(std::int64_t id);

private:
    std::int64_t last_id_;
    std::vector<bool> met_;
};

/// A cell by its column's name, resolved once.
class CellOf {
public:
    CellOf(const intake::Schema& schema, std::string_view column);

    const intake::Cell& in(const intake::Row& row) const { return row.cells[index_]; }
    /// Without blanks at its ends.
    std::string_view text(const intake::Row& row) const;
    /// The text, or nothing where it is empty.
    std::optional<std::string> optional_text(const intake::Row& row) const;
    bool flag(const intake::Row& row) const;
    int number(const intake::Row& row) const;
    /// Overwrites `target` where the column stands in the row; empty clears it.
    void put(const intake::Row& row, std::string& target) const;
    void put(const intake::Row& row, std::optional<std::string>& target) const;
    void put(const intake::Row& row, bool& target) const;
    /// As above, where empty stands for `otherwise`.
    void put(const intake::Row& row, bool& target, bool otherwise) const;

private:
    std::size_t index_;
};

/// The day in a cell that the schema accepted; nothing where it is empty. A day that the calendar
/// does not have, or after the year 2999, is a problem.
std::optional<Date> day_of(const intake::Row& row, const CellOf& cell, const char* column,
                           std::vector<intake::Problem>& problems);

/// Customers that other kinds refer to, with a bounded memory of the last ones.
class CustomerReferences {
public:
    explicit CustomerReferences(store::Write& write) : write_{write} {}

    struct Customer {
        std::int64_t id = 0;
        std::string key;
        std::string email_key;
        bool acts = false;
    };
    /// By key; null and a problem where there is none. What is found stays until many thousand
    /// others have been looked for.
    Customer* find(const char* column, std::string_view key,
                   std::vector<intake::Problem>& problems);
    /// By key, else by e-mail.
    Customer* find_purchaser(std::string_view key_or_email, std::vector<intake::Problem>& problems);
    /// Empty, or the key of the other customer that already acts under this e-mail.
    std::string may_act(const Customer& customer);
    void let_act(Customer& customer);

private:
    Customer* remembered(std::string_view name);
    Customer* remember(std::string_view name, Customer customer);

    store::Write& write_;
    using Known = std::unordered_map<std::string, std::shared_ptr<Customer>>;
    Known known_;
    Known known_before_;       ///< what was given out lately stays where it is
    std::string name_;         ///< looked up by, kept for its memory
    std::int64_t may_act_ = 0; ///< whom the last answer was about, where nobody is in the way
};

/// "customer C2 already acts as a@b.c": the problem of a role or subscription.
intake::Problem email_taken(const char* column, std::string_view email, std::string_view other);
intake::Problem duplicate_key(const char* column, std::string_view key);

} // namespace duesday::flow
