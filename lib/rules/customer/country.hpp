// Countries, as far as tax and account rules tell them apart.
#pragma once

#include <string_view>

namespace duesday::rules {

/// A country of ISO 3166-1 alpha-2 in capitals, or XI (Northern Ireland) and XK (Kosovo), which
/// tax authorities use though ISO does not assign them.
bool is_country(std::string_view alpha2);

/// The 27 member states of the European Union and XI (D9). Greece is GR here, though its VAT
/// numbers begin with EL.
bool is_eu_vat_country(std::string_view alpha2);

/// Every EU VAT country and the rest of Europe: the other members of the Council of Europe,
/// Belarus, Kosovo, Russia, the Vatican, and the European dependencies (FO, GG, GI, IM, JE, AX,
/// SJ). Decides who owes a VAT number (SUB-045); the list may be changed by an
/// IdentificationPolicy.
bool is_european(std::string_view alpha2);

} // namespace duesday::rules
