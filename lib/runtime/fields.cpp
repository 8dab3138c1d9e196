#include "runtime/fields.hpp"

#include "base/money_text.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace duesday::runtime {

Fields& Fields::put(std::string_view key, FieldValue value)
{
    values_.emplace_back(std::string{key}, std::move(value));
    return *this;
}

Fields& Fields::add(std::string_view key, std::vector<Fields> value)
{
    return put(key, std::move(value));
}

std::string text_of(const FieldValue& value)
{
    struct Visitor {
        std::string operator()(std::nullptr_t) const { return ""; }
        std::string operator()(bool v) const { return v ? "yes" : "no"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(const std::string& v) const { return v; }
        std::string operator()(const Money& v) const { return money_text(v); }
        std::string operator()(const Date& v) const { return v.iso(); }
        std::string operator()(const std::vector<std::string>& v) const
        {
            return fmt::format("{}", fmt::join(v, ", "));
        }
        std::string operator()(const std::vector<Fields>& v) const
        {
            std::string text;
            for (const auto& fields : v) {
                text += "\n   ";
                for (const auto& [key, field] : fields.values())
                    text += fmt::format(" {}", text_of(field));
            }
            return text;
        }
    };
    return std::visit(Visitor{}, value);
}

std::string printable(std::string_view text)
{
    std::string lines;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        lines += text::without_control_characters(text.substr(0, end)) + '\n';
        text.remove_prefix(end + 1);
    }
    return lines + text::without_control_characters(text);
}

} // namespace duesday::runtime
