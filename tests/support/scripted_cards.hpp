// A card provider that answers as a test tells it to.
#pragma once

#include "partner/card_gateway.hpp"

#include <functional>
#include <string>
#include <vector>

namespace duesday::test {

/// Gives the same answer to every charge, and remembers the keys.
class ScriptedCards final : public partner::CardGateway {
public:
    partner::ChargeAnswer answer;
    std::vector<std::string> keys;
    std::function<void()> during_the_call;

    std::string_view provider() const override { return "sandbox"; }
    int repeat_seconds() const override { return 3600; }
    void
    charge(std::span<const partner::ChargeRequest> requests,
           const std::function<void(std::size_t, const partner::ChargeAnswer&)>& answered) override
    {
        for (std::size_t i = 0; i < requests.size(); ++i) {
            keys.push_back(requests[i].key);
            if (during_the_call)
                during_the_call();
            answered(i, answer);
        }
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest&, partner::Asker) override
    {
        return answer;
    }
    void each_payment_since(Timestamp,
                            const std::function<void(const partner::ProviderPayment&)>&) override
    {
    }
};

} // namespace duesday::test
