// The programs that CMake lists, as the tests of the tree look at them.
#pragma once

#include "support/process.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace duesday::tree {

struct Program {
    std::string name;
    bool has_partners = false;  ///< links libduesday-partner
    bool has_documents = false; ///< links libduesday-document

    std::filesystem::path file() const; ///< the executable
    std::filesystem::path page() const; ///< its manual page
    std::string stem() const;           ///< poll_confirmations of poll-confirmations
};

/// All of them, in CMake's order.
std::vector<Program> programs();

/// Runs a tool of the system or one of our programs in a fixed environment.
test::Finished tool(std::vector<std::string> words);

} // namespace duesday::tree
