// Regular expressions of the import schemas, matched without backtracking: a million rows of ten
// columns go through them.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace duesday::intake {

/// The subset that ECMAScript, Python and we read alike: ^...$ around the whole, literal ASCII,
/// [...] and [^...] with ranges, \xHH and \ before punctuation, (a|b), ? * + {n} {n,m}.
/// A negated set takes every byte of a character beyond ASCII, so it may stand under * or + and
/// beside such a set, but not be counted. Compiled into an automaton as far as texts need it.
class Pattern {
public:
    /// Fault(bug) for anything outside the subset.
    explicit Pattern(std::string_view expression);

    bool matches(std::string_view text) const;

private:
    using Bytes = std::bitset<256>;
    enum class Kind : std::uint8_t { bytes, split, end };
    struct Node {
        Kind kind = Kind::end;
        std::uint32_t bytes = 0; ///< index of its set
        int next = -1;
        int other = -1;
    };
    struct State {
        std::array<std::int32_t, 256> next; ///< not_built until asked for
        std::vector<int> nodes;
        bool accepts = false;
    };
    friend class PatternCompiler;

    void follow(int node, std::vector<bool>& seen, std::vector<int>& found) const;
    std::int32_t state_of(std::vector<int> nodes) const;
    std::int32_t step(std::int32_t state, unsigned char byte) const;

    std::vector<Node> nodes_;
    std::vector<Bytes> sets_;
    // What matching has built so far; one program, one thread.
    mutable std::vector<std::unique_ptr<State>> states_;
    mutable std::map<std::vector<int>, std::int32_t> known_;
};

} // namespace duesday::intake
