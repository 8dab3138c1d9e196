#include "partner/mollie_calls.hpp"

#include "base/fault.hpp"
#include "partner/ca_file.hpp"
#include "partner/mollie_ids.hpp"
#include "partner/mollie_json.hpp"
#include "partner/mollie_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace duesday::partner::mollie {

namespace {

constexpr int unauthorised = 401;
constexpr int forbidden = 403;
constexpr int conflict = 409;
constexpr int too_many = 429;
constexpr int enough_unreachable = 2; ///< in a row: then nobody is there
/// Tries in a row without an answer: each further call would be one more charge that has to be
/// looked up.
constexpr int enough_unanswered = 8;
/// Answers are read and recorded together, which costs half as much as one by one: so many, or as
/// many as came in so long.
constexpr std::size_t read_together = 64;
constexpr std::int64_t read_within_ms = 100;
constexpr std::size_t largest_page = std::size_t{8} << 20; ///< 250 payments with all they hold

} // namespace

struct Calls::Waiting {
    std::size_t index = 0;
    int tries = 0;
    bool may_have_arrived = false;
    std::int64_t begun_ms = 0;
    std::int64_t ready_ms = 0; ///< not before
};

/// One run of Calls: what waits for its turn, and what is known of Mollie meanwhile.
class Calls::Round {
public:
    Round(Calls& calls, const std::function<std::vector<Call>()>& more,
          const std::function<void(std::size_t, const Result&)>& finished)
        : calls_{calls}, settings_{calls.settings_}, more_{more}, finished_{finished}
    {
    }

    void run()
    {
        try {
            calls_.client_->send_each([this] { return next(); },
                                      [this](std::size_t index, HttpReply reply) {
                                          take(states_[index], std::move(reply));
                                      },
                                      [this] { return hand_over_in_time(); });
        } catch (...) {
            hand_over();
            throw;
        }
        hand_over();
    }

private:
    HttpNext next()
    {
        if (queue_.empty() && !closed_ && !is_silent() && (!has_no_more_ || in_flight_ == 0))
            ask_for_more();
        if (!closed_ && is_stopped())
            close({});
        if (closed_)
            end_the_rest();
        if (queue_.empty())
            return {};
        const auto now = settings_.elapsed_ms();
        if (now < held_until_ms_)
            return wait_ms(held_until_ms_ - now);
        std::optional<std::int64_t> soonest;
        for (auto it = queue_.begin(); it != queue_.end(); ++it) {
            auto& state = states_[*it];
            if (is_silent() && state.tries == 0)
                continue;
            soonest = std::min(soonest.value_or(state.ready_ms), state.ready_ms);
            if (state.ready_ms > now)
                continue;
            queue_.erase(it);
            return begin(state, now);
        }
        if (soonest)
            return wait_ms(*soonest - now);
        if (in_flight_ > 0)
            return wait_ms(settings_.total_ms); // an answer comes before
        close({});
        end_the_rest();
        return {};
    }

    /// What follows may depend on the results so far. Where nothing does, further results may
    /// change that, but are not handed over one by one for it.
    void ask_for_more()
    {
        hand_over();
        auto calls = more_();
        has_no_more_ = calls.empty();
        for (auto& call : calls) {
            queue_.push_back(asked_.size());
            states_.push_back({.index = asked_.size()});
            asked_.push_back(std::move(call));
        }
    }

    bool is_stopped() const
    {
        return !queue_.empty() && asked_[queue_.front()].may_wait && calls_.is_stopped();
    }

    static HttpNext wait_ms(std::int64_t ms)
    {
        return {std::nullopt, 0, static_cast<int>(std::max<std::int64_t>(1, ms))};
    }

    HttpNext begin(Waiting& state, std::int64_t now)
    {
        if (state.tries++ == 0)
            state.begun_ms = now;
        ++in_flight_;
        calls_.trace(asked_[state.index], nullptr);
        return {calls_.request_of(asked_[state.index]), state.index};
    }

