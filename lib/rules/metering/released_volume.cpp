#include "rules/metering/released_volume.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

namespace {

constexpr std::array<std::string_view, 4> kind_names{"reading", "estimate", "true_up",
                                                     "correction"};

/// `volume` x `part` / `whole`, rounded down; the product alone may be too large.
std::int64_t share_of(std::int64_t volume, int part, int whole)
{
    return volume / whole * part + volume % whole * part / whole;
}

} // namespace

const char* name_of(VolumeKind kind)
{
    return kind_names.at(static_cast<std::size_t>(kind)).data();
}

std::optional<VolumeKind> volume_kind(std::string_view name)
{
    const auto found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end())
        return std::nullopt;
    return static_cast<VolumeKind>(found - kind_names.begin());
}

bool puts_right(VolumeKind kind)
{
    return kind == VolumeKind::true_up || kind == VolumeKind::correction;
}

std::vector<ReleasedVolume> volumes_of_reading(const BilledSoFar& billed, Date read_on,
                                               std::int64_t counted)
{
    const auto forwards = std::max<std::int64_t>(counted, 0);
    const auto& estimated = billed.estimated;
    const auto since =
        estimated ? share_of(forwards, read_on - billed.billed_until, read_on - billed.read_on)
                  : forwards;
    std::vector<ReleasedVolume> volumes{{VolumeKind::reading, billed.billed_until, read_on, since}};
    if (estimated)
        volumes.push_back({VolumeKind::true_up, estimated->from, billed.billed_until,
                           forwards - since - estimated->volume});
    if (counted < 0)
        volumes.push_back({VolumeKind::correction, billed.billed_until, read_on, counted});
    return volumes;
}

} // namespace duesday::rules
