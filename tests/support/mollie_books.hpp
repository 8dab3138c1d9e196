// What the stand-in for Mollie knows, without the wire.
#pragma once

#include "support/mollie_stand_in.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>

namespace duesday::test {

struct MollieRequest {
    std::string method, path, body, authorization, idempotency_key;
    std::map<std::string, std::string> query;
};

struct MollieReply {
    int status = 200;
    std::string body;
    bool is_replayed = false;
};

nlohmann::ordered_json mollie_error(int status, const std::string& detail,
                                    const std::string& field = {});

class MollieBooks {
public:
    using Json = nlohmann::ordered_json;

    void set_key(std::string key) { key_ = std::move(key); }
    void set_url(std::string url) { url_ = std::move(url); }
    void set_clock(Timestamp now) { now_ = now; }
    void set_list_lag_seconds(int seconds) { list_lag_seconds_ = seconds; }
    void say_gone(bool gone) { says_gone_ = gone; }

    MollieReply answer(const MollieRequest& request);

    /// All that it knows, for the next process: customers, cards, payments, kept answers.
    Json ledger() const;
    void take_over(const Json& ledger);

    MollieStandIn::Known add_customer(const std::string& outcome, const MollieCard& card);
    MollieStandIn::Known add_card(const std::string& customer, const std::string& outcome);
    void set_outcome(const std::string& mandate, const std::string& outcome);
    void set_mandate(const std::string& mandate, const std::string& status);
    void visit(const std::string& payment, const std::string& status, const MollieCard& card,
               const std::string& outcome);
    std::string charge_back(const std::string& payment, std::int64_t amount);
    void win(const std::string& chargeback);
    std::string refund(const std::string& payment, std::int64_t amount, const std::string& status);
    void carry_out(const std::string& refund);
    void forget_metadata(const std::string& payment);
    void forget_mandate(const std::string& payment);
    void delete_customer(const std::string& customer);
    std::vector<MolliePayment> payments() const;

private:
    struct Payment {
        Json json;
        std::string outcome; ///< of what is not final: what it comes to, and after how many looks
        int looks_left = 0;
    };
    struct Mandate {
        Json json;
        std::string customer, outcome;
        bool is_revoked = false;
    };
    struct Kept { ///< under an idempotency key
        std::string line, body;
        MollieReply reply;
        Timestamp at;
    };

    Timestamp now() const;
    std::string time() const;
    Json links(const std::string& path) const;
    MollieReply route(const MollieRequest& request);
    MollieReply route_customer(const MollieRequest& request, const std::vector<std::string>& parts);
    MollieReply route_payment(const MollieRequest& request, const std::vector<std::string>& parts);
    MollieReply list(const MollieRequest& request, const std::string& name,
                     const std::vector<const Json*>& oldest_first) const;

    MollieReply make_customer(const Json& body);
    MollieReply make_payment(const Json& body);
    MollieReply make_first(const Json& body, Payment payment);
    MollieReply make_recurring(const Json& body, Payment payment);
    MollieReply make_refund(const std::string& payment, const Json& body);
    MollieReply show_payment(const std::string& id);
    MollieReply cancel_payment(const std::string& id);
    MollieReply mandates_of(const MollieRequest& request, const std::string& customer) const;
    MollieReply mandate_of(const MollieRequest& request, const std::string& customer,
                           const std::string& id);
    Mandate* usable_mandate(const std::string& customer, const std::string& wanted);
    std::string add_mandate(const std::string& customer, const MollieCard& card,
                            const std::string& outcome);
    void look_at(Payment& payment) const;
    void settle(Payment& payment, const std::string& outcome) const;
    MollieReply keep(Payment payment);
    Payment* find_payment(const std::string& id);
    Payment& known_payment(const std::string& id); ///< throws where there is none

    std::string key_, url_;
    std::optional<Timestamp> now_;
    int list_lag_seconds_ = 0;
    bool says_gone_ = false;
    std::map<std::string, Json> customers_;
    std::vector<Payment> payments_;             ///< oldest first
    std::map<std::string, std::size_t> places_; ///< id -> index
    std::map<std::string, Mandate> mandates_;
    std::vector<Json> refunds_, chargebacks_;
    std::map<std::string, Kept> kept_;
    int last_id_ = 0;
};

} // namespace duesday::test
