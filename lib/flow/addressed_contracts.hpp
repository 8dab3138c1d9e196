// Walks through the contracts that are reported over the portal, those of an address together.
#pragma once

#include "runtime/context.hpp"
#include "store/reading_requests.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace duesday::flow {

/// Some hundred contracts, in the order of their addresses: as many as share a Write.
using ContractPage = std::function<void(std::span<const store::AddressedContract>)>;

/// `verb` says in the progress what is done with them. Ends early, with 75, where a stop is
/// requested: between two pages.
void each_contract_page(runtime::Context& context, const store::AddressedContracts& wanted,
                        std::string_view verb, const ContractPage& work);

} // namespace duesday::flow
