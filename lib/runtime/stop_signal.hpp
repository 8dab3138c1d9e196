// SIGTERM and the first SIGINT ask for an end in good order; a second one ends at once, which is
// safe too (RELIABILITY 1.17).
#pragma once

namespace duesday::runtime {

class StopSignal {
public:
    /// Also ignores SIGPIPE and SIGXFSZ, so that they come back as errors of the write.
    static void install();
    static bool requested();
};

} // namespace duesday::runtime
