// An element of a UBL document that is being written.
#pragma once

#include "base/money.hpp"
#include "base/text.hpp"

#include <pugixml.hpp>
#include <string>

namespace duesday::document {

class UblElement {
public:
    explicit UblElement(pugi::xml_node node) : node_{node} {}

    UblElement child(const char* name) { return UblElement{node_.append_child(name)}; }

    /// A child with a text; none where it is blank, for a document has no empty element (R008).
    UblElement add(const char* name, std::string_view value)
    {
        const std::string trimmed{text::trim(value)};
        if (trimmed.empty())
            return *this;
        auto element = child(name);
        element.node_.text().set(trimmed.c_str());
        return element;
    }
    void add(const char* name, Money amount)
    {
        add(name, amount.text()).set("currencyID", std::string{amount.currency().code()});
    }
    void set(const char* attribute, const std::string& value)
    {
        if (!value.empty())
            node_.append_attribute(attribute).set_value(value.c_str());
    }

private:
    pugi::xml_node node_;
};

} // namespace duesday::document
