// What a partner can answer (DESIGN 3). Header-only, so that libduesday speaks of answers without
// linking the clients.
#pragma once

namespace duesday::partner {

/// The six answers of a partner, and what a look-up can add to them.
enum class Answer {
    done,      ///< it happened
    declined,  ///< the customer's card or account said no
    rejected,  ///< our request, key or configuration is wrong: void, no dunning
    not_sent,  ///< nothing left this machine: same key later
    pending,   ///< accepted, not final: asked again
    unknown,   ///< sent, but the answer is lost: asked about, never repeated blindly
    not_found, ///< look-up only: the partner never saw this key
};

inline const char* name_of(Answer answer)
{
    switch (answer) {
    case Answer::done:
        return "done";
    case Answer::declined:
        return "declined";
    case Answer::rejected:
        return "rejected";
    case Answer::not_sent:
        return "not_sent";
    case Answer::pending:
        return "pending";
    case Answer::unknown:
        return "unknown";
    case Answer::not_found:
        return "not_found";
    }
    return "unknown";
}

} // namespace duesday::partner
