#include "document/ubl_parties.hpp"

#include "rules/invoice/electronic_address.hpp"

#include <fmt/format.h>

#include <vector>

namespace duesday::document {

namespace {

void add_id(UblElement parent, const char* name, const rules::PartyId& id)
{
    parent.add(name, id.value).set("schemeID", id.scheme);
}

/// A street of several lines; those after the third stand in the third.
std::vector<std::string> street_lines(const std::string& street)
{
    constexpr std::size_t places = 3;
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin <= street.size()) {
        const auto end = std::min(street.find_first_of("\r\n", begin), street.size());
        const std::string line{text::trim(std::string_view{street}.substr(begin, end - begin))};
        if (!line.empty() && lines.size() == places)
            lines.back() += ", " + line;
        else if (!line.empty())
            lines.push_back(line);
        begin = end + 1;
    }
    return lines;
}

void add_address(UblElement parent, const rules::Party& party)
{
    auto address = parent.child("cac:PostalAddress");
    const auto lines = street_lines(party.street);
    if (!lines.empty())
        address.add("cbc:StreetName", lines[0]);
    if (lines.size() > 1)
        address.add("cbc:AdditionalStreetName", lines[1]);
    address.add("cbc:CityName", party.city);
    address.add("cbc:PostalZone", party.postcode);
    if (lines.size() > 2)
        address.child("cac:AddressLine").add("cbc:Line", lines[2]);
    address.child("cac:Country").add("cbc:IdentificationCode", ubl_country(party.country));
}

void add_tax_scheme(UblElement parent, const std::string& number, const char* scheme)
{
    auto tax = parent.child("cac:PartyTaxScheme");
    tax.add("cbc:CompanyID", number);
    tax.child("cac:TaxScheme").add("cbc:ID", scheme);
}

void add_contact(UblElement parent, const rules::Party& party)
{
    if (text::trim(party.contact + party.phone + party.email).empty())
        return;
    auto contact = parent.child("cac:Contact");
    contact.add("cbc:Name", party.contact);
    contact.add("cbc:Telephone", party.phone);
    contact.add("cbc:ElectronicMail", party.email);
}

} // namespace

void add_ubl_party(UblElement parent, const rules::Party& party, bool with_vat_number)
{
    auto element = parent.child("cac:Party");
    if (const auto address = rules::electronic_address(party))
        add_id(element, "cbc:EndpointID", *address);
    element.child("cac:PartyName").add("cbc:Name", party.name);
    add_address(element, party);
    if (const auto number = rules::vat_identifier(party); number && with_vat_number)
        add_tax_scheme(element, *number, "VAT");
    if (!text::trim(party.tax_registration).empty())
        add_tax_scheme(element, party.tax_registration, "TAX");
    auto legal = element.child("cac:PartyLegalEntity");
    legal.add("cbc:RegistrationName", party.name);
    if (const auto registration = rules::legal_registration(party))
        add_id(legal, "cbc:CompanyID", *registration);
    add_contact(element, party);
}

std::string ubl_country(const std::string& country)
{
    return country == "XK" ? "1A" : country;
}

} // namespace duesday::document
