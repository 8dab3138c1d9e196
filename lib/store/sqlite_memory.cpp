#include "store/sqlite_memory.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sqlite3.h>
#include <utility>

namespace duesday::store {

namespace {

constexpr std::size_t step = 64;
constexpr std::size_t largest_kept = 1536; ///< a cursor with many columns has that much

/// Stands before each block that SQLite gets.
struct alignas(std::max_align_t) Header {
    std::size_t size; ///< of what follows
    Header* next;     ///< of the same size, once it was given back
};

/// Blocks that were given back, by size. Each thread has its own, so that nobody waits; they lie
/// where the thread reaches them without a call.
[[gnu::tls_model("initial-exec")]] thread_local constinit std::array<Header*, largest_kept / step>
    given_back{};

Header*& first_given_back(std::size_t size)
{
    return given_back[size / step - 1];
}

/// Frees them at the end of the thread.
struct ThreadEnd {
    bool is_awaited = false;

    ~ThreadEnd()
    {
        for (auto& first : given_back)
            while (first != nullptr)
                std::free(std::exchange(first, first->next));
    }
};

thread_local ThreadEnd thread_end;

Header* header_of(void* memory)
{
    return static_cast<Header*>(memory) - 1;
}

int rounded(int size)
{
    const auto steps = (static_cast<std::size_t>(size) + step - 1) / step;
    return static_cast<int>(steps * step);
}

int size_of(void* memory)
{
    return static_cast<int>(header_of(memory)->size);
}

void* take(int wanted)
{
    const auto size = static_cast<std::size_t>(rounded(wanted));
    if (size <= largest_kept) {
        auto*& first = first_given_back(size);
        if (first != nullptr)
            return std::exchange(first, first->next) + 1;
    }
    auto* fresh = std::malloc(sizeof(Header) + size);
    return fresh == nullptr ? nullptr : new (fresh) Header{size, nullptr} + 1;
}

void give_back(void* memory)
{
    auto* block = header_of(memory);
    if (block->size > largest_kept) {
        std::free(block);
        return;
    }
    auto*& first = first_given_back(block->size);
    if (first == nullptr)
        thread_end.is_awaited = true;
    block->next = first;
    first = block;
}

void* resize(void* memory, int wanted)
{
    const int size = size_of(memory);
    if (wanted <= size)
        return memory;
    void* larger = take(wanted);
    if (larger == nullptr)
        return nullptr;
    std::memcpy(larger, memory, static_cast<std::size_t>(size));
    give_back(memory);
    return larger;
}

int begin(void*)
{
    return SQLITE_OK;
}

void end(void*) {}

} // namespace

void keep_memory_of_sqlite()
{
    static const sqlite3_mem_methods methods{take,    give_back, resize, size_of,
                                             rounded, begin,     end,    nullptr};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1); // never into a file
}

} // namespace duesday::store
