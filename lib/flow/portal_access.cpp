#include "flow/portal_access.hpp"

#include "flow/letter_meters.hpp"
#include "rules/metering/schedule.hpp"
#include "store/portal_links.hpp"
#include "store/sealing.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

OpenedLink refused(const char* code, const std::string& text, bool is_of_setup = false)
{
    return {{}, document::LetterProblem{code, text, is_of_setup}};
}

} // namespace

std::string make_sealed_link(store::Write& write, std::string_view email_key,
                             std::string_view period)
{
    const auto token = store::new_token();
    store::add_portal_link(
        write, token, {email_key, period, rules::link_valid_until(write.stamp().business_date)});
    return store::seal(write.book(), token);
}

OpenedLink open_link(const runtime::Context& context, const store::OutboxRow& row)
{
    const auto problems = runtime::problems_of_meters(context.config());
    if (!problems.empty())
        return refused("portal_url",
                       fmt::format("{}: {}", problems.front().setting, problems.front().text),
                       true);
    const auto sealed = meter_letter_head(row.facts).sealed;
    const auto token = sealed ? store::open_sealed(context.book, *sealed) : std::nullopt;
    if (!token)
        return refused("no_link", sealed ? "its link was not sealed with the key of this book"
                                         : "its link was erased when it left");
    const auto link = store::find_portal_link(context.book.database(), store::token_hash(*token));
    if (!link || link->is_revoked || link->valid_until < context.today())
        return refused("link_over", "its link was revoked or is over; the next reminder brings "
                                    "another one");
    return {portal_url(context.config().meters.portal_url, *token), {}};
}

std::string hidden_link(const runtime::Context& context)
{
    return portal_url(context.config().meters.portal_url, "********");
}

} // namespace duesday::flow
