#include "base/outcome.hpp"

namespace duesday {

const char* name_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::done:
        return "done";
    case Outcome::skipped:
        return "skipped";
    case Outcome::attention:
        return "attention";
    }
    return "attention";
}

} // namespace duesday
