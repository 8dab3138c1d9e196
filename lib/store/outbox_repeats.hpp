// Letters of which one period may see several, each about an occasion of its own.
#pragma once

#include "store/outbox.hpp"

namespace duesday::store {

/// Puts the message into the outbox under the next ordinal that its subject, letter, period and
/// addressee have free. For occasions that the book itself records once, in the same Write.
void enqueue_next(Write& write, Message message);

} // namespace duesday::store
