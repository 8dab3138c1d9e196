// Files that are compiled into a library (lib/embed.cmake): migrations, schemas, templates.
#pragma once

#include <span>
#include <string_view>

namespace duesday::embedded {

struct File {
    std::string_view name; // without folder, e.g. "0001_ground.sql"
    std::string_view text;
};

std::span<const File> migrations();
std::span<const File> import_schemas();
std::span<const File> templates();
std::span<const File> text_blocks();
std::span<const File> texts();

} // namespace duesday::embedded
