#include "intake/pattern.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace duesday::intake {

namespace {

constexpr std::int32_t dead = -1;
constexpr std::int32_t not_built = -2;
constexpr int unbounded = std::numeric_limits<int>::max();
constexpr int most_counted = 1000;

/// What an expression is made of, before it becomes an automaton.
struct Part {
    enum class Kind { bytes, sequence, choice, repeat };
    Kind kind = Kind::sequence;
    std::bitset<256> bytes = {};
    std::vector<Part> parts = {};
    int least = 1;
    int most = 1;
};

class PatternParser {
public:
    explicit PatternParser(std::string_view expression) : expression_{expression} {}

    Part parse()
    {
        if (expression_.size() < 2 || expression_.front() != '^' || expression_.back() != '$')
            refuse("it must begin with ^ and end with $");
        at_ = 1;
        end_ = expression_.size() - 1;
        auto whole = choice();
        if (at_ != end_)
            refuse("a bracket closes nothing");
        return whole;
    }

private:
    [[noreturn]] void refuse(std::string_view why) const
    {
        throw Fault{FaultKind::bug, fmt::format("pattern {}: {}", expression_, why)};
    }
    bool more() const { return at_ < end_; }
    char peek() const { return expression_[at_]; }
    char take()
    {
        if (!more())
            refuse("it ends too early");
        return expression_[at_++];
    }

    Part choice()
    {
        Part choice{Part::Kind::choice, {}, {sequence()}};
        while (more() && peek() == '|') {
            ++at_;
            choice.parts.push_back(sequence());
        }
        return choice.parts.size() == 1 ? std::move(choice.parts[0]) : choice;
    }

    Part sequence()
    {
        Part sequence;
        while (more() && peek() != '|' && peek() != ')')
            sequence.parts.push_back(repeated(atom()));
        return sequence;
    }

    Part repeated(Part atom)
    {
        if (!more())
            return atom;
        int least = 1;
        int most = 1;
        switch (peek()) {
        case '?':
            least = 0;
            break;
        case '*':
            least = 0;
            most = unbounded;
            break;
        case '+':
            most = unbounded;
            break;
        case '{':
            ++at_;
            least = number();
            most = least;
            if (more() && peek() == ',') {
                ++at_;
                most = number();
            }
            if (!more() || peek() != '}' || most < least)
                refuse("{n} or {n,m} is meant");
            break;
        default:
            return atom;
        }
        ++at_;
        return {Part::Kind::repeat, {}, {std::move(atom)}, least, most};
    }

    int number()
    {
        int value = 0;
        if (!more() || peek() < '0' || peek() > '9')
            refuse("a number is missing");
        while (more() && peek() >= '0' && peek() <= '9' && value <= most_counted)
            value = value * 10 + (take() - '0');
        if (value > most_counted)
            refuse("it counts too far");
        return value;
    }

    Part atom()
    {
        Part part{Part::Kind::bytes};
        const char c = take();
        if (c == '(') {
            part = choice();
            if (take() != ')')
                refuse("a bracket stays open");
        } else if (c == '[') {
            part.bytes = set();
        } else if (c == '\\') {
            part.bytes.set(escaped());
        } else if (static_cast<unsigned char>(c) >= 0x80 ||
                   std::string_view{".?*+{}^$"}.find(c) != std::string_view::npos) {
            refuse("outside the subset");
        } else {
            part.bytes.set(static_cast<unsigned char>(c));
        }
        return part;
    }

    unsigned char escaped()
    {
        const char c = take();
        if (c == 'x') {
            const auto digit = [&]() -> int {
                const char d = take();
                if (d >= '0' && d <= '9')
                    return d - '0';
                if (d >= 'a' && d <= 'f')
                    return d - 'a' + 10;
                refuse("\\x needs two small hexadecimal digits");
            };
            const int high = digit();
            const int value = high * 16 + digit();
            if (value >= 0x80)
                refuse("\\x stands for ASCII only");
            return static_cast<unsigned char>(value);
        }
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            refuse("outside the subset");
        return static_cast<unsigned char>(c);
    }

    unsigned char member()
    {
        const char c = take();
        if (static_cast<unsigned char>(c) >= 0x80)
            refuse("outside the subset");
        return c == '\\' ? escaped() : static_cast<unsigned char>(c);
    }

    std::bitset<256> set()
    {
        std::bitset<256> bytes;
        const bool negated = more() && peek() == '^';
        if (negated)
            ++at_;
        while (more() && peek() != ']') {
            const auto first = member();
            auto last = first;
            if (more() && peek() == '-' && at_ + 1 < end_ && expression_[at_ + 1] != ']') {
                ++at_;
                last = member();
            }
            if (last < first)
                refuse("a range runs backwards");
            for (unsigned value = first; value <= last; ++value)
                bytes.set(value);
        }
        if (take() != ']')
            refuse("a set stays open");
        return negated ? ~bytes : bytes;
    }

