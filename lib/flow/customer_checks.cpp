#include "flow/customer_checks.hpp"

#include "base/text.hpp"
#include "rules/customer/identification.hpp"

#include <fmt/format.h>

#include <string>

namespace duesday::flow {

void check_email(const char* column, std::string_view email, std::vector<intake::Problem>& problems)
{
    if (!text::looks_like_email(text::trim(email)))
        problems.push_back(
            {column, "wrong_email",
             fmt::format("{} reaches nobody: a character that cannot be seen, a name "
                         "of more than 64 letters, or a hyphen at the edge of a "
                         "domain's part",
                         intake::shown(email))});
}

std::vector<intake::Problem> check_customer(const rules::Customer& c)
{
    std::vector<intake::Problem> problems;
    const auto problem = rules::check_identification(c.country, c.kind, c.vat_number, c.gst_number);
    if (problem != rules::IdentificationProblem::none && !rules::is_incomplete(problem)) {
        const std::string reason = rules::code_of(problem);
        const bool gst = reason.starts_with("gst");
        problems.push_back(
            {reason == "country_unknown" ? "country"
             : gst                       ? "gst_number"
                                         : "vat_number",
             reason,
             rules::explain(problem, c.country, (gst ? c.gst_number : c.vat_number).value_or(""))});
    }
    check_email("email", c.email, problems);
    if (c.invoice_email)
        check_email("invoice_email", *c.invoice_email, problems);
    if (c.country == "BE" && c.enterprise_number &&
        !rules::is_belgian_enterprise_number(*c.enterprise_number))
        problems.push_back({"enterprise_number", "enterprise_number",
                            fmt::format("{} is no Belgian enterprise number: ten digits, the last "
                                        "two of which check the others",
                                        intake::shown(*c.enterprise_number))});
    return problems;
}

} // namespace duesday::flow
