#include "partner/card_gateway.hpp"

namespace duesday::partner {

const char* name_of(Answer answer)
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
