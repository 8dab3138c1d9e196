// Where the cloud is told what is active until when (SUB-031): into a folder until an endpoint is
// configured.
#pragma once

#include "partner/delivery.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace duesday::partner {

/// What the cloud can be told, and where its facts hold what.
struct CloudKind {
    std::string_view name; ///< as the outbox calls it
    const char* list;      ///< one entry for each subscription
    const char* day;       ///< in an entry: the last one
};
inline constexpr std::array cloud_kinds{CloudKind{"activate", "activations", "expires_on"},
                                        CloudKind{"stop", "stops", "ended_on"}};

struct CloudMessage {
    std::string kind;  ///< of cloud_kinds
    std::string facts; ///< the JSON of the outbox row
    std::string key{}; ///< of this message, the same at each repetition
    /// Rises from message to message of a book: of two about one subscription the higher one holds.
    std::int64_t sequence = 0;
};

class CloudTransport {
public:
    virtual ~CloudTransport() = default;

    /// Facts that cannot be read are `rejected`. Faults as MailTransport::send.
    virtual void send(std::span<const CloudMessage> messages, const Delivered& delivered) = 0;

    /// As MailTransport::at_once.
    virtual std::size_t at_once() const { return 1; }
};

/// One JSON file for each activation and each stop, named by subscription and day, so that a
/// repetition replaces the file by its equal. Another program takes them away.
std::unique_ptr<CloudTransport> make_cloud_folder(const std::string& folder);

struct CloudEndpoint {
    std::string url;
    std::function<std::string()> token; ///< asked once, before the first message
    std::string ca_file;                ///< empty: whom the system trusts
    std::string proxy;                  ///< empty: none
    int connect_ms = 5'000;
    int total_ms = 30'000;
};

/// POSTs each message as {"action","sequence","activations" or "stops"} with the header
/// Idempotency-Key. Taken is 2xx with an empty or a JSON body; 401 and 403 are a Fault(bad_setup).
/// A message about a subscription does not overtake an earlier one that did not get through.
std::unique_ptr<CloudTransport> make_cloud_endpoint(CloudEndpoint endpoint);

} // namespace duesday::partner
