// GMime's objects, and its start.
#pragma once

#include "document/gobject.hpp"

#include <gmime/gmime.h>

namespace duesday::document {

inline void start_gmime()
{
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
}

} // namespace duesday::document
