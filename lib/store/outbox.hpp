// Letters and messages that wait to be sent. A row is written in the Write of the change that
// causes it, so that none is forgotten; only deliver sends.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// What is put into the outbox. One row per (subject, letter, period, ordinal, addressee).
struct Message {
    std::string_view channel; ///< "mail" or "cloud"
    std::string_view letter; ///< "renewal-notice", "invoice", ...; "activate", "stop" for the cloud
    std::string_view subject; ///< what it is about: an invoice number, a charge's key
    std::string_view period;  ///< the month or date it is about; may be empty
    int ordinal = 1;          ///< 1, 2, ... where one period sees several of a kind
    /// The customer's key; an e-mail address where meters are to be read; "cloud" for activations.
    std::string_view addressee;
    std::string_view facts; ///< JSON
};

/// True where the row is new; an equal one that is there already stays as it is.
bool enqueue(Write& write, const Message& message);

struct OutboxRow {
    std::int64_t id = 0;
    std::string channel, letter, subject, period;
    int ordinal = 1;
    std::string addressee, facts, state;
    int attempts = 0;
    Date created_on;
    Timestamp created_at, next_attempt_at;
    /// Of the attempts since it was put here or made to wait again; `attempts` counts all.
    int failures = 0;
    std::optional<Timestamp> failing_since;
    std::optional<std::string> sent_at, sent_to, error;
};

/// Up to `limit` waiting rows that may be tried at `now`, oldest attempt first, after the row
/// (next_attempt_at, id) of the last one seen. `channel` narrows. A message to the cloud that waits
/// for its next attempt comes along with a newer one that is due: it must not be overtaken.
std::vector<OutboxRow> waiting_messages(Database& database, Timestamp now,
                                        const std::optional<std::string>& channel,
                                        std::int64_t after_id, int limit);
/// How many of them there are.
std::int64_t count_waiting(Database& database, Timestamp now,
                           const std::optional<std::string>& channel);
std::optional<OutboxRow> find_message(Database& database, std::int64_t id);
/// For deliver list: by id.
std::vector<OutboxRow> list_messages(Database& database, const std::optional<std::string>& letter,
                                     const std::optional<Date>& since, std::int64_t after_id,
                                     int limit);

/// For what must not stay in the row once it has left, or must be another for each sending.
void replace_facts(Write& write, std::int64_t id, std::string_view facts);

void mark_sent(Write& write, std::int64_t id, std::string_view sent_to);
/// The attempt failed; tried again at `next`.
void mark_failed(Write& write, std::int64_t id, std::string_view error, Timestamp next);
/// Held for a person.
void mark_held(Write& write, std::int64_t id, std::string_view error);
/// A delivery report came back; false where one did before.
bool mark_bounced(Write& write, std::int64_t id, std::string_view error);
/// The reports that were taken in: "outbox/5 report=<hash>".
std::set<std::string> known_reports(Database& database);
/// Holds all that waits in this channel; their ids, rising.
std::vector<std::int64_t> hold_waiting(Write& write, std::string_view channel,
                                       std::string_view error);
/// The last letter that went to this address, in capitals or not, and did not bounce.
std::optional<std::int64_t> last_sent_to(Database& database, std::string_view address);
/// Waiting again, as if new, to the address of that day; false where there is no such row or it was
/// sent.
bool mark_waiting(Write& write, std::int64_t id);

} // namespace duesday::store
