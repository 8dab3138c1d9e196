#include "rules/metering/meter.hpp"

#include "base/named.hpp"

#include <array>

namespace duesday::rules {

namespace {

constexpr std::array<const char*, 4> kind_names{"black", "colour", "total", "other"};
constexpr std::array<const char*, 5> source_names{"portal", "technician", "phone", "mail",
                                                  "device"};

} // namespace

const char* name_of(MeterKind kind)
{
    return kind_names.at(static_cast<std::size_t>(kind));
}

std::optional<MeterKind> meter_kind(std::string_view name)
{
    return named<MeterKind>(kind_names, name);
}

const char* name_of(ReadingSource source)
{
    return source_names.at(static_cast<std::size_t>(source));
}

std::optional<ReadingSource> reading_source(std::string_view name)
{
    return named<ReadingSource>(source_names, name);
}

std::int64_t counter_end(int digits)
{
    std::int64_t end = 1;
    for (int i = 0; i < digits; ++i)
        end *= 10;
    return end;
}

std::optional<std::int64_t> counted(std::int64_t last, std::int64_t value,
                                    std::optional<int> digits)
{
    if (value >= last)
        return value - last;
    if (!digits)
        return std::nullopt;
    return value - last + counter_end(*digits);
}

} // namespace duesday::rules
