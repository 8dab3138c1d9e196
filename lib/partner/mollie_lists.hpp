// Lists of Mollie, page by page and newest first (PARTNERS 1.5).
#pragma once

#include "base/timestamp.hpp"
#include "partner/mollie_calls.hpp"
#include "partner/mollie_json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace duesday::partner::mollie {

/// Why a list broke off: the run was asked to stop between two pages.
inline constexpr std::string_view stopped = "stopped";

/// False: enough is known.
template <class Item>
using Take = std::function<bool(const Item&)>;

// Each tells what is there, until it is older than `from` or `take` has enough. What they give back
// says why the list broke off, or is empty: then it is a complete look-up (PARTNERS 1.4). A list
// whose pages lead back to one that was read, or that has no end, breaks off.

/// `path` without a limit: "/payments", or those of a customer.
std::string each_payment(Calls& calls, const std::string& path, Timestamp from,
                         const Take<Payment>& take);
std::string each_chargeback(Calls& calls, Timestamp from, const Take<Reversal>& take);
std::string each_refund(Calls& calls, Timestamp from, const Take<Reversal>& take);

/// Why a reply is no answer, as a reason: "status_500".
std::string problem_of(const HttpReply& reply);
std::string status_text(int status);

} // namespace duesday::partner::mollie
