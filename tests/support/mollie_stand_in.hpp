// Mollie on loopback: what its API v2 says of itself (PARTNERS 1), with a ledger of the money that
// it took, a clock that a test sets, and every fault on command.
#pragma once

#include "base/timestamp.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::test {

/// Money that the stand-in took, or tried to take.
struct MolliePayment {
    std::string id, status, customer, mandate;
    std::string attempt, book; ///< of the metadata
    std::string currency;
    std::int64_t amount = 0; ///< minor units
    std::string sequence;    ///< "first" or "recurring"
};

/// A card as the customer enters it on the checkout page.
struct MollieCard {
    std::string label = "Visa";
    std::string last4 = "4242";
    std::string expires = "2030-12-31";
};

/// PARTNERS 1.7: amounts that fail whatever the card, in minor units, and why.
const std::map<std::int64_t, std::string>& mollie_magic_amounts();

class MollieStandIn {
public:
    /// `port` 0: any that is free. `key` is the only one that it takes. With `ledger` it goes on
    /// from what stands in that file, and writes there what it knows before each answer.
    explicit MollieStandIn(std::string key = "test_standin", int port = 0,
                           std::filesystem::path ledger = {});
    ~MollieStandIn();
    MollieStandIn(const MollieStandIn&) = delete;
    MollieStandIn& operator=(const MollieStandIn&) = delete;

    /// "http://127.0.0.1:<port>/v2"
    std::string url() const;
    int port() const;

    /// From now on it is this moment there, once all that came before is done; the clock stands
    /// still. Without it: the real one.
    void set_clock(Timestamp now);

    /// A customer with a valid card mandate. `outcome` is what every recurring payment with it
    /// comes to: "paid", "failed:<failureReason>", "pending:<n>" (paid at the n-th look), "open",
    /// or "pending-failed:<n>" (card_declined at the n-th look). Amounts of PARTNERS 1.7 fail
    /// whatever the mandate says.
    struct Known {
        std::string customer, mandate;
    };
    Known add_customer(const std::string& outcome = "paid", const MollieCard& card = {});
    /// Another card of a customer whom Mollie knows.
    Known add_card(const std::string& customer, const std::string& outcome = "paid");
    void set_outcome(const std::string& mandate, const std::string& outcome);
    /// "valid", "invalid" or "pending"; "gone": revoked.
    void set_mandate(const std::string& mandate, const std::string& status);

    /// What the customer does on the page of a first payment: "paid", "failed", "canceled",
    /// "expired" or "open". Paid makes the mandate; `outcome` as above.
    void visit(const std::string& payment, const std::string& status, const MollieCard& card = {},
               const std::string& outcome = "paid");

    std::string charge_back(const std::string& payment, std::int64_t amount);
    void win(const std::string& chargeback);
    std::string refund(const std::string& payment, std::int64_t amount,
                       const std::string& status = "refunded");
    /// A refund that was queued is made.
    void carry_out(const std::string& refund);
    /// Metadata that got lost on the way.
    void forget_metadata(const std::string& payment);
    /// A payment that does not say which mandate it left.
    void forget_mandate(const std::string& payment);
    /// As a merchant does on the dashboard; the payments stay.
    void delete_customer(const std::string& customer);

    /// The next `times` requests whose "METHOD /path" begins with `what` go wrong:
    ///
    ///     slow:<ms>       an answer after that time; what was asked for is done at its end
    ///     reset           done, and then the connection is reset without a word
    ///     reset-before    reset, and nothing is done
    ///     lost            done, and the answer is cut
    ///     cut             nothing is done, and the answer is cut
    ///     garbage         done, and the answer is no JSON
    ///     429, 503        nothing is done; with :<seconds> Retry-After, without it a 503 has none
    ///     500, 502, 401, 403, 409, 422  nothing is done; 502 comes as a page
    ///     500-after       done, and then 500
    ///     page:<status>   done, and then the page of something in between, with that status
    ///     say:<JSON>      nothing is done, and that is the answer, as if all were well
    ///     but:<JSON>      done, and those members lie over its answer
    ///     twice           done, and asked of it again by the network: the second answer comes
    void fail_next(const std::string& what, const std::string& fault, int times = 1);
    /// Lists do not show what is younger than this.
    void set_list_lag_seconds(int seconds);
    void heal(); ///< no fault is left
    /// Every request takes this long from now on.
    void set_latency_ms(int latency_ms);
    /// A revoked mandate is 410 instead of 404.
    void say_gone(bool gone);

    std::vector<MolliePayment> payments() const;
    /// "METHOD /path" of all requests so far.
    std::vector<std::string> requests() const;

private:
    struct Server;
    std::unique_ptr<Server> server_;
};

} // namespace duesday::test
