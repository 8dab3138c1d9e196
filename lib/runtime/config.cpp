#include "runtime/config.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <sys/stat.h>

namespace duesday::runtime {

namespace {

enum class Kind { text, whole_number, yes_no, list };

/// One known setting: where it stands in the file and how its text becomes part of Config. `set`
/// gives the reason of a refusal, or an empty text.
struct Key {
    std::string_view path;
    Kind kind;
    std::function<std::string(Config&, const std::string&)> set;
    std::function<std::string(const Config&)> get;
};

std::string one_of(std::string& target, const std::string& value,
                   std::initializer_list<std::string_view> allowed)
{
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        return fmt::format("must be one of {}", fmt::join(allowed, ", "));
    target = value;
    return {};
}

Key text_key(std::string_view path, std::string Config::*member)
{
    return {path, Kind::text,
            [member](Config& config, const std::string& value) {
                config.*member = value;
                return std::string{};
            },
            [member](const Config& config) { return config.*member; }};
}

Key seller_key(std::string_view path, std::string Seller::*member)
{
    return {path, Kind::text,
            [member](Config& config, const std::string& value) {
                config.seller.*member = value;
                return std::string{};
            },
            [member](const Config& config) { return config.seller.*member; }};
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

const std::vector<Key>& keys()
{
    static const std::vector<Key> all{
        {"mode", Kind::text,
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
        {"language", Kind::text,
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
        seller_key("seller.email", &Seller::email),
        seller_key("seller.iban", &Seller::iban),
        {"vat.standard", Kind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.vat_standard = VatRate::parse(value);
             return config.vat_standard ? "" : "must be a percentage such as \"21\" or \"5.5\"";
         },
         [](const Config& config) {
             return config.vat_standard ? config.vat_standard->text() : std::string{};
         }},
        {"vat.oss", Kind::yes_no,
         [](Config& config, const std::string& value) {
             config.vat_oss = value == "true";
             return std::string{};
         },
         [](const Config& config) { return std::string{config.vat_oss ? "true" : "false"}; }},
        {"renew.month_rule", Kind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.renew_month_rule, value, {"clamp", "month_end"});
         },
         [](const Config& config) { return config.renew_month_rule; }},
        {"renew.max_first_run", Kind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.renew_max_first_run = std::atoi(value.c_str());
             return config.renew_max_first_run < 0 ? "must not be negative" : "";
         },
         [](const Config& config) { return std::to_string(config.renew_max_first_run); }},
        {"renew.unknown_grace_days", Kind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.renew_unknown_grace_days = std::atoi(value.c_str());
             return config.renew_unknown_grace_days < 1 ? "must be 1 or more" : "";
         },
         [](const Config& config) { return std::to_string(config.renew_unknown_grace_days); }},
        {"cards.provider", Kind::text,
         [](Config& config, const std::string& value) {
             return one_of(config.cards_provider, value, {"sandbox"});
         },
         [](const Config& config) { return config.cards_provider; }},
        {"mail.from", Kind::text,
         [](Config& config, const std::string& value) -> std::string {
             config.mail_from = value;
             return text::looks_like_email(value) ? "" : "must be an e-mail address";
         },
         [](const Config& config) { return config.mail_from; }},
        text_key("mail.folder", &Config::mail_folder),
        text_key("cloud.folder", &Config::cloud_folder),
        text_key("templates.folder", &Config::templates_folder),
        {"actors.may_act_for_customers", Kind::list,
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

constexpr std::string_view oss_rates = "vat.oss_rates";

[[noreturn]] void refuse(const std::string& file, const toml::node& node, const std::string& text,
                         const std::string& remedy = "see duesday.toml(5)")
{
    const auto& at = node.source().begin;
    throw Fault{FaultKind::bad_setup, fmt::format("{}:{}:{}: {}", file, at.line, at.column, text),
                remedy};
}

[[noreturn]] void refuse_unknown(const std::string& file, const toml::key& key,
                                 const std::string& path)
{
    std::vector<std::string_view> known;
    for (const auto& candidate : keys())
        known.push_back(candidate.path);
    const auto near = text::nearest(path, known);
    const auto& at = key.source().begin;
    throw Fault{FaultKind::bad_setup,
                fmt::format("{}:{}:{}: unknown setting '{}'{}", file, at.line, at.column, path,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                "see duesday.toml(5)"};
}

/// The text of a value of the wanted kind, or nothing.
std::optional<std::string> text_of(const toml::node& node, Kind kind)
{
    switch (kind) {
    case Kind::text:
        if (const auto value = node.value_exact<std::string>())
            return *value;
        return std::nullopt;
    case Kind::whole_number:
        if (const auto value = node.value_exact<std::int64_t>(); value && *value < 1'000'000'000)
            return std::to_string(*value);
        return std::nullopt;
    case Kind::yes_no:
        if (const auto value = node.value_exact<bool>())
            return *value ? "true" : "false";
        return std::nullopt;
    case Kind::list:
        if (const auto* array = node.as_array(); array != nullptr) {
            std::vector<std::string> items;
            for (const auto& item : *array) {
                const auto value = item.value_exact<std::string>();
                if (!value || value->find(',') != value->npos)
                    return std::nullopt;
                items.push_back(*value);
            }
            return fmt::format("{}", fmt::join(items, ","));
        }
        return std::nullopt;
    }
    return std::nullopt;
}

const char* describe(Kind kind)
{
    switch (kind) {
    case Kind::text:
        return "a text in quotes";
    case Kind::whole_number:
        return "a whole number";
    case Kind::yes_no:
        return "true or false";
    case Kind::list:
        return "a list of texts";
    }
    return "";
}

void read_oss_rates(const std::string& file, const toml::node& node, Config& config)
{
    const auto* table = node.as_table();
    if (table == nullptr)
        refuse(file, node, "'vat.oss_rates' must be a table: country = \"rate\"");
    for (const auto& [country, value] : *table) {
        const auto text = value.value_exact<std::string>();
        const auto rate = text ? VatRate::parse(*text) : std::nullopt;
        if (!rate || country.str().size() != 2)
            refuse(file, value,
                   fmt::format("'{}.{}' must be a two-letter country with a "
                               "percentage in quotes",
                               oss_rates, country.str()));
        config.vat_oss_rates[std::string{country.str()}] = *rate;
    }
}

void read_table(const std::string& file, const toml::table& table, const std::string& prefix,
                Config& config, std::set<std::string, std::less<>>& from_file)
{
    for (const auto& [key, node] : table) {
        const auto path =
            prefix.empty() ? std::string{key.str()} : prefix + "." + std::string{key.str()};
        if (path == oss_rates) {
            read_oss_rates(file, node, config);
            continue;
        }
        const auto known = std::find_if(keys().begin(), keys().end(),
                                        [&](const Key& k) { return k.path == path; });
        if (known == keys().end()) {
            const bool is_section =
                node.is_table() && std::any_of(keys().begin(), keys().end(), [&](const Key& k) {
                    return k.path.starts_with(path + ".");
                });
            if (!is_section)
                refuse_unknown(file, key, path);
            read_table(file, *node.as_table(), path, config, from_file);
            continue;
        }
        const auto value = text_of(node, known->kind);
        if (!value)
            refuse(file, node, fmt::format("'{}' must be {}", path, describe(known->kind)));
        if (const auto problem = known->set(config, *value); !problem.empty())
            refuse(file, node, fmt::format("'{}' {}", path, problem));
        from_file.insert(path);
    }
}

std::string environment_name(std::string_view path)
{
    std::string name = "DUESDAY_";
    for (const char c : path)
        name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

bool exists(const std::string& file)
{
    struct stat status {};
    return stat(file.c_str(), &status) == 0;
}

std::string find_file(const std::optional<std::string>& named)
{
    if (named)
        return *named;
    if (const char* from_environment = std::getenv("DUESDAY_CONFIG"))
        return from_environment;
    if (const char* home = std::getenv("HOME"))
        if (const auto file = fmt::format("{}/.config/duesday/duesday.toml", home); exists(file))
            return file;
    if (const std::string file = "/etc/duesday/duesday.toml"; exists(file))
        return file;
    return {};
}

} // namespace

LoadedConfig load_config(const std::optional<std::string>& named)
{
    LoadedConfig loaded;
    auto& config = loaded.config;
    config.file = find_file(named);
    std::set<std::string, std::less<>> from_file;
    if (!config.file.empty()) {
        if (!exists(config.file))
            throw Fault{FaultKind::bad_setup,
                        fmt::format("there is no configuration at {}", config.file),
                        "name another with --config FILE"};
        try {
            read_table(config.file, toml::parse_file(config.file), "", config, from_file);
        } catch (const toml::parse_error& error) {
            const auto& at = error.source().begin;
            throw Fault{
                FaultKind::bad_setup,
                fmt::format("{}:{}:{}: {}", config.file, at.line, at.column, error.description()),
                "see duesday.toml(5)"};
        }
    }
    for (const auto& key : keys()) {
        const auto variable = environment_name(key.path);
        const char* value = std::getenv(variable.c_str());
        if (value != nullptr)
            if (const auto problem = key.set(config, value); !problem.empty())
                throw Fault{FaultKind::bad_setup, fmt::format("${} {}", variable, problem),
                            "see duesday.toml(5)"};
        loaded.settings.push_back({std::string{key.path}, key.get(config),
                                   value != nullptr               ? "environment"
                                   : from_file.contains(key.path) ? "file"
                                                                  : "default"});
    }
    for (const auto& [country, rate] : config.vat_oss_rates)
        loaded.settings.push_back({fmt::format("{}.{}", oss_rates, country), rate.text(), "file"});
    return loaded;
}

void add_sandbox_defaults(Config& config)
{
    if (config.seller.name.empty()) {
        config.seller = {
            "Demonstration Seller", "Example Street 1",       "9000", "Ghent", "BE", "BE0123456749",
            "0123456749",           "billing@seller.example", "",     true};
    }
    if (!config.vat_standard)
        config.vat_standard = VatRate{2100};
    if (config.mail_from.empty())
        config.mail_from =
            config.seller.email.empty() ? "billing@seller.example" : config.seller.email;
}

std::vector<std::string> missing_for_live(const Config& config)
{
    std::vector<std::string> missing;
    const auto need = [&](bool there, const char* path) {
        if (!there)
            missing.emplace_back(path);
    };
    need(config.mode == "live", "mode = \"live\"");
    need(!config.seller.name.empty(), "seller.name");
    need(!config.seller.street.empty(), "seller.street");
    need(!config.seller.postcode.empty(), "seller.postcode");
    need(!config.seller.city.empty(), "seller.city");
    need(!config.seller.country.empty(), "seller.country");
    need(!config.seller.vat_number.empty(), "seller.vat_number");
    need(config.vat_standard.has_value(), "vat.standard");
    need(!config.mail_from.empty(), "mail.from");
    need(config.cards_provider != "sandbox", "cards.provider");
    return missing;
}

} // namespace duesday::runtime
