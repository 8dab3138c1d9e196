// Named values, as programs report them: for people as text, for programs as JSON.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace duesday::runtime {

class Fields;

/// A value of a report: JSON gets its own form (money as {"amount","currency"}, dates as ISO).
using FieldValue = std::variant<std::nullptr_t, bool, std::int64_t, std::string, Money, Date,
                                std::vector<std::string>, std::vector<Fields>>;

/// Named values in the order in which they are shown.
class Fields {
public:
    Fields& add(std::string_view key, bool value) { return put(key, value); }
    Fields& add(std::string_view key, int value) { return put(key, std::int64_t{value}); }
    Fields& add(std::string_view key, std::int64_t value) { return put(key, value); }
    Fields& add(std::string_view key, std::string_view value)
    {
        return put(key, std::string{value});
    }
    Fields& add(std::string_view key, const std::string& value) { return put(key, value); }
    Fields& add(std::string_view key, const char* value) { return put(key, std::string{value}); }
    Fields& add(std::string_view key, Money value) { return put(key, value); }
    Fields& add(std::string_view key, Date value) { return put(key, value); }
    Fields& add(std::string_view key, std::vector<std::string> value)
    {
        return put(key, std::move(value));
    }
    Fields& add(std::string_view key, std::vector<Fields> value);
    template <class T>
    Fields& add(std::string_view key, const std::optional<T>& value)
    {
        return value ? add(key, *value) : put(key, nullptr);
    }

    const std::vector<std::pair<std::string, FieldValue>>& values() const { return values_; }

private:
    Fields& put(std::string_view key, FieldValue value);

    std::vector<std::pair<std::string, FieldValue>> values_;
};

/// For people. What stands below a line (a list of Fields) begins new ones.
std::string text_of(const FieldValue& value);

/// Control characters in data must not reach a terminal as they are; line feeds stay.
std::string printable(std::string_view text);

} // namespace duesday::runtime
