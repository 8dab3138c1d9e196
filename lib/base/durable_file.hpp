// Files that must still be there, whole, after a kill or a power failure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace duesday {

/// Makes the folder and those above it that are missing, for the owner alone (0700), and syncs the
/// folder that each was made in. Fault(cannot_write) on failure.
void make_folder(const std::string& folder);

/// Writes `content` to `file` (0600, what was there is replaced) and syncs it. On failure no half
/// of it stays; Fault(cannot_write), also where `file` is a link: it may lead anywhere.
void write_synced(const std::string& file, std::string_view content);

/// Renames within a file system, replacing the target. Durable after sync_folder of the target's
/// folder. Fault(cannot_write) on failure.
void rename_file(const std::string& from, const std::string& to);

/// Makes the names in a folder durable (RELIABILITY 1.8). Fault(cannot_write) on failure.
void sync_folder(const std::string& folder);

struct NewFile {
    std::string folder, name, content;
};

/// All of it for files of different names: of each the new content stands whole under its name, or
/// the old one does. Some hundred at once cost little more than one, and are open at once. Nothing
/// half stays; Fault(cannot_write) on failure.
void replace_files(std::span<const NewFile> files);

} // namespace duesday
