#include "flow/invoice_parties.hpp"

namespace duesday::flow {

rules::Party party_of(const store::Payer& payer)
{
    return {payer.name,
            payer.street,
            payer.postcode,
            payer.city,
            payer.country,
            payer.invoice_email.empty() ? payer.email : payer.invoice_email,
            payer.vat_number,
            payer.enterprise_number,
            payer.gst_number,
            false,
            ""};
}

rules::Party party_of(const runtime::Seller& seller)
{
    return {seller.name,
            seller.street,
            seller.postcode,
            seller.city,
            seller.country,
            seller.email,
            seller.vat_number,
            seller.enterprise_number,
            "",
            seller.is_demonstration,
            seller.iban,
            seller.contact,
            seller.phone,
            seller.tax_registration};
}

} // namespace duesday::flow
