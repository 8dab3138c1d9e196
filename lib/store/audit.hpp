// The append-only audit with its hash chain: who changed what, when, from what to what.
#pragma once

#include "base/date.hpp"
#include "base/timestamp.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

class Write;

/// Who writes, when, for which business day. One per run of a program.
struct Stamp {
    Timestamp real;     ///< the clock, for audit and runs
    Timestamp now;      ///< what the book schedules and shows (DESIGN 4)
    Date business_date; ///< today
    std::string actor;  ///< who acts in the business: a customer's e-mail or a login
    std::string os_user;
    std::string program;
    std::int64_t run = 0;
};

/// Fields that changed, for one audit row. Equal values are left out.
class Changes {
public:
    Changes& field(std::string_view name, std::string_view before, std::string_view after);
    /// A personal field: the audit holds keyed hashes, the values stand in personal_history.
    Changes& personal(std::string_view name, std::string_view before, std::string_view after);
    bool empty() const { return fields_.empty(); }

private:
    friend class Write;
    struct Field {
        std::string name;
        std::string before;
        std::string after;
        bool is_personal = false;
    };
    std::vector<Field> fields_;
};

/// The head of the chain within a Write.
class AuditChain {
public:
    AuditChain(std::string_view book_id, const Stamp& stamp);
    /// Appends a row and returns its id.
    std::int64_t append(Database& database, std::string_view subject, std::string_view what,
                        std::string_view before, std::string_view after);

private:
    std::string seed_;
    std::string head_; // empty until the first append has looked it up
    // The columns that all rows of a Write share, and how they enter each row's hash.
    std::string at_, business_date_, actor_, os_user_, program_, run_;
    std::string shared_;
    std::string message_; // what is hashed; kept for its capacity
};

struct AuditRow {
    std::int64_t id = 0;
    std::string at, business_date, actor, os_user, program, run, subject, what, before, after;
};

/// Rows in order; `subject` (exact, or the part after the slash) and `since` (business day) narrow.
void each_audit_row(Database& database, const std::optional<std::string>& subject,
                    const std::optional<Date>& since,
                    const std::function<void(const AuditRow&)>& row);

struct ChainProblem {
    std::int64_t row = 0; ///< the first audit row whose hash does not follow
};
/// Recomputes the whole chain; nothing where it is whole.
std::optional<ChainProblem> verify_audit_chain(Database& database, std::string_view book_id);
/// As verify_audit_chain, for the newest `links` rows only.
std::optional<ChainProblem> verify_audit_tail(Database& database, std::string_view book_id,
                                              std::int64_t links);
/// The last row's id and hash, to be kept elsewhere: a chain does not show a cut tail.
struct ChainHead {
    std::int64_t rows = 0;
    std::string hash;
};
ChainHead audit_chain_head(Database& database);

} // namespace duesday::store
