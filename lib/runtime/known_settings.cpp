#include "runtime/known_settings.hpp"

#include "base/text.hpp"
#include "runtime/meter_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace duesday::runtime {

namespace {

std::string one_of(std::string& target, const std::string& value,
                   std::initializer_list<std::string_view> allowed)
{
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        return fmt::format("must be one of {}", fmt::join(allowed, ", "));
    target = value;
    return {};
}

KnownSetting text_key(std::string_view path, std::string Config::*member)
{
    return {path, SettingKind::text,
            [member](Config& config, const std::string& value) {
                config.*member = value;
                return std::string{};
            },
            [member](const Config& config) { return config.*member; }};
}

/// Of a part of the configuration.
template <class Part>
KnownSetting text_key(std::string_view path, Part Config::*part, std::string Part::*member)
{
    return {path, SettingKind::text,
            [part, member](Config& config, const std::string& value) {
                config.*part.*member = value;
                return std::string{};
            },
            [part, member](const Config& config) { return config.*part.*member; }};
}

std::vector<std::string> split_list(const std::string& value)
{
    std::vector<std::string> items;
    std::size_t from = 0;
    while (from <= value.size()) {
        const auto comma = std::min(value.find(',', from), value.size());
        const auto item = text::trim(std::string_view{value}.substr(from, comma - from));
        if (!item.empty())
            items.emplace_back(item);
        from = comma + 1;
    }
    return items;
}

std::string form_problem(SettingKind kind, std::string_view value)
{
    int number = 0;
    const auto* end = value.data() + value.size();
    switch (kind) {
    case SettingKind::text:
    case SettingKind::list:
        if (!text::is_utf8(value))
            return "must be UTF-8";
        return text::has_control_character(value) || text::has_line_break(value)
                   ? "must not hold line breaks or control characters"
                   : "";
    case SettingKind::whole_number: {
        const auto [stop, error] = std::from_chars(value.data(), end, number);
        return error == std::errc{} && stop == end ? "" : "must be a whole number";
    }
    case SettingKind::yes_no:
        return value == "true" || value == "false" ? "" : "must be true or false";
    }
    return {};
}

/// The book, its day and its language.
std::vector<KnownSetting> book_settings()
{
    return {
        {"mode", SettingKind::text,
         [](Config& config, const std::string& value) {
             std::string mode;
             auto problem = one_of(mode, value, {"sandbox", "live"});
             if (problem.empty())
                 config.mode = mode;
             return problem;
         },
         [](const Config& config) { return config.mode.value_or(""); }},
        text_key("book", &Config::book),
        text_key("time_zone", &Config::time_zone),
        {"language", SettingKind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.language, value, {"en", "nl", "de", "fr", "pt"});
         },
         [](const Config& config) { return config.language; }},
    };
}

/// Who sells, and with which VAT.
std::vector<KnownSetting> seller_settings()
{
    return {
        text_key("seller.name", &Config::seller, &Seller::name),
        text_key("seller.street", &Config::seller, &Seller::street),
        text_key("seller.postcode", &Config::seller, &Seller::postcode),
        text_key("seller.city", &Config::seller, &Seller::city),
        text_key("seller.country", &Config::seller, &Seller::country),
        text_key("seller.vat_number", &Config::seller, &Seller::vat_number),
        text_key("seller.enterprise_number", &Config::seller, &Seller::enterprise_number),
        {"seller.email", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.seller.email = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.seller.email; }},
        text_key("seller.contact", &Config::seller, &Seller::contact),
        text_key("seller.phone", &Config::seller, &Seller::phone),
        text_key("seller.tax_registration", &Config::seller, &Seller::tax_registration),
        text_key("seller.iban", &Config::seller, &Seller::iban),
        text_key("seller.logo", &Config::seller, &Seller::logo),
        {"vat.standard", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.vat_standard = VatRate::parse(value);
             return config.vat_standard ? "" : "must be a percentage such as \"21\" or \"5.5\"";
         },
         [](const Config& config) {
             return config.vat_standard ? config.vat_standard->text() : std::string{};
         }},
        {"vat.oss", SettingKind::yes_no,
         [](Config& config, const std::string& value) {
             config.vat_oss = value == "true";
             return std::string{};
         },
         [](const Config& config) { return std::string{config.vat_oss ? "true" : "false"}; }},
    };
}

std::vector<KnownSetting> renewal_settings()
{
    return {
        {"renew.month_rule", SettingKind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.renew_month_rule, value, {"clamp", "month_end"});
         },
         [](const Config& config) { return config.renew_month_rule; }},
        {"renew.max_first_run", SettingKind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.renew_max_first_run = std::atoi(value.c_str());
             return config.renew_max_first_run < 0 ? "must not be negative" : "";
         },
         [](const Config& config) { return std::to_string(config.renew_max_first_run); }},
        {"renew.unknown_grace_days", SettingKind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.renew_unknown_grace_days = std::atoi(value.c_str());
             return config.renew_unknown_grace_days < 1 ? "must be 1 or more" : "";
         },
         [](const Config& config) { return std::to_string(config.renew_unknown_grace_days); }},
    };
}

