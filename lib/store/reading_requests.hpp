// Who is asked for the readings of which contract, and what was asked (MTR-006 to MTR-009).
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// That a contract was asked for its readings, and not all of them are released yet.
struct OpenRequest {
    std::int64_t id = 0;
    Date due_on;
    std::string email_key; ///< who was asked
    Date requested_on;
    int reminders = 0;
    Date last_letter_on;
};

/// A contract with who is asked for its readings.
struct AskedContract {
    std::int64_t id = 0;
    std::string contract;
    bool by_portal = false;
    int period_months = 3;
    std::optional<Date> next_reading_on, ends_on;
    std::int64_t customer = 0;
    std::string customer_key, customer_name, language;
    std::int64_t contact = 0;
    std::string contact_key, contact_name;
    std::string email;   ///< as it stands; may be empty
    std::string address; ///< trimmed, lower case
    bool has_right = false;
    bool is_revoked = false;
    std::optional<OpenRequest> open;
};
std::optional<AskedContract> find_asked_contract(Database& database, std::string_view contract);
/// Fault(bad_input) where a day in its rows is none.
AskedContract asked_contract(Database& database, std::int64_t id);

/// A place in the order of addresses: every contract of one that has no address stands alone.
struct AddressedContract {
    std::string address;
    std::int64_t contact = 0;
    std::int64_t contract = 0;
};
struct AddressedContracts {
    /// Due up to this day (a contract that was never read is), and not asked yet at the address
    /// that the contact has now; none: all.
    std::optional<Date> due_by;
    Date running_on; ///< not those that ended before
};
/// At least `limit` contracts that are reported over the portal, where there are so many, after
/// `after` in the order of addresses, contacts and ids. Those of an address come together.
std::vector<AddressedContract> contracts_by_address(Database& database,
                                                    const AddressedContracts& wanted,
                                                    const AddressedContract& after,
                                                    std::size_t limit);
std::int64_t count_contracts(Database& database, const AddressedContracts& wanted);
/// All of an address that are reported over the portal, by contact and id.
std::vector<std::int64_t> contracts_of_address(Database& database, std::string_view address);
/// Whether anybody is to be asked by letter at all.
bool has_portal_contracts(Database& database);

/// A meter that is relevant to the contract, in the device that stands there now (MTR-015).
struct AskedMeter {
    std::string machine, model, serial;
    std::optional<std::string> location, reading_help_url;
    std::string meter;                ///< its name
    std::optional<Date> last_read_on; ///< entered, held or released
};
/// By machine, then meter.
std::vector<AskedMeter> asked_meters(Database& database, std::int64_t contract);

struct NewRequest {
    std::int64_t contract = 0;
    Date due_on;
    std::string_view period;
    std::string_view email_key;
};
/// False where the contract was asked for that day before.
bool add_request(Write& write, const NewRequest& request);
/// The open request was asked at this address today, from the beginning.
void move_request(Write& write, std::int64_t id, std::string_view email_key);
/// The open requests of this contact count as asked of nobody: once it may be asked again, it is.
void forget_who_was_asked(Write& write, std::int64_t contact);
/// One reminder more, sent today to this address.
void note_reminder(Write& write, std::int64_t id, std::string_view email_key);

/// A place in the order of open requests.
struct RequestPlace {
    std::string email_key, period;
    std::int64_t id = 0;
    std::int64_t contract = 0;
};
struct RemindedRequests {
    Date last_letter_by; ///< the last letter went on this day or before
    int most = 2;        ///< and fewer reminders than this
};
/// At least `limit` open ones, where there are so many, after `after` by address, period and id.
/// Those of an address and period come together.
std::vector<RequestPlace> requests_to_remind(Database& database, const RemindedRequests& wanted,
                                             const RequestPlace& after, std::size_t limit);
std::int64_t count_to_remind(Database& database, const RemindedRequests& wanted);

} // namespace duesday::store
