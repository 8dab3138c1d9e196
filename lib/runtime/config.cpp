#include "runtime/config.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "runtime/home.hpp"
#include "runtime/known_settings.hpp"
#include "runtime/meter_limits.hpp"
#include "runtime/secret.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sys/stat.h>

namespace duesday::runtime {

namespace {

/// Secrets stand in no file of ours; `admin config` only says that the environment has them.
constexpr std::pair<const char*, const char*> secret_variables[] = {
    {"mail.smtp.password", smtp_password_variable},
    {"cards.key", cards_key_variable},
    {"cloud.token", cloud_token_variable}};

constexpr std::string_view oss_rates = "vat.oss_rates";
constexpr std::string_view limits_of_kinds = "meters.limits";
constexpr std::string_view limits_of_models = "meters.limit";

std::string place_of(const std::string& file, const toml::node& node)
{
    const auto& at = node.source().begin;
    return fmt::format("{}:{}:{}", file, at.line, at.column);
}

[[noreturn]] void refuse(const std::string& file, const toml::node& node, const std::string& text,
                         const std::string& remedy = "see duesday.toml(5)")
{
    throw Fault{FaultKind::bad_setup, fmt::format("{}: {}", place_of(file, node), text), remedy};
}

[[noreturn]] void refuse_unknown(const std::string& file, const toml::key& key,
                                 const std::string& path, std::vector<std::string_view> known = {})
{
    const auto name = known.empty() ? std::string_view{path} : key.str();
    if (known.empty())
        for (const auto& candidate : known_settings())
            known.push_back(candidate.path);
    const auto near = text::nearest(name, known);
    const auto& at = key.source().begin;
    throw Fault{FaultKind::bad_setup,
                fmt::format("{}:{}:{}: unknown setting '{}'{}", file, at.line, at.column, path,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                "see duesday.toml(5)"};
}

/// The text of a value of the wanted kind, or nothing.
std::optional<std::string> text_of(const toml::node& node, SettingKind kind)
{
    switch (kind) {
    case SettingKind::text:
        if (const auto value = node.value_exact<std::string>())
            return *value;
        return std::nullopt;
    case SettingKind::whole_number:
        if (const auto value = node.value_exact<std::int64_t>(); value && *value < 1'000'000'000)
            return std::to_string(*value);
        return std::nullopt;
    case SettingKind::yes_no:
        if (const auto value = node.value_exact<bool>())
            return *value ? "true" : "false";
        return std::nullopt;
    case SettingKind::list:
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

const char* describe(SettingKind kind)
{
    switch (kind) {
    case SettingKind::text:
        return "a text in quotes";
    case SettingKind::whole_number:
        return "a whole number";
    case SettingKind::yes_no:
        return "true or false";
    case SettingKind::list:
        return "a list of texts";
    }
    return "";
}

/// Where each setting of the file stands: "duesday.toml:3:11".
using Places = std::map<std::string, std::string, std::less<>>;

void read_oss_rates(const std::string& file, const toml::node& node, Config& config,
                    Places& from_file)
{
    const auto* table = node.as_table();
    if (table == nullptr)
        refuse(file, node, "'vat.oss_rates' must be a table: country = \"rate\"");
    for (const auto& [key, value] : *table) {
        const std::string country{key.str()};
        const auto path = fmt::format("{}.{}", oss_rates, country);
        const auto text = value.value_exact<std::string>();
        const auto rate = text ? VatRate::parse(*text) : std::nullopt;
        if (!rate)
            refuse(file, value, fmt::format("'{}' must be a percentage in quotes", path));
        config.vat_oss_rates[country] = *rate;
        from_file[path] = place_of(file, value);
    }
}

void read_limit(const std::string& file, const toml::key& key, const toml::node& node,
                const std::string& path, MeterLimit limit, Config& config)
{
    limit.name = key.str();
    if (find_limit(limit.name) == nullptr) {
        std::vector<std::string_view> known;
        for (const auto& one : known_limits())
            known.push_back(one.name);
        refuse_unknown(file, key, path, std::move(known));
    }
    const auto value = node.value_exact<std::int64_t>();
    if (!value)
        refuse(file, node, fmt::format("'{}' must be a whole number", path));
    limit.value = *value;
    if (const auto problem = set_limit(config, limit); !problem.empty())
        refuse(file, node, fmt::format("'{}' {}", path, problem));
}

/// [meters.limits.black] and so on.
void read_limits_of_kinds(const std::string& file, const toml::node& node, Config& config,
                          Places& from_file)
{
    const auto* kinds = node.as_table();
    if (kinds == nullptr)
        refuse(file, node, "'meters.limits' must be tables: [meters.limits.black]");
    for (const auto& [kind, limits] : *kinds) {
        if (!is_meter_kind(kind.str()) || !limits.is_table())
            refuse(file, limits,
                   fmt::format("'{}.{}' must be a table named black, colour, total or other",
                               limits_of_kinds, kind.str()));
        for (const auto& [key, value] : *limits.as_table()) {
            const auto path = fmt::format("{}.{}.{}", limits_of_kinds, kind.str(), key.str());
            read_limit(file, key, value, path, {"", std::string{kind.str()}, "", 0}, config);
            from_file[path] = place_of(file, value);
        }
    }
}

/// How `admin config` names it: the model, and the kind where one is named.
std::string path_of(const MeterLimit& limit)
{
    if (limit.model.empty())
        return fmt::format("{}.{}.{}", limits_of_kinds, limit.kind, limit.name);
    return fmt::format("{}.{}{}{}.{}", limits_of_models, limit.model, limit.kind.empty() ? "" : ".",
                       limit.kind, limit.name);
}

/// [[meters.limit]] with its model, and a kind where it is only for that.
void read_limits_of_models(const std::string& file, const toml::node& node, Config& config,
                           Places& from_file)
{
    const auto* models = node.as_array();
    if (models == nullptr || !models->is_array_of_tables())
        refuse(file, node, "'meters.limit' must be tables in a list: [[meters.limit]]");
    for (const auto& each : *models) {
        const auto& table = *each.as_table();
        MeterLimit limit{table["model"].value_exact<std::string>().value_or(""),
                         table["kind"].value_exact<std::string>().value_or(""), "", 0};
        if (limit.model.empty())
            refuse(file, each, "'meters.limit' must name a model: model = \"...\"");
        if (table.contains("kind") && !is_meter_kind(limit.kind))
            refuse(file, table.at("kind"),
                   "'meters.limit.kind' must be black, colour, total or other");
        for (const auto& [key, value] : table) {
            if (key.str() == "model" || key.str() == "kind")
                continue;
            limit.name = key.str();
            read_limit(file, key, value, path_of(limit), limit, config);
            from_file[path_of(limit)] = place_of(file, value);
        }
    }
}

void read_table(const std::string& file, const toml::table& table, const std::string& prefix,
                Config& config, Places& from_file)
{
    for (const auto& [key, node] : table) {
        const auto path =
            prefix.empty() ? std::string{key.str()} : prefix + "." + std::string{key.str()};
        if (path == oss_rates) {
            read_oss_rates(file, node, config, from_file);
            continue;
        }
        if (path == limits_of_kinds) {
            read_limits_of_kinds(file, node, config, from_file);
            continue;
        }
        if (path == limits_of_models) {
            read_limits_of_models(file, node, config, from_file);
            continue;
        }
        const auto known = std::find_if(known_settings().begin(), known_settings().end(),
                                        [&](const KnownSetting& k) { return k.path == path; });
        if (known == known_settings().end()) {
            const bool is_section =
                node.is_table() &&
                std::any_of(known_settings().begin(), known_settings().end(),
                            [&](const KnownSetting& k) { return k.path.starts_with(path + "."); });
            if (!is_section)
                refuse_unknown(file, key, path);
            read_table(file, *node.as_table(), path, config, from_file);
            continue;
        }
        const auto value = text_of(node, known->kind);
        if (!value)
            refuse(file, node, fmt::format("'{}' must be {}", path, describe(known->kind)));
        if (const auto problem = set_setting(*known, config, *value); !problem.empty())
            refuse(file, node, fmt::format("'{}' {}", path, problem));
        from_file[path] = place_of(file, node);
    }
}

std::string environment_name(std::string_view path)
{
    std::string name = "DUESDAY_";
    for (const char c : path)
        name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

/// A variable that is empty counts as not set.
const char* environment(const std::string& variable)
{
    const char* value = std::getenv(variable.c_str());
    return value != nullptr && *value != '\0' ? value : nullptr;
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
    if (const char* from_environment = environment("DUESDAY_CONFIG"))
        return from_environment;
    if (const auto home = home_folder())
        if (const auto file = *home + "/.config/duesday/duesday.toml"; exists(file))
            return file;
    if (const std::string file = "/etc/duesday/duesday.toml"; exists(file))
        return file;
    return {};
}

void read_file(const std::string& file, Config& config, Places& from_file)
{
    struct stat status {};
    if (stat(file.c_str(), &status) != 0)
        throw Fault{FaultKind::bad_setup, fmt::format("there is no configuration at {}", file),
                    "name another with --config FILE"};
    if (S_ISDIR(status.st_mode))
        throw Fault{FaultKind::bad_setup, fmt::format("{} is a folder", file),
                    "name the file in it with --config FILE"};
    try {
        read_table(file, toml::parse_file(file), "", config, from_file);
    } catch (const toml::parse_error& error) {
        const auto& at = error.source().begin;
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{}:{}:{}: {}", file, at.line, at.column, error.description()),
                    "see duesday.toml(5)"};
    }
}

} // namespace

LoadedConfig load_config(const std::optional<std::string>& named)
{
    LoadedConfig loaded;
    auto& config = loaded.config;
    config.file = find_file(named);
    Places places;
    if (!config.file.empty())
        read_file(config.file, config, places);
    for (const auto& key : known_settings()) {
        const auto variable = environment_name(key.path);
        const char* value = environment(variable);
        const bool in_file = places.contains(key.path);
        if (value != nullptr) {
            if (const auto problem = set_setting(key, config, value); !problem.empty())
                throw Fault{FaultKind::bad_setup, fmt::format("${} {}", variable, problem),
                            "see duesday.toml(5)"};
            places[std::string{key.path}] = "$" + variable;
        }
        loaded.settings.push_back({std::string{key.path}, key.get(config),
                                   value != nullptr ? "environment"
                                   : in_file        ? "file"
                                                    : "default",
                                   places[std::string{key.path}]});
    }
    for (const auto& [path, variable] : secret_variables)
        if (std::getenv(variable) != nullptr)
            loaded.settings.push_back(
                {path, "********", "environment", "$" + std::string{variable}});
    for (const auto& [country, rate] : config.vat_oss_rates) {
        const auto path = fmt::format("{}.{}", oss_rates, country);
        loaded.settings.push_back({path, rate.text(), "file", places[path]});
    }
    for (const auto& limit : config.meters.limits) {
        if (limit.model.empty() && limit.kind.empty())
            continue; // among the known ones
        const auto path = path_of(limit);
        loaded.settings.push_back({path, std::to_string(limit.value), "file", places[path]});
    }
    return loaded;
}

std::string missing_of_seller(const Config& config)
{
    const auto& seller = config.seller;
    if (seller.name.empty()) {
        for (const auto* given : {&seller.street, &seller.postcode, &seller.city, &seller.country,
                                  &seller.vat_number, &seller.enterprise_number, &seller.iban,
                                  &seller.contact, &seller.phone, &seller.tax_registration})
            if (!given->empty())
                return "seller.name";
        return {};
    }
    return seller.country.empty() ? "seller.country" : "";
}

void add_sandbox_defaults(Config& config)
{
    if (config.seller.name.empty()) {
        config.seller = {"Demonstration Seller",
                         "Example Street 1",
                         "9000",
                         "Ghent",
                         "BE",
                         "BE0123456749",
                         "0123456749",
                         "billing@seller.example",
                         "",
                         true,
                         config.seller.logo};
    }
    if (!config.vat_standard)
        config.vat_standard = VatRate{2100};
    if (config.mail_from.empty())
        config.mail_from =
            config.seller.email.empty() ? "billing@seller.example" : config.seller.email;
    if (config.meters.portal_url.empty())
        config.meters.portal_url = sandbox_portal_url;
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
    need(has_card_provider(config), "cards.provider");
    if (has_card_provider(config))
        for (const auto& problem : problems_of_cards(config))
            missing.push_back(problem.setting);
    return missing;
}

} // namespace duesday::runtime
