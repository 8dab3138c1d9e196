// The two clients over libcurl, as libduesday-partner asks for them.
#pragma once

#include "partner/http.hpp"
#include "partner/mail_transport.hpp"

namespace duesday::partner {

/// Once in a process, before the first handle. Fault(bug) where libcurl does not start.
void start_curl();

HttpClient* new_http_client(const HttpSettings& settings);
MailTransport* new_smtp(SmtpSettings&& settings);

} // namespace duesday::partner
