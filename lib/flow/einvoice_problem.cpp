#include "flow/einvoice_problem.hpp"

#include "flow/invoice_parties.hpp"
#include "rules/customer/customer.hpp"

#include <fmt/format.h>

namespace duesday::flow {

std::optional<rules::InvoiceFinding> einvoice_problem(const runtime::Config& config,
                                                      const store::Payer& payer,
                                                      const rules::VatDecision& vat, Money net)
{
    if (!rules::wants_ubl(payer.channel))
        return std::nullopt;
    rules::Invoice invoice;
    invoice.number = "the next";
    invoice.kind = "invoice";
    invoice.customer = payer.customer;
    invoice.seller = party_of(config.seller);
    invoice.buyer = party_of(payer);
    invoice.vat_treatment = rules::code_of(vat.treatment);
    invoice.paid_with = "card";
    invoice.lines = {{"", "", "the next", std::nullopt, std::nullopt, net, vat.rate}};
    invoice.totals = rules::totals_of(std::vector{rules::NetLine{net, vat.rate}});
    auto findings = rules::check_einvoice(invoice);
    if (findings.empty())
        return std::nullopt;
    auto& first = findings.front();
    first.text =
        fmt::format("no invoice could be sent to {} as UBL: {}", payer.customer, first.text);
    return std::move(first);
}

} // namespace duesday::flow
