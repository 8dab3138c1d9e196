// The wire's floor of PERFORMANCE: a bare loop over libcurl's multi interface that posts as many
// charges to the stand-in for Mollie, each with a key of its own, and looks at nothing but the
// status of the answers.
//
//   floor_http URL KEY CHARGES IN_FLIGHT CUSTOMER MANDATE

#include <cstdio>
#include <cstdlib>
#include <curl/curl.h>
#include <deque>
#include <string>

namespace {

std::size_t throw_away(char*, std::size_t size, std::size_t count, void*)
{
    return size * count;
}

/// One of those in flight, used again for the next charge.
class Post {
public:
    Post(const char* url, const char* key, const char* customer, const char* mandate)
        : easy_{curl_easy_init()}, address_{std::string{url} + "/payments"},
          authorization_{std::string{"Authorization: Bearer "} + key}, customer_{customer},
          mandate_{mandate}
    {
    }
    ~Post()
    {
        curl_slist_free_all(headers_);
        curl_easy_cleanup(easy_);
    }
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    CURL* easy() const { return easy_; }

    void aim_at(long number)
    {
        const auto name = std::to_string(number);
        body_ = R"({"amount":{"currency":"EUR","value":"58.08"},"description":"renewal 2026-12",)"
                R"("redirectUrl":null,"customerId":")" +
                customer_ + R"(","mandateId":")" + mandate_ +
                R"(","sequenceType":"recurring","metadata":{"attempt":")" + name +
                R"(","book":"floor"}})";
        curl_slist_free_all(headers_);
        headers_ = curl_slist_append(nullptr, authorization_.c_str());
        headers_ = curl_slist_append(headers_, "Content-Type: application/json");
        headers_ = curl_slist_append(headers_, ("Idempotency-Key: floor-" + name).c_str());
        curl_easy_setopt(easy_, CURLOPT_URL, address_.c_str());
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body_.size()));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body_.c_str());
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, throw_away);
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    }

private:
    CURL* easy_;
    curl_slist* headers_ = nullptr;
    std::string address_, authorization_, customer_, mandate_, body_;
};

bool was_taken(const CURLMsg& done)
{
    constexpr long created = 201;
    long status = 0;
    curl_easy_getinfo(done.easy_handle, CURLINFO_RESPONSE_CODE, &status);
    return done.data.result == CURLE_OK && status == created;
}

int post_all(std::deque<Post>& posts, long charges)
{
    auto* multi = curl_multi_init();
    long begun = 0;
    long taken = 0;
    const auto begin = [&](Post& post) {
        post.aim_at(++begun);
        curl_multi_add_handle(multi, post.easy());
    };
    for (auto& post : posts)
        if (begun < charges)
            begin(post);
    int running = 1;
    while (running > 0) {
        curl_multi_perform(multi, &running);
        int left = 0;
        while (const auto* done = curl_multi_info_read(multi, &left)) {
            taken += was_taken(*done) ? 1 : 0;
            auto* easy = done->easy_handle;
            curl_multi_remove_handle(multi, easy);
            for (auto& post : posts)
                if (post.easy() == easy && begun < charges) {
                    begin(post);
                    running = 1;
                }
        }
        if (running > 0)
            curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    curl_multi_cleanup(multi);
    if (taken == charges)
        return 0;
    std::fprintf(stderr, "floor_http: %ld of %ld charges were taken\n", taken, charges);
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 7) {
        std::fputs("usage: floor_http URL KEY CHARGES IN_FLIGHT CUSTOMER MANDATE\n", stderr);
        return 64;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status = 0;
    {
        std::deque<Post> posts;
        for (long i = 0; i < std::atol(argv[4]); ++i)
            posts.emplace_back(argv[1], argv[2], argv[5], argv[6]);
        status = post_all(posts, std::atol(argv[3]));
    }
    curl_global_cleanup();
    return status;
}
