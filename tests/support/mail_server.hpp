// A real mail server on loopback: Debian's python3-aiosmtpd with a certificate of its own.
#pragma once

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::test {

class MailServer {
public:
    /// `mode` is starttls or tls. Throws std::runtime_error where it does not come up.
    explicit MailServer(const std::string& mode);
    ~MailServer();
    MailServer(const MailServer&) = delete;
    MailServer& operator=(const MailServer&) = delete;

    /// False, with one line that says so, where the package is not installed.
    static bool is_installed();

    int port() const { return port_; }
    /// Its certificate, for localhost and 127.0.0.1; it is its own authority.
    std::string certificate() const { return (folder_ / "cert.pem").string(); }
    /// "<from> <to> tls=yes login=robot" of each letter, in order.
    std::vector<std::string> envelopes() const;
    /// The bytes of each letter, in order.
    std::vector<std::string> letters() const;

    /// The login that it knows.
    static constexpr const char* user = "robot";
    static constexpr const char* password = "s3cret";

private:
    std::vector<std::string> taken(const std::string& extension) const;

    TempFolder folder_;
    std::optional<Running> server_;
    int port_ = 0;
};

/// cert.pem and key.pem in `folder`, for `name` alone and for 127.0.0.1 where `with_address`.
void make_certificate(const std::filesystem::path& folder, const std::string& name,
                      bool with_address = true);

} // namespace duesday::test
