// Letters that ask for the readings of meters: their body is a text block in the firm's own words,
// with the link and the machines in its places.
#pragma once

#include "document/letter.hpp"
#include "document/templates.hpp"
#include "document/text_block.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <string_view>

namespace duesday::document {

/// The link and the machines for the templates; what a machine lacks is false.
void add_machines(Data& data, const nlohmann::json& facts);

class MeterLetters {
public:
    /// `templates_folder` may be empty.
    explicit MeterLetters(std::string templates_folder) : folder_{std::move(templates_folder)} {}

    /// The HTML of the letter. Fault(bad_setup, "text_block") as read_text_block.
    Rendered html(Templates& templates, const LetterRequest& request, Language language,
                  const Data& data);

private:
    const HtmlBlock& block(const std::string& name, Language language);

    std::string folder_;
    std::map<std::pair<std::string, Language>, HtmlBlock> blocks_;
};

} // namespace duesday::document
