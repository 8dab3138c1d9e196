#include "base/fault.hpp"
#include "base/plain_line.hpp"
#include "base/text.hpp"
#include "partner/network/clients.hpp"
#include "partner/network/transfers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <curl/curl.h>
#include <string_view>
#include <utility>

namespace duesday::partner {

namespace {

constexpr long low_speed_bytes = 10;
constexpr long low_speed_seconds = 15;
constexpr int poll_ms = 1'000;
constexpr int longest_wait_seconds = 86'400;

template <class T, auto Free>
struct Freed {
    void operator()(T* object) const { Free(object); }
};
using Handle = std::unique_ptr<CURL, Freed<CURL, curl_easy_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Freed<curl_slist, curl_slist_free_all>>;
using Url = std::unique_ptr<CURLU, Freed<CURLU, curl_url_cleanup>>;

template <class Value>
void set(CURL* handle, CURLoption option, Value value)
{
    if (curl_easy_setopt(handle, option, value) != CURLE_OK)
        throw Fault{FaultKind::bug,
                    fmt::format("libcurl does not take option {}", static_cast<int>(option))};
}

std::string part_of(CURLU* url, CURLUPart part)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
        return {};
    std::string copy{text};
    curl_free(text);
    return copy;
}

/// The host of an allowed URL; Fault(bad_setup) for another.
std::string allowed_host(const std::string& text)
{
    const Url url{curl_url()};
    const bool is_url = !text::has_control_character(text) &&
                        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
    const auto scheme = is_url ? part_of(url.get(), CURLUPART_SCHEME) : std::string{};
    auto host = is_url ? part_of(url.get(), CURLUPART_HOST) : std::string{};
    const bool is_here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    const bool has_login = is_url && (!part_of(url.get(), CURLUPART_USER).empty() ||
                                      !part_of(url.get(), CURLUPART_PASSWORD).empty());
    if (has_login || !(scheme == "https" || (scheme == "http" && is_here)))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("a partner at {} is not spoken to",
                                host.empty() ? "no address" : scheme + "://" + host),
                    "use https:// without a login in it; http:// is only for this machine",
                    "url_not_allowed"};
    return host;
}

/// Fault(bad_setup) where a header would end the line that it stands in.
void require_plain_headers(const HttpRequest& request)
{
    for (const auto& header : request.headers)
        if (text::has_control_character(header))
            throw Fault{FaultKind::bad_setup, "a header of a request holds a line break",
                        "look for one in the token", "header_not_allowed"};
}

/// One of the requests that are on their way.
struct Transfer {
    Handle handle;
    Headers headers;
    std::size_t index = 0;
    std::string host;
    std::size_t largest = 0;
    bool is_too_large = false;
    HttpReply reply;
    std::array<char, CURL_ERROR_SIZE> error{};
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target)
{
    auto& transfer = *static_cast<Transfer*>(target);
    if (transfer.reply.body.size() + size * count > transfer.largest) {
        transfer.is_too_large = true;
        return 0;
    }
    transfer.reply.body.append(data, size * count);
    return size * count;
}

int retry_after(CURL* handle)
{
    curl_header* header = nullptr;
    if (curl_easy_header(handle, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return 0;
    const std::string_view text{header->value};
    if (!text.empty() && text.front() >= 'A') { // a date, which begins with its weekday
        curl_off_t wait = 0;
        curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait);
        return static_cast<int>(std::clamp<curl_off_t>(wait, 0, longest_wait_seconds));
    }
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc::result_out_of_range)
        return longest_wait_seconds;
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number ? std::clamp(seconds, 0, longest_wait_seconds) : 0;
}

/// Which of the six answers an HTTP status is, as far as that can be said without its words.
Answer answer_of(int status)
{
    if (status >= 200 && status <= 299)
        return Answer::done;
    if (status == 429)
        return Answer::not_sent;
    return status >= 300 && status <= 499 ? Answer::rejected : Answer::unknown;
}

