// Calls to Mollie with their waits and repetitions.
#pragma once

#include "partner/http.hpp"
#include "partner/mollie.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace duesday::partner::mollie {

struct Call {
    std::string method;
    std::string path; ///< "/payments", or a whole address that Mollie gave
    std::string body;
    std::string key; ///< Idempotency-Key of a POST
    /// It waits for another run once a stop is requested: neither begun nor repeated any more.
    bool may_wait = false;
};

struct Result {
    HttpReply reply; ///< of the last try
    /// An earlier try of this call ended without an answer: what it asked for may have happened.
    bool may_have_arrived = false;
};

class Calls {
public:
    explicit Calls(MollieSettings settings);

    /// Every call gets exactly one result, from the calling thread, in any order. After a 401 or
    /// 403, where nobody is there, or where nobody is answered, those not yet begun are `not_sent`.
    void run(const std::vector<Call>& calls,
             const std::function<void(std::size_t, const Result&)>& finished);
    HttpReply get(const std::string& path);
    HttpReply remove(const std::string& path); ///< DELETE; its repetition does no harm
    Result post(const std::string& path, std::string body, std::string key);

    /// Fault(bad_setup) once Mollie has refused the key.
    void require_trusted() const;
    /// An address that Mollie gave is one of its own.
    bool is_own(const std::string& url) const { return url.starts_with(settings_.url + "/"); }
    bool is_refused() const { return is_refused_; }
    const MollieSettings& settings() const { return settings_; }

private:
    struct Waiting;
    class Round;

    Result one(Call call);
    HttpRequest request_of(const Call& call) const;
    void trace(const Call& call, const HttpReply* reply) const;

    MollieSettings settings_;
    std::unique_ptr<HttpClient> client_;
    bool is_refused_ = false;
};

} // namespace duesday::partner::mollie
