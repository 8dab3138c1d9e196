// The HTTP client of all partners against a server that goes wrong in every way (RELIABILITY F7).

#include "partner/cloud_transport.hpp"
#include "partner/http.hpp"
#include "partner/mollie.hpp"
#include "runtime/clock.hpp"
#include "support/faults.hpp"
#include "support/http_stand_in.hpp"
#include "support/loopback_socket.hpp"
#include "support/mail_server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>

using namespace duesday;
using partner::Answer;
using partner::HttpReply;
using partner::HttpRequest;
using partner::HttpSettings;
using test::HttpStandIn;

namespace {

constexpr HttpSettings quick()
{
    return {.ca_file = {},
            .proxy = {},
            .connect_ms = 500,
            .total_ms = 700,
            .largest_answer = 100'000,
            .side_by_side = 16};
}

HttpRequest post(const std::string& url)
{
    return {.method = "POST",
            .url = url,
            .headers = {"Idempotency-Key: k1", "Content-Type: application/json"},
            .body = R"({"a":1})"};
}

HttpReply sent(const HttpRequest& request, const HttpSettings& settings = quick())
{
    return partner::make_http_client(settings)->send(request);
}

template <class Work>
std::string text_of_fault(const Work& work)
{
    try {
        work();
    } catch (const Fault& fault) {
        CHECK(fault.kind() == FaultKind::bad_setup);
        return fault.reason() + " " + fault.what();
    }
    return {};
}

} // namespace

TEST_CASE("a request arrives as it was written")
{
    HttpStandIn server;
    const auto reply = sent(post(server.url("/status/201")));
    CHECK(reply.answer == Answer::done);
    CHECK(reply.status == 201);
    CHECK(reply.body == R"({"status":201})");
    CHECK(reply.content_type == "application/json");
    REQUIRE(server.requests().size() == 1);
    const auto taken = server.requests()[0];
    CHECK(taken.method == "POST");
    CHECK(taken.body == R"({"a":1})");
    CHECK(taken.headers.at("idempotency-key") == "k1");
    CHECK_FALSE(taken.headers.contains("expect"));
    CHECK(sent({.method = "GET", .url = server.url("/status/200"), .headers = {}, .body = {}})
              .answer == Answer::done);
    CHECK(server.requests()[1].method == "GET");
    CHECK(server.requests()[1].body.empty());
}

TEST_CASE("each fault of a partner is one of the six answers in bounded time")
{
    struct Row {
        const char* path;
        Answer answer;
        int status;
    };
    const Row rows[] = {
        {"/status/200", Answer::done, 200},     {"/status/204", Answer::done, 204},
        {"/status/400", Answer::rejected, 400}, {"/status/401", Answer::rejected, 401},
        {"/status/404", Answer::rejected, 404}, {"/status/422", Answer::rejected, 422},
        {"/status/429", Answer::not_sent, 429}, {"/status/500", Answer::unknown, 500},
        {"/status/503", Answer::unknown, 503},  {"/html/502", Answer::unknown, 502},
        {"/redirect", Answer::rejected, 302},   {"/slow", Answer::unknown, 0},
        {"/drip", Answer::unknown, 200},        {"/huge", Answer::unknown, 200},
        {"/cut", Answer::unknown, 200},         {"/garbage", Answer::done, 200},
    };
    HttpStandIn server;
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto before = server.requests().size();
        const auto begin = std::chrono::steady_clock::now();
        const auto reply = sent(post(server.url(row.path)));
        CAPTURE(reply.text);
        CHECK(std::string{partner::name_of(reply.answer)} == partner::name_of(row.answer));
        CHECK(reply.status == row.status);
        CHECK_FALSE(reply.is_unreachable);
        CHECK(reply.text.empty() == (row.answer == Answer::done));
        CHECK(reply.body.size() <= 100'000);
        // Once, and a redirect is not followed.
        CHECK(server.requests().size() == before + 1);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{2});
    }
    CHECK(sent(post(server.url("/status/429"))).retry_after_seconds == 120);
    CHECK(sent(post(server.url("/status/503"))).retry_after_seconds == 86'400); // a far day
}

TEST_CASE("RELIABILITY 1.12: what never left this machine is not sent")
{
    const test::LoopbackSocket deaf;
    const auto refused =
        sent(post("http://127.0.0.1:" + std::to_string(test::closed_port()) + "/"));
    CHECK(refused.answer == Answer::not_sent);
    CHECK(refused.is_unreachable);
    CHECK(sent(post("https://no-such-host.invalid/")).answer == Answer::not_sent);
    // No word in the handshake.
    const auto mute = sent(post("https://127.0.0.1:" + std::to_string(deaf.port()) + "/"));
    CHECK(mute.answer == Answer::not_sent);
    // The request was handed over to a server that never reads it.
    CHECK(sent(post("http://127.0.0.1:" + std::to_string(deaf.port()) + "/")).answer ==
          Answer::unknown);
}

TEST_CASE("a request that may not come twice is not repeated on a dead connection")
{
    for (const bool is_repeatable : {true, false}) {
        CAPTURE(is_repeatable);
        // libcurl repeats by itself what it sent on a kept connection that ends without a word.
        test::ResettingServer server{1};
        const auto client = partner::make_http_client(quick());
        auto request = post(server.url());
        request.is_repeatable = is_repeatable;
        CHECK(client->send(request).answer == Answer::done);
        CHECK(client->send(request).answer == Answer::done);
        CHECK(server.requests() == (is_repeatable ? 3 : 2));
    }
    test::ResettingServer server{0};
    CHECK(sent(post(server.url())).answer == Answer::unknown);
}

