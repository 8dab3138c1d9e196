// What a kind of import looks like: schemas/import/<kind>.schema.json, read once into a table.
#pragma once

#include "intake/pattern.hpp"
#include "intake/row.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::intake {

struct Column {
    std::string name;
    std::string expects; ///< "a day such as 2026-12-31": ends the sentence "... expected"
    bool is_required = false;
    bool is_key = false;
    bool is_device = false;  ///< an identifier of a device, which may look like a card number
    bool is_ignored = false; ///< taken and not looked at: the reasons of an earlier refusal

    // What JSON Schema says of it.
    bool takes_null = false;
    bool takes_text = false;
    bool takes_integer = false;
    bool takes_number = false;
    bool takes_boolean = false;
    std::vector<Cell> allowed; ///< enum and const; empty: anything
    std::shared_ptr<const Pattern> pattern;
    std::size_t min_length = 0; ///< in characters
    std::size_t max_length = SIZE_MAX;
    std::optional<std::int64_t> minimum;
    std::optional<std::int64_t> maximum;
};

/// A rule that no JSON Schema can say; the flow keeps it.
struct Rule {
    std::string reason; ///< the code that a bad row carries
    std::string text;
    std::string ledger; ///< "SUB-053"; may be empty
    bool is_warning = false;
};

class Schema {
public:
    /// Reads the subset: type, enum, pattern, minLength, maxLength, minimum, maximum, required,
    /// properties, additionalProperties false, const, title, description, $schema, $id, and our
    /// x-duesday-... hints. Any other keyword is a Fault(bug): it would be promised and not kept.
    explicit Schema(std::string_view json);

    const std::string& kind() const { return kind_; }
    const std::string& title() const { return title_; }
    const std::vector<Column>& columns() const { return columns_; }
    const std::vector<Rule>& rules() const { return rules_; }
    /// Columns by name; nothing where there is none of this name.
    std::optional<std::size_t> find(std::string_view column) const;
    /// The known column that `name` may stand for; may be empty.
    std::string nearest(std::string_view name) const;

    /// Adds a problem to the row for each column that is not as the schema says. A card number in
    /// a column that is no device's identifier is one too (SUB-061); it is not echoed.
    void check(Row& row) const;

private:
    std::string kind_, title_;
    std::vector<Column> columns_;
    std::vector<Rule> rules_;
};

/// The kinds that this version can import, in the order in which they are loaded.
const std::vector<std::string_view>& kinds();
/// The text of its schema file; Fault(usage) with the nearest known kind where there is none.
std::string_view schema_text(std::string_view kind);

} // namespace duesday::intake
