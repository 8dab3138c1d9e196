#include "partner/network/clients.hpp"

#include "base/fault.hpp"

#include <curl/curl.h>
#include <utility>

namespace duesday::partner {

void start_curl()
{
    static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (!started)
        throw Fault{FaultKind::bug, "libcurl does not start"};
}

} // namespace duesday::partner

// libduesday-network is reached by these two, and by nothing else.

extern "C" {

duesday::partner::HttpClient*
duesday_new_http_client(const duesday::partner::HttpSettings& settings)
{
    return duesday::partner::new_http_client(settings);
}

duesday::partner::MailTransport* duesday_new_smtp(duesday::partner::SmtpSettings&& settings)
{
    return duesday::partner::new_smtp(std::move(settings));
}
}
