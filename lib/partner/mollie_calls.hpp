// Calls to Mollie with their waits and repetitions (PARTNERS 1.4, 1.5; RELIABILITY 1.9).
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
    /// Fault(bug) where libcurl does not start.
    explicit Calls(MollieSettings settings);

    /// Every call gets exactly one result, from the calling thread, in any order, at most
    /// settings().side_by_side in flight. After a 401 or 403, where nobody is there (two in a row),
    /// or where nobody is answered (eight in a row, DESIGN 3), those not yet begun are `not_sent`.
    /// One without an answer, 409, 429 or 503 is repeated inside settings().budget_ms, after the
    /// wait that Retry-After asks for (PARTNERS 1.5). A Fault of the HTTP client goes on. `more`
    /// gives calls while there is room, and once more after further results; the indexes run on.
    void run(const std::function<std::vector<Call>()>& more,
             const std::function<void(std::size_t, const Result&)>& finished);
    /// These and no others.
    void run(std::vector<Call> calls,
             const std::function<void(std::size_t, const Result&)>& finished);
    /// One call and its reply; Fault(bad_setup) where Mollie refuses our key, before or with it.
    HttpReply get(const std::string& path);
    /// DELETE, which takes no key (PARTNERS 1.4): its repetition does no harm. Faults as get.
    HttpReply remove(const std::string& path);
    /// `key`: not empty, the same only with the same path and bytes. Faults as get.
    Result post(const std::string& path, std::string body, std::string key);

    /// Fault(bad_setup) once Mollie has refused the key, or where cards.ca_file cannot be used.
    void require_trusted() const;
    /// An address that Mollie gave, of a list's next page (PARTNERS 1.5), is one of its own: no key
    /// goes anywhere else.
    bool is_own(const std::string& url) const;
    /// The run was asked to stop: what is not begun waits for another one.
    bool is_stopped() const { return settings_.stop_requested && settings_.stop_requested(); }
    /// A 401 or 403 came, or nobody can be trusted: nothing is asked any more.
    bool is_refused() const { return is_refused_ || !bad_ca_file_.empty(); }
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
    std::string bad_ca_file_; ///< why cards.ca_file cannot be used
};

} // namespace duesday::partner::mollie