TEST_CASE("TLS is verified")
{
    const test::TempFolder good;
    const test::TempFolder other;
    test::make_certificate(good.path(), "localhost");
    test::make_certificate(other.path(), "elsewhere.example", false);
    HttpStandIn server{good.path()};
    HttpStandIn impostor{other.path()};
    auto settings = quick();
    settings.ca_file = (good / "cert.pem").string();
    CHECK(sent(post(server.url("/status/200")), settings).answer == Answer::done);
    const auto unknown_authority = sent(post(server.url("/status/200")));
    CHECK(unknown_authority.answer == Answer::not_sent);
    CHECK(unknown_authority.text.find("certificate") != std::string::npos);
    settings.ca_file = (other / "cert.pem").string();
    CHECK(sent(post(impostor.url("/status/200")), settings).answer == Answer::not_sent);
    CHECK(impostor.requests().empty());
    CHECK(server.requests().size() == 1);
}

TEST_CASE("a file of certificates that is none is ours to mend and the partner is not blamed")
{
    const test::TempFolder good;
    test::make_certificate(good.path(), "localhost");
    HttpStandIn server{good.path()};
    for (const char* file : {"/nonexistent/ca.pem", "/etc/hostname", "/etc"}) {
        CAPTURE(file);
        auto settings = quick();
        settings.ca_file = file;
        const auto reply = sent(post(server.url("/status/200")), settings);
        CHECK(reply.answer == Answer::not_sent);
        CHECK_FALSE(reply.bad_ca_file.empty());

        partner::CloudEndpoint endpoint;
        endpoint.url = server.url("/v1");
        endpoint.token = [] { return "t0ken"; };
        endpoint.ca_file = file;
        const auto cloud = partner::make_cloud_endpoint(endpoint);
        const partner::CloudMessage stop{
            "stop", R"({"stops":[{"subscription":"S-1","ended_on":"2027-12-31"}]})", "1.ab", 1};
        CHECK(text_of_fault([&] {
                  cloud->send({&stop, 1}, [](auto, const auto&) {});
              }).starts_with(std::string{"bad_ca_file cloud.ca_file "} + file));

        partner::MollieSettings mollie;
        mollie.url = server.url("/v2");
        mollie.key = "test_key";
        mollie.ca_file = file;
        mollie.elapsed_ms = runtime::elapsed_ms;
        const auto cards = partner::make_mollie_cards(mollie);
        partner::ChargeRequest request;
        request.key = "00000001-8723-7876-8abe-f1a6cb6a1981";
        request.provider_customer = "cst_1";
        request.mandate = "mdt_1";
        request.amount = Money{100, Currency::of("EUR")};
        std::vector<Answer> answers;
        CHECK(text_of_fault([&] {
                  cards->charge({&request, 1}, [&](auto, const partner::ChargeAnswer& answer) {
                      answers.push_back(answer.answer);
                  });
              }).starts_with(std::string{"bad_ca_file cards.ca_file "} + file));
        CHECK(answers == std::vector{Answer::not_sent}); // its intention stays for the next run
    }
    CHECK(server.requests().empty());
}

TEST_CASE("only https and this machine are spoken to and no header is smuggled in")
{
    for (const auto* url :
         {"http://api.firm.example/", "file:///etc/passwd", "ftp://127.0.0.1/x", "nonsense",
          "http://127.0.0.1@evil.example/", "https://user:secret@api.firm.example/",
          "http://localhost.evil.example/", "https://a.example/\r\nX: y", ""}) {
        CAPTURE(url);
        CHECK_FAULT(FaultKind::bad_setup, (sent(post(url)), 0));
    }
    HttpStandIn server;
    auto request = post(server.url("/"));
    request.headers.emplace_back("Authorization: Bearer x\r\nX-Evil: 1");
    CHECK_FAULT(FaultKind::bad_setup, (sent(request), 0));
    CHECK(server.requests().empty());
}

TEST_CASE("a proxy comes only from the configuration")
{
    HttpStandIn server;
    HttpStandIn proxy;
    ::setenv("http_proxy", proxy.url("").c_str(), 1);
    ::setenv("no_proxy", "", 1);
    CHECK(sent(post(server.url("/status/200"))).answer == Answer::done);
    CHECK(proxy.requests().empty());
    ::unsetenv("http_proxy");
    ::unsetenv("no_proxy");
    auto settings = quick();
    settings.proxy = proxy.url("");
    CHECK(sent(post(server.url("/status/200")), settings).status == 204);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("many requests are on their way side by side and each is answered once")
{
    HttpStandIn server;
    const auto client = partner::make_http_client(quick());
    const std::vector<HttpRequest> requests(48, post(server.url("/delay/100")));
    std::vector<int> answers(requests.size());
    const auto begin = std::chrono::steady_clock::now();
    client->send(requests, [&](std::size_t i, const HttpReply& reply) {
        CHECK(reply.answer == Answer::done);
        ++answers[i];
    });
    CHECK(answers == std::vector<int>(requests.size(), 1));
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds{2'400}); // of 4,800
}

TEST_CASE("what is done with answers is done while the next requests are on their way")
{
    constexpr std::size_t requests = 9;
    constexpr std::size_t side_by_side = 3;
    HttpStandIn server;
    auto settings = quick();
    settings.side_by_side = side_by_side;
    std::size_t begun = 0;
    std::size_t answered = 0;
    std::size_t handed_over = 0;
    partner::make_http_client(settings)->send_each(
        [&]() -> partner::HttpNext {
            if (begun == requests)
                return {};
            return {post(server.url("/status/200")), begun++};
        },
        [&](std::size_t, const HttpReply&) { ++answered; },
        [&] {
            handed_over = answered;
            CHECK(begun == std::min(requests, answered + side_by_side));
            return 1'000;
        });
    CHECK(handed_over == requests);
}
