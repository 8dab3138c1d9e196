// Activations and stops, posted to the cloud's endpoint.

#include "partner/cloud_transport.hpp"
#include "support/faults.hpp"
#include "support/http_stand_in.hpp"
#include "support/loopback_socket.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using partner::Answer;
using partner::CloudMessage;
using partner::DeliveryAnswer;
using test::HttpStandIn;

namespace {

partner::CloudEndpoint endpoint_at(const std::string& url)
{
    partner::CloudEndpoint endpoint;
    endpoint.url = url;
    endpoint.token = [] { return "t0ken"; };
    endpoint.connect_ms = 500;
    endpoint.total_ms = 700;
    return endpoint;
}

CloudMessage activate(const std::string& subscription, std::int64_t sequence)
{
    return {"activate",
            R"({"activations":[{"subscription":")" + subscription +
                R"(","installation":"I-1","service":"atmos","expires_on":"2027-12-31"}]})",
            std::to_string(sequence) + ".ab", sequence};
}

CloudMessage stop(const std::string& subscription, std::int64_t sequence)
{
    return {"stop",
            R"({"stops":[{"subscription":")" + subscription +
                R"(","installation":"I-1","service":"atmos","ended_on":"2027-12-31"}]})",
            std::to_string(sequence) + ".ab", sequence};
}

std::vector<DeliveryAnswer> sent(partner::CloudTransport& cloud,
                                 const std::vector<CloudMessage>& messages)
{
    std::vector<DeliveryAnswer> answers(messages.size());
    cloud.send(messages, [&](std::size_t i, const DeliveryAnswer& answer) { answers[i] = answer; });
    return answers;
}

} // namespace

TEST_CASE("SUB-031: a message is posted with its key and its order and our token")
{
    HttpStandIn server;
    const auto cloud = partner::make_cloud_endpoint(endpoint_at(server.url("/v1/activations")));
    const auto answers = sent(*cloud, {activate("S-1", 7), stop("S-2", 8)});
    CHECK(answers[0].answer == Answer::done);
    CHECK(answers[1].answer == Answer::done);
    const auto taken = server.requests();
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].path == "/v1/activations");
    CHECK(taken[0].headers.at("authorization") == "Bearer t0ken");
    CHECK(taken[0].headers.at("idempotency-key") == "7.ab");
    CHECK(taken[0].headers.at("content-type") == "application/json");
    CHECK(taken[0].body ==
          R"({"action":"activate","sequence":7,"activations":[{"subscription":"S-1",)"
          R"("installation":"I-1","service":"atmos","expires_on":"2027-12-31"}]})");
    CHECK(taken[1].body.starts_with(R"({"action":"stop","sequence":8,"stops":[{)"));
}

TEST_CASE("each fault of the cloud is one of the answers")
{
    struct Row {
        const char* as;
        Answer answer;
    };
    const Row rows[] = {
        {"/status/200", Answer::done},     {"/status/202", Answer::done},
        {"/status/204", Answer::done},     {"/status/400", Answer::rejected},
        {"/status/422", Answer::rejected}, {"/status/429", Answer::not_sent},
        {"/status/500", Answer::unknown},  {"/html/502", Answer::unknown},
        {"/html/200", Answer::unknown}, // a portal's page
        {"/garbage", Answer::unknown},     {"/redirect", Answer::rejected},
        {"/slow", Answer::unknown},        {"/huge", Answer::unknown},
        {"/cut", Answer::unknown},         {"/drip", Answer::unknown},
    };
    HttpStandIn server;
    for (const auto& row : rows) {
        CAPTURE(row.as);
        server.answer_all_as(row.as);
        const auto cloud = partner::make_cloud_endpoint(endpoint_at(server.url("/")));
        const auto answer = sent(*cloud, {activate("S-1", 1)}).front();
        CAPTURE(answer.text);
        CHECK(std::string{partner::name_of(answer.answer)} == partner::name_of(row.answer));
    }
    const auto nowhere = partner::make_cloud_endpoint(
        endpoint_at("http://127.0.0.1:" + std::to_string(test::closed_port())));
    for (const auto& answer : sent(*nowhere, {activate("S-1", 1), activate("S-2", 2)})) {
        CHECK(answer.answer == Answer::not_sent);
        CHECK(answer.is_unreachable);
    }
}

TEST_CASE("what does not get through is not overtaken by a later message about the same")
{
    HttpStandIn server;
    server.answer_all_as("/status/500");
    const auto cloud = partner::make_cloud_endpoint(endpoint_at(server.url("/")));
    CHECK(sent(*cloud, {stop("S-1", 1)}).front().answer == Answer::unknown);
    server.answer_all_as("/status/200");
    const auto answers = sent(*cloud, {activate("S-1", 2), activate("S-2", 3)});
    CHECK(answers[0].answer == Answer::not_sent);
    CHECK(answers[0].text.find("an earlier message about S-1") != std::string::npos);
    CHECK(answers[1].answer == Answer::done);
    CHECK(server.requests().size() == 2);
}

TEST_CASE("a cloud that asks for patience is left alone for the run")
{
    HttpStandIn server;
    server.answer_all_as("/status/429");
    const auto cloud = partner::make_cloud_endpoint(endpoint_at(server.url("/")));
    for (const auto& answer : sent(*cloud, {activate("S-1", 1), activate("S-2", 2)})) {
        CHECK(answer.answer == Answer::not_sent);
        CHECK(answer.retry_after_seconds == 120);
    }
    CHECK(server.requests().size() == 1);
}

TEST_CASE("a refused token stops the messages with 78 and wrong facts stop only themselves")
{
    HttpStandIn server;
    const auto cloud = partner::make_cloud_endpoint(endpoint_at(server.url("/")));
    const auto answers = sent(*cloud, {{"activate", R"({"activations":[{}]})", "1.a", 1},
                                       {"wave", "{}", "2.a", 2},
                                       {"activate", "no json", "3.a", 3},
                                       activate("S-1", 4)});
    for (const int i : {0, 1, 2})
        CHECK(answers[static_cast<std::size_t>(i)].answer == Answer::rejected);
    CHECK(answers[3].answer == Answer::done);
    for (const auto* status : {"/status/401", "/status/403"}) {
        server.answer_all_as(status);
        CHECK_FAULT(FaultKind::bad_setup, (sent(*cloud, {activate("S-1", 5)}), 0));
    }
}
