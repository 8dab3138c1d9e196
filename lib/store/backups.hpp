// Books as files: made, copied, checked and put into place so that a kill at any moment leaves
// either what was there or the whole new one.
#pragma once

#include "store/book.hpp"

#include <functional>
#include <optional>
#include <string>

namespace duesday::store {

/// Makes the folder that `file` stands in, mode 0700, and those above it.
/// Fault(cannot_write) where that fails.
void create_parent_folder(const std::string& file);

/// A new book at `file`, complete or not there at all; its audit begins with the making.
/// Fault(bad_input, book_exists) where a book appeared meanwhile.
void create_book(const std::string& file, Mode mode, const Stamp& stamp);

/// The key that belongs to the book or backup at `file`: `file`.secrets.key.
std::string key_file_of(const std::string& file);

/// A copy of the open book and its key at `target`, mode 0600, synced; taken while others may
/// write, and put into place only after `check` has seen it open. Fault(bad_input, file_exists)
/// where `target` is there already. `copied` as in copy_sqlite.
void back_up(Book& book, const std::string& target, const std::function<void(Book&)>& check,
             const std::function<void(std::int64_t, std::int64_t)>& copied = {});

/// As back_up, for a book of an older schema that no program opens: a copy beside it, named after
/// the schema. Gives its name.
std::string back_up_before_migration(const std::string& file);

struct Restored {
    Timestamp reconcile_from; ///< real time of the last change that the backup knows
    std::string kept_as;      ///< what was in the book's place before; empty where nothing was
};
/// Puts the backup `from` into the place of `file`, with its key: checked first (`check` says
/// whether to go on; it may say why not), and marked, with what `mark` adds, so that nothing which
/// costs leaves before the partners were asked. What was there stays beside it. A kill leaves the
/// old book or the new one. The caller holds all locks. Fault(try_later) where another program has
/// the book open; nothing where `check` refused.
std::optional<Restored> restore(const std::string& from, const std::string& file,
                                const Stamp& stamp, const std::function<bool(Book&)>& check,
                                const std::function<void(Write&)>& mark = {});

/// From when on a copy may not know what its partners did: real time of its last audit row, or the
/// earlier moment that it carries already.
Timestamp unknown_since(Book& copy, Timestamp otherwise);
/// Business day of the last change that the copy knows: of what people did on it or later, some is
/// lost.
std::optional<Date> last_day_known(Book& copy);
/// Real time at which the copy took the book's place, as long as it is not reconciled: whatever the
/// other book sent, it sent before.
std::optional<Timestamp> restored_at(Book& copy);
/// Marks a book that was copied by other means, as restore does, with what `mark` adds. The caller
/// holds all locks and has asked for unknown_since under them.
void adopt(Book& copy, Timestamp since, const Stamp& stamp,
           const std::function<void(Write&)>& mark = {});

} // namespace duesday::store
