#include "partner/answer_json.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace duesday::partner {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t deepest = 32;
/// Far more than 250 payments hold. Each takes many times the room of its text.
constexpr std::size_t most_values = 250'000;
constexpr std::size_t most_members = 256; ///< of one object: each is compared with all before it
constexpr std::size_t usual_members = 32; ///< room for them at once: more would copy them all
constexpr std::size_t usual_objects = 64; ///< that have such room

/// Puts the parser's events together; a false ends the parse. The parser's own tree keeps the last
/// of those with the same name.
class StrictTree final : public nlohmann::json_sax<Json> {
public:
    Json take() { return std::move(root_); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t, const string_t& text) override { return add(text); }
    bool string(string_t& text) override { return add(std::move(text)); }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override
    {
        const bool is_bounded = open(Json::object());
        if (++objects_ <= usual_objects)
            open_.back()->get_ref<Json::object_t&>().reserve(usual_members);
        return is_bounded;
    }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        if (open_.back()->size() >= most_members)
            return false;
        const auto [member, is_new] = open_.back()->emplace(std::move(name), nullptr);
        member_ = &*member;
        return is_new;
    }
    bool parse_error(std::size_t, const std::string&, const Json::exception&) override
    {
        return false;
    }

private:
    template <class Value>
    bool add(Value&& value)
    {
        static_cast<void>(put(std::forward<Value>(value)));
        return ++values_ <= most_values;
    }

    template <class Value>
    Json* put(Value&& value)
    {
        if (open_.empty())
            return &(root_ = std::forward<Value>(value));
        if (open_.back()->is_array())
            return &open_.back()->emplace_back(std::forward<Value>(value));
        return &(*member_ = std::forward<Value>(value));
    }

    bool open(Json&& container)
    {
        open_.push_back(put(std::move(container)));
        return open_.size() <= deepest && ++values_ <= most_values;
    }

    bool close()
    {
        open_.pop_back();
        return true;
    }

    Json root_;
    std::vector<Json*> open_;
    std::size_t values_ = 0;
    std::size_t objects_ = 0;
    Json* member_ = nullptr; ///< of the object that is open: the one whose value comes next
};

} // namespace

std::optional<Json> read_answer(std::string_view body)
{
    StrictTree tree;
    if (!Json::sax_parse(body.begin(), body.end(), &tree))
        return std::nullopt;
    auto json = tree.take();
    return json.is_object() ? std::optional{std::move(json)} : std::nullopt;
}

} // namespace duesday::partner