void judge(Transfer& transfer, CURLcode result)
{
    auto* handle = transfer.handle.get();
    auto& reply = transfer.reply;
    long status = 0;
    long sent = 0;
    const char* type = nullptr;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
    reply.status = static_cast<int>(status);
    reply.content_type = type != nullptr ? text::plain_line(type) : "";
    reply.retry_after_seconds = retry_after(handle);
    if (result == CURLE_OK) {
        reply.answer = answer_of(reply.status);
        if (reply.answer != Answer::done)
            reply.text = fmt::format("{} answers {}", transfer.host, reply.status);
        return;
    }
    const auto why = transfer.is_too_large
                         ? fmt::format("its answer is larger than {} bytes", transfer.largest)
                         : text::plain_line(transfer.error[0] != '\0' ? transfer.error.data()
                                                                      : curl_easy_strerror(result));
    // A status whose body is cut says no more than that the request arrived; only a refusal stays
    // one.
    const bool was_sent = sent > 0;
    if (was_sent && answer_of(reply.status) == Answer::rejected)
        reply.answer = Answer::rejected;
    else
        reply.answer = was_sent ? Answer::unknown : Answer::not_sent;
    reply.is_unreachable = !was_sent;
    if (result == CURLE_SSL_CACERT_BADFILE)
        reply.bad_ca_file = why;
    reply.text = was_sent ? fmt::format("the answer of {} is lost: {}", transfer.host, why)
                          : fmt::format("{} cannot be reached: {}", transfer.host, why);
}

class Client final : public HttpClient {
public:
    explicit Client(const HttpSettings& settings) : settings_{settings} {}

    using HttpClient::send;
    void send(std::span<const HttpRequest> requests,
              const std::function<void(std::size_t, HttpReply)>& answered) override
    {
        for (const auto& request : requests)
            static_cast<void>(host_of(request));
        std::size_t sent = 0;
        send_each(
            [&]() -> HttpNext {
                if (sent == requests.size())
                    return {};
                const auto index = sent++;
                return {requests[index], index};
            },
            answered, [] { return poll_ms; });
    }

    void send_each(const std::function<HttpNext()>& next,
                   const std::function<void(std::size_t, HttpReply)>& answered,
                   const std::function<int()>& meanwhile) override
    {
        start();
        std::vector<std::unique_ptr<Transfer>> running;
        try {
            for (bool is_open = true; is_open || !running.empty();) {
                int wait_ms = poll_ms;
                is_open = fill(running, next, wait_ms);
                const int moving = transfers_->begin();
                const int left_alone_ms = meanwhile();
                if (moving > 0 || (running.empty() && is_open))
                    transfers_->wait(std::min(wait_ms, left_alone_ms));
                while (auto ended = take_ended(running)) {
                    answered(ended->index, std::move(ended->reply));
                    is_open = true; // an answer may let something be sent again
                }
            }
        } catch (...) {
            for (const auto& transfer : running)
                transfers_->remove(transfer->handle.get());
            throw;
        }
    }

private:
    void start()
    {
        if (transfers_)
            return;
        start_curl();
        transfers_.emplace(settings_.side_by_side);
    }

    /// Of a request that may be sent; Fault(bad_setup) for another.
    const std::string& host_of(const HttpRequest& request)
    {
        require_plain_headers(request);
        if (known_host_.empty() || request.url != known_url_) {
            known_host_ = allowed_host(request.url);
            known_url_ = request.url;
        }
        return known_host_;
    }

