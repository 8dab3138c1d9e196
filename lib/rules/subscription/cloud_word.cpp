#include "rules/subscription/cloud_word.hpp"

namespace duesday::rules {

const char* code_of(CloudWord word)
{
    switch (word) {
    case CloudWord::none:
        return "none";
    case CloudWord::activate:
        return "activate";
    case CloudWord::stop:
        return "stop";
    }
    return "";
}

CloudWord cloud_word_after(const CloudFacts& before, const CloudFacts& after, Date today)
{
    const bool ran = before.standing == Standing::running;
    if (after.standing != Standing::running)
        return ran ? CloudWord::stop : CloudWord::none;
    if (after.expires_on < today)
        return CloudWord::none;
    const bool is_known = ran && before.expires_on == after.expires_on &&
                          before.authenticated_mail == after.authenticated_mail;
    return is_known ? CloudWord::none : CloudWord::activate;
}

} // namespace duesday::rules
