// What the cloud is told, at the moment it is told.
#pragma once

#include "store/outbox.hpp"

#include <string>

namespace duesday::flow {

/// The facts of a row of the channel `cloud`: its own, or what its invoice pays for (SUB-031).
std::string cloud_facts(store::Database& database, const store::OutboxRow& row);

} // namespace duesday::flow
