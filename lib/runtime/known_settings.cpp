#include "runtime/known_settings.hpp"

#include "base/text.hpp"

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

KnownSetting seller_key(std::string_view path, std::string Seller::*member)
{
    return {path, SettingKind::text,
            [member](Config& config, const std::string& value) {
                config.seller.*member = value;
                return std::string{};
            },
            [member](const Config& config) { return config.seller.*member; }};
}

KnownSetting smtp_key(std::string_view path, std::string SmtpConfig::*member)
{
    return {path, SettingKind::text,
            [member](Config& config, const std::string& value) -> std::string {
                config.smtp.*member = value;
                return text::has_control_character(value) ? "holds a control character" : "";
            },
            [member](const Config& config) { return config.smtp.*member; }};
}

KnownSetting cloud_key(std::string_view path, std::string CloudConfig::*member)
{
    return {path, SettingKind::text,
            [member](Config& config, const std::string& value) -> std::string {
                config.cloud.*member = value;
                return text::has_control_character(value) ? "holds a control character" : "";
            },
            [member](const Config& config) { return config.cloud.*member; }};
}

KnownSetting cards_key(std::string_view path, std::string CardsConfig::*member)
{
    return {path, SettingKind::text,
            [member](Config& config, const std::string& value) -> std::string {
                config.cards.*member = value;
                return text::has_control_character(value) ? "holds a control character" : "";
            },
            [member](const Config& config) { return config.cards.*member; }};
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

} // namespace

std::string set_setting(const KnownSetting& setting, Config& config, const std::string& value)
{
    auto problem = form_problem(setting.kind, value);
    return problem.empty() ? setting.set(config, value) : problem;
}

const std::vector<KnownSetting>& known_settings()
{
    static const std::vector<KnownSetting> all{
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
        seller_key("seller.name", &Seller::name),
        seller_key("seller.street", &Seller::street),
        seller_key("seller.postcode", &Seller::postcode),
        seller_key("seller.city", &Seller::city),
        seller_key("seller.country", &Seller::country),
        seller_key("seller.vat_number", &Seller::vat_number),
        seller_key("seller.enterprise_number", &Seller::enterprise_number),
        {"seller.email", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.seller.email = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.seller.email; }},
        seller_key("seller.iban", &Seller::iban),
        seller_key("seller.logo", &Seller::logo),
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
        {"cards.provider", SettingKind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.cards.provider, value, {"sandbox", "mollie"});
         },
         [](const Config& config) { return config.cards.provider; }},
        {"cards.test_amount", SettingKind::text,
         [](Config& config, const std::string& value) {
             config.cards_test_amount = Money{value == "0.00" ? 0 : 1, Currency{}};
             return value == "0.00" || value == "0.01"
                        ? std::string{}
                        : std::string{"must be \"0.01\" or \"0.00\""};
         },
         [](const Config& config) { return config.cards_test_amount.text(); }},
        cards_key("cards.key_file", &CardsConfig::key_file),
        cards_key("cards.key_command", &CardsConfig::key_command),
        cards_key("cards.redirect_url", &CardsConfig::redirect_url),
        cards_key("cards.url", &CardsConfig::url),
        cards_key("cards.ca_file", &CardsConfig::ca_file),
        {"mail.from", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.mail_from = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.mail_from; }},
        text_key("mail.folder", &Config::mail_folder),
        smtp_key("mail.smtp.host", &SmtpConfig::host),
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
        smtp_key("mail.smtp.user", &SmtpConfig::user),
        smtp_key("mail.smtp.password_file", &SmtpConfig::password_file),
        smtp_key("mail.smtp.password_command", &SmtpConfig::password_command),
        smtp_key("mail.smtp.ca_file", &SmtpConfig::ca_file),
        smtp_key("mail.smtp.hello", &SmtpConfig::hello),
        {"mail.smtp.return_path", SettingKind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.smtp.return_path = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.smtp.return_path; }},
        cloud_key("cloud.folder", &CloudConfig::folder),
        cloud_key("cloud.url", &CloudConfig::url),
        cloud_key("cloud.token_file", &CloudConfig::token_file),
        cloud_key("cloud.token_command", &CloudConfig::token_command),
        cloud_key("cloud.ca_file", &CloudConfig::ca_file),
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
    return all;
}

} // namespace duesday::runtime
