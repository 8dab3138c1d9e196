// Secrets that are not ours to keep: passwords and tokens of partners. They come from a file, a
// command or the environment, never from an option (DESIGN 4, RELIABILITY 3).
#pragma once

#include <string>

namespace duesday::runtime {

inline constexpr const char* smtp_password_variable = "DUESDAY_MAIL_SMTP_PASSWORD";
inline constexpr const char* cards_key_variable = "DUESDAY_CARDS_KEY";
inline constexpr const char* cloud_token_variable = "DUESDAY_CLOUD_TOKEN";

struct SecretSource {
    std::string name;     ///< "mail.smtp.password", for messages
    std::string variable; ///< of the environment; comes first
    std::string file;     ///< a name without a slash is one of systemd's credentials
    std::string command;  ///< for sh; its first line of output
};

/// True where the source names a place; whether something is there is seen by reading.
bool is_named(const SecretSource& source);

/// One line. Fault(bad_setup) where it is not there, is empty, may be read by others (0600 of the
/// owner, or 0640 of root), or the command fails. Messages never hold the secret.
std::string read_secret(const SecretSource& source);

} // namespace duesday::runtime
