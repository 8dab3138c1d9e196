#include "store/outbox_repeats.hpp"

namespace duesday::store {

void enqueue_next(Write& write, Message message)
{
    message.ordinal = 1 + static_cast<int>(write.database().integer(
                              R"sql(
        SELECT max(ordinal) FROM outbox
        WHERE subject = ?1 AND letter = ?2 AND period = ?3 AND addressee = ?4)sql",
                              message.subject, message.letter, message.period, message.addressee));
    enqueue(write, message);
}

} // namespace duesday::store
