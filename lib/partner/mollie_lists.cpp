#include "partner/mollie_lists.hpp"

#include <fmt/format.h>

#include <set>

namespace duesday::partner::mollie {

namespace {

/// More than any account has: two and a half million items.
constexpr std::size_t most_pages = 10'000;

template <class Item>
std::string each_item(Calls& calls, const std::string& first,
                      std::optional<Page<Item>> (*read)(const std::string&),
                      Timestamp Item::*made_at, Timestamp from, const Take<Item>& take)
{
    std::set<std::string> seen;
    for (auto path = first + "?limit=250"; !path.empty();) {
        if (!seen.insert(path).second || seen.size() > most_pages)
            return "unknown_next_page";
        if (seen.size() > 1 && calls.is_stopped())
            return std::string{stopped};
        const auto reply = calls.get(path);
        if (reply.answer != Answer::done)
            return problem_of(reply);
        const auto page = read(reply.body);
        if (!page)
            return "unreadable_answer";
        for (const auto& item : page->items)
            if (item.*made_at < from || !take(item))
                return {};
        if (!page->next.empty() && !calls.is_own(page->next))
            return "unknown_next_page";
        path = page->next;
    }
    return {};
}

} // namespace

std::string each_payment(Calls& calls, const std::string& path, Timestamp from,
                         const Take<Payment>& take)
{
    return each_item(calls, path, read_payments, &Payment::created_at, from, take);
}

std::string each_chargeback(Calls& calls, Timestamp from, const Take<Reversal>& take)
{
    return each_item(calls, "/chargebacks", read_chargebacks, &Reversal::made_at, from, take);
}

std::string each_refund(Calls& calls, Timestamp from, const Take<Reversal>& take)
{
    return each_item(calls, "/refunds", read_refunds, &Reversal::made_at, from, take);
}

std::string problem_of(const HttpReply& reply)
{
    return reply.is_unreachable ? std::string{unreachable}
           : reply.status != 0  ? status_text(reply.status)
                                : "no_answer";
}

std::string status_text(int status)
{
    return fmt::format("status_{}", status);
}

} // namespace duesday::partner::mollie
