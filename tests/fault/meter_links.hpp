// The links in letters that ask for readings: their tokens are drawn by lot.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace duesday::fault {

/// A token of a letter, and whom the letter is to.
struct LinkToken {
    std::string token, to;
};

/// Those of all letters below a folder, each once.
std::vector<LinkToken> link_tokens(const std::filesystem::path& mail);

/// The letter as it would be with any other token.
std::string without_tokens(const std::string& letter);

} // namespace duesday::fault