std::vector<KnownSetting> card_settings()
{
    return {
        {"cards.provider", SettingKind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.cards.provider, value, {"sandbox", "mollie"});
         },
         [](const Config& config) { return config.cards.provider; }},
        {"cards.test_amount", SettingKind::text,
         [](Config& config, const std::string& value) {
             config.cards.test_amount = Money{value == "0.00" ? 0 : 1, Currency{}};
             return value == "0.00" || value == "0.01"
                        ? std::string{}
                        : std::string{"must be \"0.01\" or \"0.00\""};
         },
         [](const Config& config) { return config.cards.test_amount.text(); }},
        text_key("cards.key_file", &Config::cards, &CardsConfig::key_file),
        text_key("cards.key_command", &Config::cards, &CardsConfig::key_command),
        text_key("cards.redirect_url", &Config::cards, &CardsConfig::redirect_url),
        text_key("cards.url", &Config::cards, &CardsConfig::url),
        text_key("cards.ca_file", &Config::cards, &CardsConfig::ca_file),
    };
}

std::vector<KnownSetting> mail_settings()
{
    return {
        {"mail.from", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.mail_from = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.mail_from; }},
        text_key("mail.folder", &Config::mail_folder),
        text_key("mail.smtp.host", &Config::smtp, &SmtpConfig::host),
        {"mail.smtp.port", SettingKind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.smtp.port = std::atoi(value.c_str());
             return config.smtp.port < 1 || config.smtp.port > 65535 ? "must be 1 to 65535" : "";
         },
         [](const Config& config) {
             return config.smtp.port == 0 ? std::string{} : std::to_string(config.smtp.port);
         }},
        {"mail.smtp.tls", SettingKind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.smtp.tls, value, {"starttls", "tls", "none"});
         },
         [](const Config& config) { return config.smtp.tls; }},
        text_key("mail.smtp.user", &Config::smtp, &SmtpConfig::user),
        text_key("mail.smtp.password_file", &Config::smtp, &SmtpConfig::password_file),
        text_key("mail.smtp.password_command", &Config::smtp, &SmtpConfig::password_command),
        text_key("mail.smtp.ca_file", &Config::smtp, &SmtpConfig::ca_file),
        text_key("mail.smtp.hello", &Config::smtp, &SmtpConfig::hello),
        {"mail.smtp.return_path", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.smtp.return_path = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.smtp.return_path; }},
    };
}

std::vector<KnownSetting> meter_settings()
{
    return {
        text_key("meters.portal_url", &Config::meters, &MetersConfig::portal_url),
        {"meters.text_block", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.meters.text_block = value;
             const auto is_plain = [](char c) {
                 return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                        (c >= 'a' && c <= 'z') || c == '-' || c == '_';
             };
             return !value.empty() && std::all_of(value.begin(), value.end(), is_plain)
                        ? ""
                        : "must be a name of letters, digits, - and _";
         },
         [](const Config& config) { return config.meters.text_block; }},
        {"meters.reminder_days", SettingKind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.meters.reminder_days = std::atoi(value.c_str());
             return config.meters.reminder_days < 1 ? "must be 1 or more" : "";
         },
         [](const Config& config) { return std::to_string(config.meters.reminder_days); }},
        {"meters.letter_per_customer", SettingKind::yes_no,
         [](Config& config, const std::string& value) {
             config.meters.letter_per_customer = value == "true";
             return std::string{};
         },
         [](const Config& config) {
             return std::string{config.meters.letter_per_customer ? "true" : "false"};
         }},
        {"meters.release_sources", SettingKind::list,
         [](Config& config, const std::string& value) -> std::string {
             config.meters.release_sources = split_list(value);
             for (auto source : config.meters.release_sources)
                 if (const auto problem = one_of(
                         source, source, {"portal", "technician", "phone", "mail", "device"});
                     !problem.empty())
                     return "each " + problem;
             return config.meters.release_sources.empty() ? "must name a source, or be left out"
                                                          : "";
         },
         [](const Config& config) {
             return fmt::format("{}", fmt::join(config.meters.release_sources, ", "));
         }},
    };
}

/// Where messages to the cloud go, and what serves all partners.
std::vector<KnownSetting> other_settings()
{
    return {
        text_key("cloud.folder", &Config::cloud, &CloudConfig::folder),
        text_key("cloud.url", &Config::cloud, &CloudConfig::url),
        text_key("cloud.token_file", &Config::cloud, &CloudConfig::token_file),
        text_key("cloud.token_command", &Config::cloud, &CloudConfig::token_command),
        text_key("cloud.ca_file", &Config::cloud, &CloudConfig::ca_file),
        text_key("http.proxy", &Config::http_proxy),
        text_key("templates.folder", &Config::templates_folder),
        {"actors.may_act_for_customers", SettingKind::list,
         [](Config& config, const std::string& value) {
             config.may_act_for_customers = split_list(value);
             return std::string{};
         },
         [](const Config& config) {
             return fmt::format("{}", fmt::join(config.may_act_for_customers, ", "));
         }},
    };
}

} // namespace

std::string set_setting(const KnownSetting& setting, Config& config, const std::string& value)
{
    auto problem = form_problem(setting.kind, value);
    return problem.empty() ? setting.set(config, value) : problem;
}

const std::vector<KnownSetting>& known_settings()
{
    static const std::vector<KnownSetting> all = [] {
        std::vector<KnownSetting> settings;
        for (const auto part :
             {book_settings, seller_settings, renewal_settings, card_settings, mail_settings,
              meter_settings, meter_limit_settings, other_settings})
            for (auto& setting : part())
                settings.push_back(std::move(setting));
        return settings;
    }();
    return all;
}

} // namespace duesday::runtime
