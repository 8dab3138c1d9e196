// How a test asks which fault an expression ends with.
#pragma once

#include "base/fault.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace duesday::test {

/// The kind of the fault that `body` throws, or nothing where it throws none.
template <typename Body>
std::optional<FaultKind> fault_of(Body&& body)
{
    try {
        static_cast<void>(body());
    } catch (const Fault& fault) {
        return fault.kind();
    }
    return std::nullopt;
}

} // namespace duesday::test

#define CHECK_FAULT(expected, ...)                                                                 \
    CHECK(::duesday::test::fault_of([&] { return (__VA_ARGS__); }) == (expected))
