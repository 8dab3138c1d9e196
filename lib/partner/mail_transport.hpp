// How letters leave: into a Maildir until SMTP is configured.
#pragma once

#include "partner/delivery.hpp"

#include <functional>
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
    /// left, and sending them again does no harm. Fault(bad_setup) where the partner refuses us and
    /// not one letter: those not answered did not leave.
    virtual void send(std::span<const Envelope> letters, const Delivered& delivered) = 0;

    /// How many to hand over before what was answered is recorded: as many would leave twice where
    /// the run is killed in between.
    virtual std::size_t at_once() const { return 1; }
};

/// `folder` with its cur, new and tmp is made where it is missing. A letter that is there already,
/// read or not, is not doubled.
std::unique_ptr<MailTransport> make_maildir(const std::string& folder);

struct SmtpSettings {
    enum class Tls {
        starttls, ///< the server has to offer it
        implicit,
        none, ///< only to this machine
    };

    std::string host; ///< a name or an address
    int port = 0;
    Tls tls = Tls::starttls;
    std::string user;                      ///< empty: no login
    std::function<std::string()> password; ///< asked once, before the first letter
    std::string ca_file;                   ///< empty: whom the system trusts
    std::string hello;                     ///< empty: the machine's name
    std::string return_path;               ///< envelope sender: delivery reports come back to it
    int connect_ms = 5'000;
    int total_ms = 30'000; ///< for one letter, with the connection where it is new
};

/// One connection for all letters, made anew where the server has ended it. After two letters in a
/// row for which there was no server it is not tried again: the rest is answered as unreachable.
///
///     done       the server took it over
///     rejected   it refuses the recipient or the letter for good (5xx), or the letter cannot go
///                out: an address or a header with a control character, lines without CR LF
///     not_sent   it was refused for now (4xx), or the content never left
///     unknown    lost between the content and the answer
std::unique_ptr<MailTransport> make_smtp(SmtpSettings settings);

} // namespace duesday::partner
