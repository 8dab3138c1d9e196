#include "flow/addressed_contracts.hpp"

#include "runtime/progress.hpp"

namespace duesday::flow {

namespace {

constexpr std::size_t contracts_a_write = 500;

} // namespace

void each_contract_page(runtime::Context& context, const store::AddressedContracts& wanted,
                        std::string_view verb, const ContractPage& work)
{
    auto& database = context.book.database();
    runtime::Progress progress{context.report, {verb, "contracts"}};
    if (progress.is_wanted())
        progress.expect(store::count_contracts(database, wanted));
    store::AddressedContract after;
    while (true) {
        if (context.stop_requested())
            return context.report.set_status(runtime::Exit::try_later);
        const auto page = store::contracts_by_address(database, wanted, after, contracts_a_write);
        if (page.empty())
            return;
        after = page.back();
        work(page);
        progress.advance(static_cast<std::int64_t>(page.size()));
    }
}

} // namespace duesday::flow
