// The check digits of VAT numbers in the European Union and Northern Ireland, one function a
// country. Each takes a number of the country's form without its letters (rules/customer/
// vat_number.cpp) and says whether its check digits are right.
#pragma once

#include <string_view>

namespace duesday::rules {

bool check_at(std::string_view number);
bool check_be(std::string_view number);
bool check_bg(std::string_view number);
bool check_cy(std::string_view number);
bool check_cz(std::string_view number);
bool check_de(std::string_view number);
bool check_dk(std::string_view number);
bool check_ee(std::string_view number);
bool check_es(std::string_view number);
bool check_fi(std::string_view number);
bool check_fr(std::string_view number);
bool check_gb(std::string_view number);
bool check_gr(std::string_view number);
bool check_hr(std::string_view number);
bool check_hu(std::string_view number);
bool check_ie(std::string_view number);
bool check_it(std::string_view number);
bool check_lt(std::string_view number);
bool check_lu(std::string_view number);
bool check_lv(std::string_view number);
bool check_mt(std::string_view number);
bool check_nl(std::string_view number);
bool check_pl(std::string_view number);
bool check_pt(std::string_view number);
bool check_ro(std::string_view number);
bool check_se(std::string_view number);
bool check_si(std::string_view number);
bool check_sk(std::string_view number);

} // namespace duesday::rules
