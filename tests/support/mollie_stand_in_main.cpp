// The stand-in for Mollie as a program: prints its address and serves until it is ended.
//
//     mollie_stand_in [--key test_standin] [--port N] [--ledger FILE] [--latency MS]
//
// With a ledger it goes on where another process with that file ended, killed or not.
//
// POST /control/fail {"what","fault","times"}, /control/customer {"outcome","last4",...},
// /control/visit {"payment","status",...}, /control/charge_back and /control/refund
// {"payment","amount"}, /control/win {"chargeback"} and /control/clock {"now"} do what the
// functions of mollie_stand_in.hpp do.

#include "support/mollie_stand_in.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

int main(int argc, char** argv)
{
    std::string key = "test_standin";
    std::string ledger;
    int port = 0;
    int latency_ms = 0;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view option = i + 1 < argc ? argv[i] : "";
        if (option == "--key")
            key = argv[i + 1];
        else if (option == "--port")
            port = std::atoi(argv[i + 1]);
        else if (option == "--ledger")
            ledger = argv[i + 1];
        else if (option == "--latency")
            latency_ms = std::atoi(argv[i + 1]);
        else {
            std::fprintf(stderr, "mollie_stand_in: what is %s?\n", argv[i]);
            return 64;
        }
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    duesday::test::MollieStandIn mollie{key, port, ledger};
    mollie.set_latency_ms(latency_ms);
    std::printf("%s\n", mollie.url().c_str());
    std::fflush(stdout);
    int caught = 0;
    sigwait(&ends, &caught);
}
