#include "document/ubl_samples.hpp"
#include "store/invoice_issue.hpp"
#include "store/invoices.hpp"
#include "support/faults.hpp"
#include "support/firm.hpp"

#include <doctest/doctest.h>

using namespace duesday;

namespace {

store::InvoiceDraft draft()
{
    const auto invoice = test::unpaid(test::sample_invoice());
    store::InvoiceDraft draft;
    draft.customer = 1;
    draft.seller = test::with_contact(invoice).seller;
    draft.buyer = invoice.buyer;
    draft.language = "nl";
    draft.vat_treatment = "domestic";
    draft.lines = invoice.lines;
    draft.totals = invoice.totals;
    return draft;
}

store::IssuedInvoice issue(test::Firm& firm, const store::InvoiceDraft& draft)
{
    store::Write write{firm.book(), firm.stamp({2026, 11, 30})};
    auto issued = store::issue_invoice(write, draft);
    write.commit();
    return issued;
}

} // namespace

TEST_CASE("D21: an invoice that is a cent off gets no number")
{
    test::Firm firm;
    auto wrong = draft();
    wrong.totals.vat += test::eur(1);
    wrong.totals.total += test::eur(1);
    CHECK_FAULT(FaultKind::bug, issue(firm, wrong));
    CHECK(issue(firm, draft()).number == "2026-000001");
}

TEST_CASE("SUB-096: an invoice is read as it was issued with account and customer")
{
    test::Firm firm;
    issue(firm, draft());
    const auto stored = store::find_invoice(firm.database(), "2026-000001");
    REQUIRE(stored);
    CHECK(stored->invoice.seller == draft().seller);
    CHECK(stored->invoice.buyer == draft().buyer);
    CHECK(stored->invoice.lines == draft().lines);
    CHECK(stored->invoice.totals == draft().totals);
    CHECK(stored->invoice.customer == "C1");
}