    std::string_view expression_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
};

} // namespace

/// Builds the automaton from its end backwards: compile(part, next) gives where `part` begins.
class PatternCompiler {
public:
    explicit PatternCompiler(Pattern& pattern) : pattern_{pattern} {}

    int compile(const Part& part, int next)
    {
        switch (part.kind) {
        case Part::Kind::bytes:
            pattern_.sets_.push_back(part.bytes);
            return add({Pattern::Kind::bytes, static_cast<std::uint32_t>(pattern_.sets_.size() - 1),
                        next, -1});
        case Part::Kind::sequence:
            for (auto i = part.parts.size(); i-- > 0;)
                next = compile(part.parts[i], next);
            return next;
        case Part::Kind::choice: {
            int begin = compile(part.parts.back(), next);
            for (auto i = part.parts.size() - 1; i-- > 0;)
                begin = add({Pattern::Kind::split, 0, compile(part.parts[i], next), begin});
            return begin;
        }
        case Part::Kind::repeat:
            return repeat(part, next);
        }
        return next;
    }

    int add(Pattern::Node node)
    {
        pattern_.nodes_.push_back(node);
        return static_cast<int>(pattern_.nodes_.size() - 1);
    }

private:
    int repeat(const Part& part, int next)
    {
        const Part& body = part.parts[0];
        if (part.most == unbounded) {
            const int loop = add({Pattern::Kind::split, 0, -1, next});
            const int begin = compile(body, loop);
            pattern_.nodes_[static_cast<std::size_t>(loop)].next = begin;
            next = loop;
        } else {
            for (int i = part.least; i < part.most; ++i)
                next = add({Pattern::Kind::split, 0, compile(body, next), next});
        }
        for (int i = 0; i < part.least; ++i)
            next = compile(body, next);
        return next;
    }

    Pattern& pattern_;
};

Pattern::Pattern(std::string_view expression)
{
    const auto whole = PatternParser{expression}.parse();
    PatternCompiler compiler{*this};
    const int end = compiler.add({});
    const int begin = compiler.compile(whole, end);
    std::vector<bool> seen(nodes_.size());
    std::vector<int> first;
    follow(begin, seen, first);
    state_of(std::move(first)); // becomes state 0
}

void Pattern::follow(int node, std::vector<bool>& seen, std::vector<int>& found) const
{
    std::vector<int> open{node};
    while (!open.empty()) {
        const auto at = static_cast<std::size_t>(open.back());
        open.pop_back();
        if (seen[at])
            continue;
        seen[at] = true;
        if (nodes_[at].kind == Kind::split) {
            open.push_back(nodes_[at].other);
            open.push_back(nodes_[at].next);
        } else {
            found.push_back(static_cast<int>(at));
        }
    }
}

std::int32_t Pattern::state_of(std::vector<int> nodes) const
{
    if (nodes.empty())
        return dead;
    std::sort(nodes.begin(), nodes.end());
    const auto [place, is_new] = known_.try_emplace(nodes, static_cast<int>(states_.size()));
    if (is_new) {
        auto state = std::make_unique<State>();
        state->next.fill(not_built);
        state->accepts = std::any_of(nodes.begin(), nodes.end(), [&](int node) {
            return nodes_[static_cast<std::size_t>(node)].kind == Kind::end;
        });
        state->nodes = std::move(nodes);
        states_.push_back(std::move(state));
    }
    return place->second;
}

std::int32_t Pattern::step(std::int32_t state, unsigned char byte) const
{
    auto& from = *states_[static_cast<std::size_t>(state)];
    if (from.next[byte] != not_built)
        return from.next[byte];
    std::vector<bool> seen(nodes_.size());
    std::vector<int> found;
    for (const int at : from.nodes) {
        const auto& node = nodes_[static_cast<std::size_t>(at)];
        if (node.kind == Kind::bytes && sets_[node.bytes][byte])
            follow(node.next, seen, found);
    }
    const auto to = state_of(std::move(found));
    from.next[byte] = to;
    return to;
}

bool Pattern::matches(std::string_view text) const
{
    std::int32_t state = 0;
    for (const char c : text) {
        state = step(state, static_cast<unsigned char>(c));
        if (state == dead)
            return false;
    }
    return states_[static_cast<std::size_t>(state)]->accepts;
}

} // namespace duesday::intake
