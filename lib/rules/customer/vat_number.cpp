#include "rules/customer/vat_number.hpp"

#include "rules/customer/vat_check_digits.hpp"

namespace duesday::rules {

namespace {

constexpr VatNumberForm known_forms[] = {
    // The European Union and Northern Ireland.
    {"AT", "AT", "U99999999", check_at},
    {"BE", "BE", "0999999999|1999999999", check_be},
    {"BG", "BG", "999999999|9999999999", check_bg},
    {"CY", "CY", "99999999a", check_cy},
    {"CZ", "CZ", "99999999|999999999|9999999999", check_cz},
    {"DE", "DE", "999999999", check_de},
    {"DK", "DK", "99999999", check_dk},
    {"EE", "EE", "999999999", check_ee},
    {"ES", "ES", "x9999999x", check_es},
    {"FI", "FI", "99999999", check_fi},
    {"FR", "FR", "xx999999999", check_fr},
    {"GR", "EL", "999999999", check_gr},
    {"HR", "HR", "99999999999", check_hr},
    {"HU", "HU", "99999999", check_hu},
    {"IE", "IE", "9999999a|9999999aa|9x99999a|9+99999a|9*99999a", check_ie},
    {"IT", "IT", "99999999999", check_it},
    {"LT", "LT", "999999999|999999999999", check_lt},
    {"LU", "LU", "99999999", check_lu},
    {"LV", "LV", "99999999999", check_lv},
    {"MT", "MT", "99999999", check_mt},
    {"NL", "NL", "999999999B99", check_nl},
    {"PL", "PL", "9999999999", check_pl},
    {"PT", "PT", "999999999", check_pt},
    {"RO", "RO", "99|999|9999|99999|999999|9999999|99999999|999999999|9999999999", check_ro},
    {"SE", "SE", "999999999999", check_se},
    {"SI", "SI", "99999999", check_si},
    {"SK", "SK", "9999999999", check_sk},
    {"XI", "XI", "999999999|999999999999|GD999|HA999", check_gb},
    // The rest of Europe: form only (D9).
    {"AD", "AD", "a999999a", nullptr},
    {"AL", "AL", "a99999999a", nullptr},
    {"AM", "AM", "99999999", nullptr},
    {"AX", "FI", "99999999", check_fi},
    {"AZ", "AZ", "9999999999", nullptr},
    {"BA", "BA", "999999999999|9999999999999", nullptr},
    {"BY", "BY", "999999999", nullptr},
    {"CH", "CHE", "999999999|999999999MWST|999999999TVA|999999999IVA", nullptr},
    {"FO", "FO", "999999", nullptr},
    {"GB", "GB", "999999999|999999999999|GD999|HA999", nullptr},
    {"GB", "XI", "999999999|999999999999|GD999|HA999", nullptr},
    {"GE", "GE", "999999999", nullptr},
    {"IM", "GB", "999999999|999999999999", nullptr},
    {"IS", "IS", "99999|999999", nullptr},
    {"LI", "LI", "99999", nullptr},
    {"LI", "CHE", "999999999|999999999MWST|999999999TVA|999999999IVA", nullptr},
    {"MC", "FR", "xx999999999", nullptr},
    {"MD", "MD", "9999999", nullptr},
    {"ME", "ME", "99999999", nullptr},
    {"MK", "MK", "9999999999999", nullptr},
    {"NO", "NO", "999999999|999999999MVA", nullptr},
    {"RS", "RS", "999999999", nullptr},
    {"RU", "RU", "9999999999|999999999999", nullptr},
    {"SJ", "NO", "999999999|999999999MVA", nullptr},
    {"SM", "SM", "99999", nullptr},
    {"TR", "TR", "9999999999|99999999999", nullptr},
    {"UA", "UA", "9999999999|999999999999", nullptr},
    {"VA", "VA", "99999999999", nullptr},
    {"XK", "XK", "999999999", nullptr},
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool matches_one(std::string_view form, std::string_view digits)
{
    if (form.size() != digits.size())
        return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const char c = digits[i];
        const bool fits = form[i] == '9'   ? is_digit(c)
                          : form[i] == 'a' ? is_letter(c)
                          : form[i] == 'x' ? is_digit(c) || is_letter(c)
                                           : c == form[i];
        if (!fits)
            return false;
    }
    return true;
}

} // namespace

std::span<const VatNumberForm> vat_number_forms()
{
    return known_forms;
}

bool matches_form(std::string_view forms, std::string_view digits)
{
    for (;;) {
        const auto bar = forms.find('|');
        if (matches_one(forms.substr(0, bar), digits))
            return true;
        if (bar == std::string_view::npos)
            return false;
        forms.remove_prefix(bar + 1);
    }
}

} // namespace duesday::rules
