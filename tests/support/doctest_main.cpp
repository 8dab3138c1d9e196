// The main of every doctest program. Doctest itself ends with 0 when a filter matches no test,
// which would let a renamed folder pass unseen; this one fails.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

namespace {

unsigned matched = 0;

/// Learns how many test cases passed the filters; prints nothing.
class Counter : public doctest::IReporter {
public:
    explicit Counter(const doctest::ContextOptions&) {}

    void test_run_end(const doctest::TestRunStats& stats) override
    {
        matched = stats.numTestCasesPassingFilters;
    }

    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_case_start(const doctest::TestCaseData&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_end(const doctest::CurrentTestCaseStats&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}
};

} // namespace

REGISTER_LISTENER("counter", 1, Counter);

int main(int argc, char** argv)
{
    doctest::Context context{argc, argv};
    const int status = context.run();
    if (context.shouldExit())
        return status;
    if (matched == 0) {
        std::fputs("no test case matches the filter\n", stderr);
        return 1;
    }
    return status;
}
