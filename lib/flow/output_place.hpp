// Where a file that a person asked for may be written: never over the book, an input, or anything
// else that is not an earlier output.
#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace duesday::flow {

class OutputPlaces {
public:
    /// The book, its key and everything else that stands beside it under its name, and the
    /// sandbox's ledger are never written over.
    explicit OutputPlaces(const std::string& book);

    /// What is being read: `file`, or standard input for "-".
    void protect_input(const std::string& file);
    /// Such as a descriptor of our own report.
    void protect(int descriptor);

    /// Where `file` is to be written, without links in the folders above it. `option` names it in
    /// a refusal. Fault(usage) where something stands there that must stay: what is protected, any
    /// database or key, a folder, a socket, a link (whoever may write there could have laid it);
    /// also for an empty name and "-". A device or a FIFO is fine, through a link such as
    /// /dev/fd/3 as well, where the caller writes `into` it, as OutputFile does, and does not
    /// replace it.
    enum class Stream { into, refused };
    std::string find(const std::string& file, const std::string& option, Stream stream) const;

private:
    using Identity = std::pair<dev_t, ino_t>;

    bool belongs_to_book(const std::string& file) const;

    std::string book_folder_, book_name_;
    std::vector<Identity> protected_;
};

} // namespace duesday::flow
