// Loads what talks over the network, when something is first to be said: libcurl costs a start 5
// ms, and a sandbox, or a day without anything to send, has no use for it.

#include "base/fault.hpp"
#include "partner/http.hpp"
#include "partner/mail_transport.hpp"

#include <fmt/format.h>

#include <dlfcn.h>
#include <utility>

namespace duesday::partner {

namespace {

template <class Maker>
Maker* maker_in_network(const char* name)
{
    // Beside this library, by its run path. It stays loaded.
    void* library = dlopen("libduesday-network.so", RTLD_NOW | RTLD_LOCAL);
    auto* maker = library == nullptr ? nullptr : reinterpret_cast<Maker*>(dlsym(library, name));
    if (maker == nullptr)
        throw Fault{FaultKind::bad_setup, fmt::format("no partner can be reached: {}", dlerror()),
                    "install libduesday-network.so beside Duesday's other libraries, and libcurl"};
    return maker;
}

} // namespace

std::unique_ptr<HttpClient> make_http_client(const HttpSettings& settings)
{
    using Maker = HttpClient*(const HttpSettings&);
    return std::unique_ptr<HttpClient>{
        maker_in_network<Maker>("duesday_new_http_client")(settings)};
}

std::unique_ptr<MailTransport> make_smtp(SmtpSettings settings)
{
    using Maker = MailTransport*(SmtpSettings &&);
    return std::unique_ptr<MailTransport>{
        maker_in_network<Maker>("duesday_new_smtp")(std::move(settings))};
}

} // namespace duesday::partner
