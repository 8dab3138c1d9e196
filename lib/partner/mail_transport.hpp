// How letters leave: into a Maildir until SMTP is configured.
#pragma once

#include "partner/delivery.hpp"

#include <memory>
#include <span>
#include <string>

namespace duesday::partner {

struct Envelope {
    std::string key;   ///< of this letter, the same at each repetition; also its Message-ID
    std::string to;    ///< one address
    std::string bytes; ///< the complete message, lines ended by CR LF
};

class MailTransport {
public:
    virtual ~MailTransport() = default;

    /// Fault(cannot_write) where a folder of ours cannot be written: then any of them may have
    /// left, and sending them again does no harm.
    virtual void send(std::span<const Envelope> letters, const Delivered& delivered) = 0;
};

/// `folder` with its cur, new and tmp is made where it is missing. A letter that is there already,
/// read or not, is not doubled.
std::unique_ptr<MailTransport> make_maildir(const std::string& folder);

} // namespace duesday::partner
