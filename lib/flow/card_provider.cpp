#include "flow/card_provider.hpp"

#include "base/fault.hpp"
#include "flow/partner_problems.hpp"
#include "runtime/secret.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

constexpr std::string_view live_prefix = "live_";
constexpr std::string_view test_prefix = "test_";

/// Live money moves only in a live book with a live key.
void require_fitting(const std::string& key, store::Mode mode)
{
    const bool is_live_book = mode == store::Mode::live;
    if (key.starts_with(is_live_book ? live_prefix : test_prefix))
        return;
    const auto kind = key.starts_with(live_prefix)   ? "a live key"
                      : key.starts_with(test_prefix) ? "a test key"
                                                     : "no key of a profile";
    throw Fault{FaultKind::bad_setup,
                fmt::format("cards.key is {}, but this is a {} book: it takes one that begins with "
                            "{}",
                            kind, store::name_of(mode), is_live_book ? live_prefix : test_prefix),
                "name the right key in [cards], or the right book with --book",
                "key_of_other_mode"};
}

std::string without_slash(std::string url)
{
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

} // namespace

std::string fitting_card_key(const runtime::Config& config, store::Mode mode)
{
    const auto& cards = config.cards;
    auto key = runtime::read_secret(
        {"cards.key", runtime::cards_key_variable, cards.key_file, cards.key_command});
    require_fitting(key, mode);
    return key;
}

partner::CardProvider card_provider(const runtime::Context& context, int side_by_side)
{
    const auto& config = context.config();
    partner::CardProvider provider{std::nullopt, context.book.file(), context.book.id(),
                                   [&clock = context.clock] { return clock.real(); }};
    refuse_problems(runtime::problems_of_cards(config));
    if (!runtime::has_card_provider(config))
        return provider;
    const auto& cards = config.cards;
    partner::MollieSettings mollie;
    mollie.key = fitting_card_key(config, context.book.mode());
    if (!cards.url.empty())
        mollie.url = without_slash(cards.url);
    mollie.book_id = context.book.id();
    mollie.redirect_url = cards.redirect_url;
    mollie.ca_file = cards.ca_file;
    mollie.proxy = config.http_proxy;
    mollie.side_by_side = std::max(1, side_by_side);
    mollie.elapsed_ms = runtime::elapsed_ms;
    mollie.stop_requested = [&context] { return context.stop_requested(); };
    if (context.report.style().trace)
        mollie.trace = [&report = context.report](const std::string& line) { report.trace(line); };
    provider.mollie = std::move(mollie);
    return provider;
}

} // namespace duesday::flow