    /// Somebody is there who answers nobody: nothing new is begun until one of those that wait for
    /// their repetition is answered.
    bool is_silent() const { return unanswered_ >= enough_unanswered; }

    void take(Waiting& state, HttpReply reply)
    {
        calls_.trace(asked_[state.index], &reply);
        --in_flight_;
        const auto refusal = reply.status;
        if (reply.answer == Answer::rejected && !is_said_by_mollie(reply))
            reply = without_answer(reply);
        unreachable_ = reply.is_unreachable ? unreachable_ + 1 : 0;
        unanswered_ = reply.answer == Answer::unknown ? unanswered_ + 1 : 0;
        if (refusal == unauthorised || refusal == forbidden) {
            calls_.is_refused_ = true;
            close(reply);
        } else if (!reply.bad_ca_file.empty()) {
            calls_.bad_ca_file_ = reply.bad_ca_file;
            close(reply);
        } else if (unreachable_ >= enough_unreachable) {
            close(reply);
        } else if (wants_another_try(reply)) {
            if (wait(state, reply))
                return;
            if (reply.status == too_many)
                close(reply);
        }
        add_result(state, std::move(reply));
    }

    /// A refusal that may be believed: a redirect, a 408 or the page of something in between says
    /// nothing of the money, which Mollie may have taken before.
    static bool is_said_by_mollie(const HttpReply& reply)
    {
        return reply.status == unauthorised || is_error(reply.body, reply.status);
    }

    static HttpReply without_answer(const HttpReply& reply)
    {
        HttpReply unknown;
        unknown.retry_after_seconds = reply.retry_after_seconds;
        unknown.text = reply.text + ", and not in Mollie's words";
        return unknown;
    }

    void add_result(const Waiting& state, HttpReply reply)
    {
        if (results_.empty())
            first_result_ms_ = settings_.elapsed_ms();
        results_.emplace_back(state.index, Result{std::move(reply), state.may_have_arrived});
    }

    /// In how many ms there is something to hand over, as far as that is known now.
    int hand_over_in_time()
    {
        if (results_.empty())
            return settings_.total_ms;
        const auto left_ms = first_result_ms_ + read_within_ms - settings_.elapsed_ms();
        if (results_.size() < read_together && left_ms > 0)
            return static_cast<int>(left_ms);
        hand_over();
        return 0;
    }

    /// While the next ones are on their way: what is done with a result may take a while.
    void hand_over()
    {
        has_no_more_ = has_no_more_ && results_.empty();
        for (auto& [index, result] : std::exchange(results_, {}))
            finished_(index, result);
    }

    static bool wants_another_try(const HttpReply& reply)
    {
        return reply.answer == Answer::unknown || reply.status == conflict ||
               reply.status == too_many;
    }

    /// False where the budget does not allow it. Only what has a key, or reads, comes here.
    bool wait(Waiting& state, const HttpReply& reply)
    {
        const auto now = settings_.elapsed_ms();
        const bool has_arrived = reply.status != too_many;
        const std::int64_t backoff = std::int64_t{settings_.first_wait_ms} << (state.tries - 1);
        const auto until =
            now + std::max<std::int64_t>(backoff, reply.retry_after_seconds * std::int64_t{1000});
        const bool in_budget = until < state.begun_ms + settings_.budget_ms &&
                               (!has_arrived || state.tries < settings_.tries);
        if (closed_ || !in_budget)
            return false;
        state.may_have_arrived = state.may_have_arrived || has_arrived;
        state.ready_ms = until;
        if (reply.status == too_many || reply.retry_after_seconds > 0)
            held_until_ms_ = std::max(held_until_ms_, until); // it is meant for all of us
        queue_.push_back(state.index);
        return true;
    }

    void close(const HttpReply& reply)
    {
        if (closed_)
            return;
        closed_ = HttpReply{};
        closed_->answer = Answer::not_sent;
        closed_->is_unreachable = reply.is_unreachable;
        closed_->text = reply.text;
    }

