// Seller and buyer in a UBL document.
#pragma once

#include "document/ubl_element.hpp"
#include "rules/invoice/invoice.hpp"

namespace duesday::document {

/// A cac:Party below `parent`. Where the invoice is out of the scope of VAT no VAT number is said
/// (BR-O-02).
void add_ubl_party(UblElement parent, const rules::Party& party, bool with_vat_number);

/// The code of a country as the documents' list has it.
std::string ubl_country(const std::string& country);

} // namespace duesday::document
