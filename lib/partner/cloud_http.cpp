#include "base/fault.hpp"
#include "partner/ca_file.hpp"
#include "partner/cloud_kind.hpp"
#include "partner/http.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace duesday::partner {

namespace {

using Json = nlohmann::ordered_json;

constexpr int enough_failures = 2; ///< without a server, in a row: then it is not there

struct Post {
    std::string body;
    std::vector<std::string> subscriptions;
};

/// Throws std::exception where the facts are not as CloudMessage says.
Post post_of(const CloudMessage& message)
{
    const auto& kind = kind_of(message);
    const auto facts = Json::parse(message.facts);
    Post post;
    for (const auto& fact : facts.at(kind.list)) {
        post.subscriptions.push_back(fact.at("subscription"));
        static_cast<void>(fact.at(kind.day));
    }
    const Json body{
        {"action", message.kind}, {"sequence", message.sequence}, {kind.list, facts.at(kind.list)}};
    post.body = body.dump();
    return post;
}

class CloudHttp final : public CloudTransport {
public:
    explicit CloudHttp(CloudEndpoint endpoint)
        : endpoint_{std::move(endpoint)}, client_{
                                              make_http_client({.ca_file = endpoint_.ca_file,
                                                                .proxy = endpoint_.proxy,
                                                                .connect_ms = endpoint_.connect_ms,
                                                                .total_ms = endpoint_.total_ms,
                                                                .side_by_side = 1})}
    {
    }

    void send(std::span<const CloudMessage> messages, const Delivered& delivered) override
    {
        for (std::size_t i = 0; i < messages.size(); ++i)
            delivered(i, send(messages[i]));
    }

private:
    DeliveryAnswer send(const CloudMessage& message)
    {
        Post post;
        try {
            post = post_of(message);
        } catch (const std::exception& error) {
            return {Answer::rejected,
                    fmt::format("the message's facts are wrong: {}", error.what())};
        }
        auto answer = given_up_ ? *given_up_ : in_order(post, message);
        if (answer.answer == Answer::not_sent || answer.answer == Answer::unknown)
            behind_.insert(post.subscriptions.begin(), post.subscriptions.end());
        return answer;
    }

    DeliveryAnswer in_order(const Post& post, const CloudMessage& message)
    {
        const auto late = std::find_if(post.subscriptions.begin(), post.subscriptions.end(),
                                       [&](const auto& s) { return behind_.contains(s); });
        if (late != post.subscriptions.end())
            return {Answer::not_sent,
                    fmt::format("an earlier message about {} has not got through", *late)};
        if (token_.empty())
            token_ = endpoint_.token();
        auto reply = client_->send(
            {.method = "POST",
             .url = endpoint_.url,
             .headers = {"Authorization: Bearer " + token_, "Content-Type: application/json",
                         "Accept: application/json", "Idempotency-Key: " + message.key},
             .body = post.body});
        return judged(std::move(reply));
    }

    DeliveryAnswer judged(HttpReply reply)
    {
        if (reply.status == 401 || reply.status == 403)
            throw Fault{FaultKind::bad_setup,
                        fmt::format("the cloud refuses our token: {}", reply.text),
                        "mend [cloud] in the configuration; nothing is lost, run deliver again",
                        "cloud_refuses_us"};
        if (!reply.bad_ca_file.empty())
            throw bad_ca_file("cloud.ca_file", endpoint_.ca_file, reply.bad_ca_file);
        DeliveryAnswer answer{reply.answer, std::move(reply.text), reply.is_unreachable,
                              reply.retry_after_seconds};
        // A page of a proxy or a portal is no answer of the cloud.
        if (answer.answer == Answer::done && !reply.body.empty() && !Json::accept(reply.body))
            answer = {Answer::unknown, "the cloud's answer is no JSON"};
        failures_ = answer.is_unreachable ? failures_ + 1 : 0;
        if (failures_ >= enough_failures || reply.status == 429)
            given_up_ = answer;
        return answer;
    }

    CloudEndpoint endpoint_;
    std::unique_ptr<HttpClient> client_;
    std::string token_;
    std::set<std::string> behind_; ///< subscriptions with a message that did not get through
    int failures_ = 0;
    std::optional<DeliveryAnswer> given_up_;
};

} // namespace

std::unique_ptr<CloudTransport> make_cloud_endpoint(CloudEndpoint endpoint)
{
    return std::make_unique<CloudHttp>(std::move(endpoint));
}

} // namespace duesday::partner