    void end_the_rest()
    {
        while (!queue_.empty()) {
            const auto& state = states_[queue_.front()];
            queue_.pop_front();
            add_result(state, *closed_);
        }
    }

    Calls& calls_;
    const MollieSettings& settings_;
    const std::function<std::vector<Call>()>& more_;
    const std::function<void(std::size_t, const Result&)>& finished_;
    bool has_no_more_ = false; ///< as far as is known from what was handed over
    std::deque<Call> asked_;
    std::deque<Waiting> states_;
    std::deque<std::size_t> queue_;
    std::vector<std::pair<std::size_t, Result>> results_; ///< not yet handed over
    std::int64_t first_result_ms_ = 0;                    ///< since when the first of them waits
    std::int64_t held_until_ms_ = 0;
    int unreachable_ = 0;
    int unanswered_ = 0;
    int in_flight_ = 0;
    std::optional<HttpReply> closed_; ///< with this, what is left is not begun
};

Calls::Calls(MollieSettings settings)
    : settings_{std::move(settings)}, client_{make_http_client(
                                          {.ca_file = settings_.ca_file,
                                           .proxy = settings_.proxy,
                                           .connect_ms = settings_.connect_ms,
                                           .total_ms = settings_.total_ms,
                                           .largest_answer = largest_page,
                                           .side_by_side = settings_.side_by_side})}
{
}

void Calls::require_trusted() const
{
    if (!bad_ca_file_.empty())
        throw bad_ca_file("cards.ca_file", settings_.ca_file, bad_ca_file_);
    if (is_refused_)
        throw Fault{FaultKind::bad_setup, "Mollie refuses our key",
                    "mend [cards] in the configuration, then run this again: a renewal that is "
                    "not charged by its last day ends",
                    "cards_refuse_us"};
}

bool Calls::is_own(const std::string& url) const
{
    return url.starts_with(settings_.url + "/") && is_plain_address(url) &&
           url.find("/..") == url.npos;
}

void Calls::run(const std::function<std::vector<Call>()>& more,
                const std::function<void(std::size_t, const Result&)>& finished)
{
    Round{*this, more, finished}.run();
}

void Calls::run(std::vector<Call> calls,
                const std::function<void(std::size_t, const Result&)>& finished)
{
    run([&] { return std::exchange(calls, {}); }, finished);
}

HttpReply Calls::get(const std::string& path)
{
    return one({"GET", path, {}, {}}).reply;
}

HttpReply Calls::remove(const std::string& path)
{
    return one({"DELETE", path, {}, {}}).reply;
}

Result Calls::post(const std::string& path, std::string body, std::string key)
{
    return one({"POST", path, std::move(body), std::move(key)});
}

Result Calls::one(Call call)
{
    require_trusted();
    Result only;
    std::vector<Call> calls;
    calls.push_back(std::move(call));
    run(std::move(calls), [&](std::size_t, const Result& result) { only = result; });
    require_trusted();
    return only;
}

HttpRequest Calls::request_of(const Call& call) const
{
    HttpRequest request;
    request.method = call.method;
    request.url = is_own(call.path) ? call.path : settings_.url + call.path;
    request.headers = {"Authorization: Bearer " + settings_.key, "Accept: application/hal+json"};
    if (!call.body.empty())
        request.headers.emplace_back("Content-Type: application/json");
    if (!call.key.empty())
        request.headers.push_back("Idempotency-Key: " + call.key);
    request.body = call.body;
    return request;
}

void Calls::trace(const Call& call, const HttpReply* reply) const
{
    if (!settings_.trace)
        return;
    auto line =
        reply == nullptr
            ? fmt::format("> {} {} {}", call.method, call.path, masked(call.body))
            : fmt::format("< {} {} {}{}", call.method, call.path,
                          reply->status == 0 ? "no answer" : std::to_string(reply->status),
                          reply->body.empty() ? " " + reply->text : " " + masked(reply->body));
    settings_.trace(without_key(std::move(line), settings_.key));
}

} // namespace duesday::partner::mollie
