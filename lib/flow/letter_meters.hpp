// Facts of the letters that ask for readings. The token of their link waits in them sealed, is
// opened only to write the letter, and is erased once it has left (MTR-012).
#pragma once

#include "base/date.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

struct LetterMachine {
    std::string machine, model, serial;
    std::optional<std::string> location, reading_help_url;
    std::vector<std::string> meters; ///< names of those that are relevant to the contract
};

struct LetterCustomer {
    std::string customer, name;
    std::vector<LetterMachine> machines;
};

struct MeterLetterFacts {
    std::vector<LetterCustomer> customers;
    Date due_on;
    std::string name;     ///< of who is asked
    std::string language; ///< of the first customer
    std::string sealed;   ///< the token
};
std::string meter_letter_facts(const MeterLetterFacts& facts);

/// What of the facts is needed to address the letter; empty where they are none.
struct MeterLetterHead {
    std::string name, language;
    std::optional<std::string> sealed;
};
MeterLetterHead meter_letter_head(const std::string& facts);

/// The facts with the link in the place of the sealed token.
std::string with_url(const std::string& facts, const std::string& url);
/// The facts with another sealed token, or, where it is empty, with none.
std::string with_sealed(const std::string& facts, const std::string& sealed);

/// The address of the page with the token in its place: {token}, else behind it.
std::string portal_url(const std::string& page, const std::string& token);

} // namespace duesday::flow
