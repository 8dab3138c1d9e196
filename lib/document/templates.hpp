// Mustache templates and the sentences that they speak: compiled in, overridden by name from a
// folder. A name that a template uses and nobody gives is reported, never silently left out
// (mustache itself would).
#pragma once

#include "document/localised.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kainjow::mustache {
template <typename string_type>
class basic_data;
}

namespace duesday::document {

/// Names and what they stand for; <kainjow/mustache.hpp> defines it.
using Data = kainjow::mustache::basic_data<std::string>;

/// Text for templates: a text that is empty becomes false, so that its section is left out;
/// control characters become blanks.
Data text_data(std::string_view text);
Data list_data();

struct Rendered {
    std::string text;
    std::vector<std::string> missing; ///< names that the template used and nobody gave
};

/// `{{name}}` is escaped in html and not in txt. `{{t.key}}` is the sentence `key` of the
/// template's own section of texts/<language>.toml, else of [common], else `key` is the whole path;
/// a sentence sees the same names as the place where it stands. `{{> name}}` puts in another
/// template of the same form.
class Templates {
public:
    /// `folder`, where not empty, may hold <name>.<form>.mustache,
    /// <name>.<language>.<form>.mustache (html or txt) and <language>.toml with some of the
    /// sentences. Fault(bad_setup) where it cannot be read, or a file in it is wrong or overrides
    /// nothing.
    explicit Templates(const std::string& folder);
    ~Templates();
    Templates(const Templates&) = delete;
    Templates& operator=(const Templates&) = delete;

    /// Fault(bug) where no template has this name and form.
    Rendered render(std::string_view name, std::string_view form, std::string_view section,
                    Language language, const Data& data);
    /// The sentence as plain text.
    Rendered sentence(std::string_view path, std::string_view section, Language language,
                      const Data& data);
    bool has_sentence(std::string_view path, Language language) const;

private:
    class Library;
    std::unique_ptr<Library> library_;
};

} // namespace duesday::document
