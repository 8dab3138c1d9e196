// The file that a copy of a book is written to before it takes its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// The book at `book`, what SQLite keeps beside it, and its key: whatever of them is there.
void remove_book_files(const std::string& book);

/// What this program calls the copy of the book `book_id` that is to be `target`, meanwhile: the
/// name says whose it is, so that nobody else's file has one like it.
std::string unfinished_name_of(const std::string& target, std::string_view book_id);

/// True for a name that ends like one of these: it would be removed one day.
bool ends_like_an_unfinished_copy(std::string_view file);

/// Empty and locked while this lives, then gone: whole, the copy has a name of its own by then.
/// A kill leaves it behind, with a customer's data in it, and lets go of the lock.
class UnfinishedCopy {
public:
    /// For the copy of the book `book_id` that is to be `target`; what a killed run of the same
    /// number left is removed. Fault(try_later) where another program is writing it.
    UnfinishedCopy(const std::string& target, std::string_view book_id);
    ~UnfinishedCopy();
    UnfinishedCopy(const UnfinishedCopy&) = delete;
    UnfinishedCopy& operator=(const UnfinishedCopy&) = delete;

    const std::string& file() const { return file_; }

private:
    std::string file_;
    int descriptor_;
};

/// Removes the copies in a folder, and their keys, that nobody is writing any more; their names.
/// Only what has a name as unfinished_name_of gives, is ours and is no link is touched, and never
/// the book.
std::vector<std::string> remove_unfinished_copies(const std::string& folder,
                                                  const std::string& book);

} // namespace duesday::store