    std::unique_ptr<Transfer> begin(const HttpRequest& request, std::size_t index,
                                    const std::string& host)
    {
        auto transfer = std::make_unique<Transfer>();
        if (idle_.empty()) {
            transfer->handle.reset(curl_easy_init());
        } else {
            transfer->handle = std::move(idle_.back());
            idle_.pop_back();
        }
        auto* handle = transfer->handle.get();
        if (handle == nullptr)
            throw Fault{FaultKind::bug, "libcurl does not start"};
        transfer->index = index;
        transfer->host = host;
        transfer->largest = settings_.largest_answer;
        const auto add = [&](const std::string& header) {
            if (auto* list = curl_slist_append(transfer->headers.get(), header.c_str())) {
                static_cast<void>(transfer->headers.release());
                transfer->headers.reset(list);
            }
        };
        for (const auto& header : request.headers)
            add(header);
        add("Expect:"); // no waiting for a leave to send the body
        set_frame(handle);
        set(handle, CURLOPT_URL, request.url.c_str());
        set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        if (request.method == "POST" || !request.body.empty()) {
            set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(handle, CURLOPT_COPYPOSTFIELDS, request.body.data());
        }
        set(handle, CURLOPT_HTTPHEADER, transfer->headers.get());
        set(handle, CURLOPT_FRESH_CONNECT, request.is_repeatable ? 0L : 1L);
        set(handle, CURLOPT_WRITEFUNCTION, &take_body);
        set(handle, CURLOPT_WRITEDATA, transfer.get());
        set(handle, CURLOPT_PRIVATE, transfer.get());
        set(handle, CURLOPT_ERRORBUFFER, transfer->error.data());
        transfers_->add(handle);
        return transfer;
    }

    void set_frame(CURL* handle) const
    {
        curl_easy_reset(handle);
        set(handle, CURLOPT_PROTOCOLS_STR, "https,http"); // http: allowed_host sees to it
        set(handle, CURLOPT_FOLLOWLOCATION, 0L);
        set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(handle, CURLOPT_PROXY, settings_.proxy.c_str()); // empty: nor one of the environment
        set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(handle, CURLOPT_NOSIGNAL, 1L);
        set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
        set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
        set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (!settings_.ca_file.empty())
            set(handle, CURLOPT_CAINFO, settings_.ca_file.c_str());
        set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_ms));
        set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.total_ms));
        set(handle, CURLOPT_LOW_SPEED_LIMIT, low_speed_bytes);
        set(handle, CURLOPT_LOW_SPEED_TIME, low_speed_seconds);
    }

    /// Begins what there is room for; false where nothing is left to begin. `wait_ms` becomes less
    /// where something may be begun sooner.
    bool fill(std::vector<std::unique_ptr<Transfer>>& running,
              const std::function<HttpNext()>& next, int& wait_ms)
    {
        while (running.size() < static_cast<std::size_t>(settings_.side_by_side)) {
            const auto one = next();
            if (!one.request) {
                if (one.wait_ms > 0)
                    wait_ms = std::min(wait_ms, one.wait_ms);
                return one.wait_ms > 0;
            }
            running.push_back(begin(*one.request, one.index, host_of(*one.request)));
        }
        return true;
    }

    std::unique_ptr<Transfer> take_ended(std::vector<std::unique_ptr<Transfer>>& running)
    {
        const auto ended = transfers_->take_ended();
        if (!ended)
            return nullptr;
        const auto [handle, result] = *ended;
        const auto found =
            std::find_if(running.begin(), running.end(),
                         [handle = handle](const auto& t) { return t->handle.get() == handle; });
        auto transfer = std::move(*found);
        running.erase(found);
        judge(*transfer, result);
        transfers_->remove(handle);
        set(handle, CURLOPT_ERRORBUFFER, nullptr);
        idle_.push_back(std::move(transfer->handle));
        return transfer;
    }

    HttpSettings settings_;
    std::optional<Transfers> transfers_; ///< from the first request on
    std::vector<Handle> idle_;
    std::string known_url_, known_host_; ///< of the last request: most of a night go there
};

} // namespace

HttpClient* new_http_client(const HttpSettings& settings)
{
    return std::make_unique<Client>(settings).release();
}

} // namespace duesday::partner
