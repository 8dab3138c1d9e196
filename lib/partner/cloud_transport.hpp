// Where the cloud is told what is active until when (SUB-031): into a folder until an endpoint is
// configured.
#pragma once

#include "partner/delivery.hpp"

#include <memory>
#include <span>
#include <string>

namespace duesday::partner {

struct CloudMessage {
    std::string kind;  ///< "activate" or "stop"
    std::string facts; ///< the JSON of the outbox row: "activations" or "stops"
};

class CloudTransport {
public:
    virtual ~CloudTransport() = default;

    /// Facts that cannot be read are `rejected`. Faults as MailTransport::send.
    virtual void send(std::span<const CloudMessage> messages, const Delivered& delivered) = 0;
};

/// One JSON file for each activation and each stop, named by subscription and day, so that a
/// repetition replaces the file by its equal. Another program takes them away.
std::unique_ptr<CloudTransport> make_cloud_folder(const std::string& folder);

} // namespace duesday::partner
