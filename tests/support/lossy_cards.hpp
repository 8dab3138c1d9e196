// A card provider behind a bad line: some calls never leave, some answers never arrive.
#pragma once

#include "partner/card_gateway.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace duesday::test {

class LossyCards final : public partner::CardGateway {
public:
    enum class Fate {
        arrives,
        never_leaves,
        answer_is_lost,
        lost_on_the_way, ///< no answer, and the provider never sees it
        rejected,        ///< refused as wrong: the provider keeps nothing
    };

    /// `fate` is asked once a call.
    LossyCards(std::unique_ptr<partner::CardGateway> real, std::function<Fate()> fate)
        : real_{std::move(real)}, fate_{std::move(fate)}
    {
    }

    std::string_view provider() const override { return real_->provider(); }
    int repeat_seconds() const override { return real_->repeat_seconds(); }
    void ask_cards(std::span<const partner::StoredCard> cards,
                   const std::function<void(std::size_t, partner::CardStanding)>& told) override
    {
        real_->ask_cards(cards, told);
    }
    void
    charge(std::span<const partner::ChargeRequest> requests,
           const std::function<void(std::size_t, const partner::ChargeAnswer&)>& answered) override
    {
        for (std::size_t i = 0; i < requests.size(); ++i) {
            const auto fate = fate_();
            if (fate == Fate::never_leaves) {
                answered(i, {partner::Answer::not_sent, "", ""});
                continue;
            }
            if (fate == Fate::lost_on_the_way || fate == Fate::rejected) {
                answered(i, fate == Fate::rejected
                                ? partner::ChargeAnswer{partner::Answer::rejected, "bad_key", ""}
                                : partner::ChargeAnswer{});
                continue;
            }
            real_->charge(requests.subspan(i, 1),
                          [&](std::size_t, const partner::ChargeAnswer& answer) {
                              answered(i, fate == Fate::arrives ? answer : partner::ChargeAnswer{});
                          });
        }
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest& request,
                                  partner::Asker asker) override
    {
        return real_->look_up(request, asker);
    }
    void
    each_payment_since(Timestamp since,
                       const std::function<void(const partner::ProviderPayment&)>& payment) override
    {
        real_->each_payment_since(since, payment);
    }

private:
    std::unique_ptr<partner::CardGateway> real_;
    std::function<Fate()> fate_;
};

} // namespace duesday::test
