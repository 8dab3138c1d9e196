#include "rules/invoice/invoice_form.hpp"

#include <array>

namespace duesday::rules {

namespace {

struct Row {
    InvoiceForm form;
    const char* name;
    const char* extension;
    const char* media_type;
    bool is_binary;
};

constexpr std::array<Row, 4> forms{{
    {InvoiceForm::pdf, "pdf", "pdf", "application/pdf", true},
    {InvoiceForm::html, "html", "html", "text/html", false},
    {InvoiceForm::json, "json", "json", "application/json", false},
    {InvoiceForm::ubl, "ubl", "xml", "application/xml", false},
}};

const Row& row_of(InvoiceForm form)
{
    return forms.at(static_cast<std::size_t>(form));
}

} // namespace

const char* name_of(InvoiceForm form)
{
    return row_of(form).name;
}

std::optional<InvoiceForm> invoice_form(std::string_view name)
{
    for (const auto& row : forms)
        if (name == row.name)
            return row.form;
    return std::nullopt;
}

const char* extension_of(InvoiceForm form)
{
    return row_of(form).extension;
}

const char* media_type_of(InvoiceForm form)
{
    return row_of(form).media_type;
}

bool is_binary(InvoiceForm form)
{
    return row_of(form).is_binary;
}

} // namespace duesday::rules
