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

/// What a command says of itself with --help.
struct CommandHelp {
    std::vector<std::string> words; ///< the sub-commands that lead to it; none: the program
    std::string text;
};

/// The program and all of its sub-commands.
std::vector<CommandHelp> help_of_commands(const Program& program);
/// The sub-commands that a help names.
std::vector<std::string> commands_of_help(const std::string& text);

/// Runs a tool of the system or one of our programs in a fixed environment.
test::Finished tool(std::vector<std::string> words);

} // namespace duesday::tree
