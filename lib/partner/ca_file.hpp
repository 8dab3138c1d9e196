// A file of certificates that a setting names and that is none: ours to mend, whoever is asked.
#pragma once

#include "base/fault.hpp"

#include <string>

namespace duesday::partner {

/// `why`: in libcurl's words.
inline Fault bad_ca_file(const std::string& setting, const std::string& file,
                         const std::string& why)
{
    return Fault{FaultKind::bad_setup, setting + " " + file + ": " + why,
                 "name a readable file of certificates in PEM form, then run this again; nothing "
                 "is lost",
                 "bad_ca_file"};
}

} // namespace duesday::partner
