// The known settings: where each stands in the file, and how its text becomes part of Config.
#pragma once

#include "runtime/config.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::runtime {

enum class SettingKind { text, whole_number, yes_no, list };

/// One known setting: where it stands in the file and how its text becomes part of Config. `set`
/// gives the reason of a refusal, or an empty text.
struct KnownSetting {
    std::string_view path;
    SettingKind kind;
    std::function<std::string(Config&, const std::string&)> set;
    std::function<std::string(const Config&)> get;
};

/// Why `value` is nothing that the setting can hold; empty where it was taken. What stands in a
/// text comes out in letters, invoices and mail headers: it holds no line breaks or control
/// characters.
std::string set_setting(const KnownSetting& setting, Config& config, const std::string& value);

/// In the order of the manual page; vat.oss_rates, whose keys are countries, is not among them.
const std::vector<KnownSetting>& known_settings();

} // namespace duesday::runtime
