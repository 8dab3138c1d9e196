// duesday.toml(5), schemas/config.schema.json and the program know the same settings.

#include "flow/policies.hpp"
#include "flow/seller_check.hpp"
#include "runtime/config.hpp"
#include "runtime/meter_limits.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <regex>
#include <set>

using namespace duesday;

namespace {

using Json = nlohmann::json;
using Names = std::set<std::string>;

const std::filesystem::path source = DUESDAY_SOURCE;

runtime::LoadedConfig load(const std::string& toml)
{
    const test::TempFolder folder;
    const auto file = folder / "duesday.toml";
    test::write_file(file, toml);
    auto loaded = runtime::load_config(file.string());
    flow::check_seller(loaded);
    return loaded;
}

/// Settings with keys of their own (countries, kinds of meters, models), and no value.
const Names with_keys{"vat.oss_rates", "meters.limits", "meters.limit"};

Names known_settings()
{
    auto names = with_keys;
    for (const auto& setting : load("").settings)
        names.insert(setting.path);
    return names;
}

void collect(const Json& schema, const std::string& prefix, std::map<std::string, Json>& leaves)
{
    for (const auto& [name, property] : schema.at("properties").items()) {
        const auto path = prefix.empty() ? name : prefix + "." + name;
        if (property.contains("properties"))
            collect(property, path, leaves);
        else
            leaves[path] = property;
    }
}

std::map<std::string, Json> settings_of_schema()
{
    std::map<std::string, Json> leaves;
    collect(Json::parse(test::read_file(source / "schemas/config.schema.json")), "", leaves);
    return leaves;
}

std::string listed(const Names& names)
{
    return fmt::format("{}", fmt::join(names, " "));
}

std::string toml_of(const std::string& path, const std::string& value)
{
    const auto dot = path.find('.');
    if (dot == path.npos)
        return fmt::format("{} = {}\n", path, value);
    return fmt::format("[{}]\n{} = {}\n", path.substr(0, dot), path.substr(dot + 1), value);
}

} // namespace

TEST_CASE("the schema of the configuration names the settings that the program knows")
{
    Names names;
    for (const auto& [path, property] : settings_of_schema())
        names.insert(path);
    CHECK(listed(names) == listed(known_settings()));
}

TEST_CASE("MTR-026: the limits of plausible readings are set by their names and usual values")
{
    const auto limits = flow::meter_limits(load("").config).of("Imago", rules::MeterKind::black);
    CHECK(limits == rules::PlausibilityLimits{});
    for (const auto& known : runtime::known_limits()) {
        CAPTURE(known.name);
        const auto name = std::string{known.name};
        const auto same = load(toml_of("meters." + name, std::to_string(known.usual)));
        CHECK(flow::meter_limits(same.config).of("", rules::MeterKind::other) == limits);
        for (const auto value : {known.least, known.most}) {
            const auto other = load(toml_of("meters." + name, std::to_string(value)));
            CHECK((flow::meter_limits(other.config).of("", rules::MeterKind::other) == limits) ==
                  (value == known.usual));
        }
        CHECK_THROWS_AS(load(toml_of("meters." + name, std::to_string(known.least - 1))), Fault);
        CHECK_THROWS_AS(load(toml_of("meters." + name, std::to_string(known.most + 1))), Fault);
    }
}

TEST_CASE("duesday.toml(5) describes every setting and no other")
{
    const auto page = test::read_file(source / "man/duesday.toml.5");
    const std::regex item{R"(\n\.It Cm ([a-z_.]+))"};
    Names names;
    for (std::sregex_iterator at{page.begin(), page.end(), item}; at != std::sregex_iterator{};
         ++at)
        names.insert((*at)[1]);
    CHECK(listed(names) == listed(known_settings()));
}

TEST_CASE("the program takes the values that the schema lists and refuses others")
{
    for (const auto& [path, property] : settings_of_schema()) {
        CAPTURE(path);
        const auto type = property.at("type").get<std::string>();
        for (const auto& value : property.value("enum", Json::array()))
            CHECK_NOTHROW(load(toml_of(path, value.dump())));
        if (property.contains("enum") || property.contains("pattern"))
            CHECK_THROWS_AS(load(toml_of(path, "\"no such value\"")), Fault);
        CHECK_THROWS_AS(load(toml_of(path, type == "string" ? "1" : "\"text\"")), Fault);
    }
}

TEST_CASE("the example of duesday.toml(5) is a configuration")
{
    const auto page = test::read_file(source / "man/duesday.toml.5");
    const std::string begin = ".Bd -literal\n";
    const auto from = page.find(begin, page.find(".Sh EXAMPLES")) + begin.size();
    const auto loaded = load(page.substr(from, page.find(".Ed", from) - from));
    CHECK(loaded.config.mode == "live");
    CHECK(loaded.config.vat_oss_rates.at("DE") == VatRate{1900});
    CHECK(runtime::missing_for_live(loaded.config) == std::vector<std::string>{"cards.provider"});
}
