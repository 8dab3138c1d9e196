#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "store/reading_requests.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace duesday::flow {

namespace {

/// What a live book uses this setting for; shown beside what is missing.
std::string_view purpose_of(std::string_view setting)
{
    if (setting.starts_with("mode"))
        return "says on purpose that real money moves";
    if (setting.starts_with("seller."))
        return "stands on each invoice";
    if (setting.starts_with("vat."))
        return "the rate of domestic invoices";
    if (setting.starts_with("mail."))
        return "the sender of each letter";
    if (setting == "cards.provider")
        return "who charges cards: a live book never falls back to the sandbox";
    if (setting.starts_with("cards."))
        return "how the provider of cards is reached";
    return "";
}

struct BookFacts {
    store::Mode mode = store::Mode::sandbox;
    bool asks_for_readings = false; ///< somebody is asked for meter readings by letter
};

/// Of the book that is there, else what the configuration says, else a sandbox.
BookFacts facts_of(const runtime::Paths& paths, const runtime::Config& config)
{
    if (std::filesystem::exists(paths.book)) {
        auto book = store::Book::open(paths.book);
        return {book.mode(), store::has_portal_contracts(book.database())};
    }
    return {config.mode == "live" ? store::Mode::live : store::Mode::sandbox};
}

/// What a sandbox book uses where nothing is configured; empty for every other setting.
std::string sandbox_default(const std::string& setting, const runtime::Config& config)
{
    auto defaults = config;
    runtime::add_sandbox_defaults(defaults);
    const bool is_played = config.seller.name.empty();
    if (setting == "vat.standard")
        return defaults.vat_standard->text();
    if (setting == "mail.from")
        return defaults.mail_from;
    if (setting == "meters.portal_url")
        return defaults.meters.portal_url;
    if (setting == "seller.name" && is_played)
        return defaults.seller.name;
    if (setting == "seller.country" && is_played)
        return defaults.seller.country;
    return {};
}

void list_settings(const runtime::Paths& paths, const runtime::LoadedConfig& loaded,
                   store::Mode mode, runtime::Report& report)
{
    for (const auto& setting : loaded.settings) {
        auto value = setting.value;
        auto origin = setting.origin;
        if (setting.path == "book" && value != paths.book) {
            origin = value.empty() ? "default or option" : "option";
            value = paths.book;
        } else if (mode == store::Mode::sandbox && value.empty()) {
            value = sandbox_default(setting.path, loaded.config);
            origin = value.empty() ? origin : "sandbox default";
        }
        report.row(runtime::Fields{}
                       .add("setting", setting.path)
                       .add("value", value)
                       .add("origin", origin));
    }
}

void say_what_is_missing(const std::vector<std::string>& missing, store::Mode mode,
                         runtime::Report& report)
{
    for (const auto& setting : missing) {
        if (setting.starts_with("cards.") && setting != "cards.provider")
            continue; // said with what the partners need
        const auto purpose = purpose_of(setting);
        if (mode == store::Mode::live)
            report.subject(
                {"missing", setting, Outcome::attention, "live_needs_configuration", purpose});
        else
            report.say(fmt::format("A live book would need {}: {}.", setting, purpose));
    }
}

/// A partner that is configured in part is not used at all, in a sandbox book neither.
void say_what_partners_need(const runtime::Config& config, runtime::Report& report)
{
    for (const auto& problem : runtime::problems_of_smtp(config))
        report.subject({"missing", problem.setting, Outcome::attention, "smtp_needs_configuration",
                        problem.text});
    for (const auto& problem : runtime::problems_of_cards(config))
        report.subject({"missing", problem.setting, Outcome::attention, "cards_need_configuration",
                        problem.text});
    for (const auto& problem : runtime::problems_of_cloud(config))
        report.subject({"missing", problem.setting, Outcome::attention, "cloud_needs_configuration",
                        problem.text});
}

} // namespace

void admin_config(const runtime::Paths& paths, const runtime::LoadedConfig& loaded,
                  runtime::Report& report)
{
    const auto& config = loaded.config;
    const auto [mode, asks_for_readings] = facts_of(paths, config);
    const auto missing = runtime::missing_for_live(config);
    const bool is_played = mode == store::Mode::sandbox && config.seller.name.empty();
    auto effective = config;
    if (mode == store::Mode::sandbox)
        runtime::add_sandbox_defaults(effective);
    if (!report.style().quiet) {
        report.object("config",
                      runtime::Fields{}
                          .add("file", config.file.empty() ? "none" : config.file)
                          .add("book", paths.book)
                          .add("mode", store::name_of(mode))
                          .add("cards", config.cards.provider)
                          .add("mail", runtime::has_smtp(config) ? "smtp" : "maildir")
                          .add("cloud", runtime::has_cloud_endpoint(config) ? "http" : "folder")
                          .add("seller", is_played ? "demonstration seller" : config.seller.name)
                          .add("missing_for_live", missing));
        list_settings(paths, loaded, mode, report);
    }
    if (is_played)
        report.say("Invoices of this sandbox book name a demonstration seller in Belgium.");
    say_what_is_missing(missing, mode, report);
    say_what_partners_need(effective, report);
    if (asks_for_readings)
        for (const auto& problem : runtime::problems_of_meters(effective))
            report.subject({"missing", problem.setting, Outcome::attention,
                            "meters_need_configuration", problem.text});
}

} // namespace duesday::flow
