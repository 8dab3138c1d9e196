// Where secrets come from, and what is no fit place for one.

#include "runtime/secret.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace duesday;
using runtime::read_secret;
using runtime::SecretSource;

namespace {

const SecretSource nothing{"mail.smtp.password", "DUESDAY_TEST_SECRET", {}, {}};

SecretSource in_file(const std::string& file)
{
    auto source = nothing;
    source.file = file;
    return source;
}

SecretSource of_command(const std::string& command)
{
    auto source = nothing;
    source.command = command;
    return source;
}

} // namespace

TEST_CASE("a secret is the first line of a file that only its owner reads")
{
    const test::TempFolder folder;
    const auto file = (folder / "password").string();
    struct Row {
        const char* content;
        mode_t mode;
        const char* secret; ///< nothing: refused
    };
    const Row rows[] = {
        {"s3cret\n", 0600, "s3cret"},
        {"s3cret", 0400, "s3cret"},
        {"s3cret\r\nmore\n", 0600, "s3cret"},
        {" s p a c e ", 0600, " s p a c e "},
        {"", 0600, nullptr},
        {"\n", 0600, nullptr},
        {"a\tb", 0600, nullptr},
        {"s3cret\n", 0604, nullptr},
        {"s3cret\n", 0620, nullptr},
    };
    for (const auto& row : rows) {
        CAPTURE(row.content);
        CAPTURE(row.mode);
        ::chmod(file.c_str(), 0600);
        test::write_file(file, row.content);
        REQUIRE(::chmod(file.c_str(), row.mode) == 0);
        if (row.secret != nullptr)
            CHECK(read_secret(in_file(file)) == row.secret);
        else
            CHECK_FAULT(FaultKind::bad_setup, read_secret(in_file(file)));
    }
    // The group may read what belongs to root: a service of systemd, a file of the administrator.
    ::chmod(file.c_str(), 0600);
    test::write_file(file, "s3cret\n");
    ::chmod(file.c_str(), 0640);
    if (::geteuid() == 0)
        CHECK(read_secret(in_file(file)) == "s3cret");
    else
        CHECK_FAULT(FaultKind::bad_setup, read_secret(in_file(file)));
    CHECK_FAULT(FaultKind::bad_setup, read_secret(in_file((folder / "none").string())));
    CHECK_FAULT(FaultKind::bad_setup, read_secret(in_file(folder.path().string())));
}

TEST_CASE("a bare name is a credential of systemd and the environment goes before all")
{
    const test::TempFolder folder;
    test::write_file(folder / "smtp", "from-systemd\n");
    ::chmod((folder / "smtp").c_str(), 0400);
    ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
    CHECK(read_secret(in_file("smtp")) == "from-systemd");
    ::setenv(nothing.variable.c_str(), "from-environment", 1);
    CHECK(read_secret(in_file("smtp")) == "from-environment");
    CHECK(runtime::is_named(nothing));
    ::unsetenv(nothing.variable.c_str());
    ::unsetenv("CREDENTIALS_DIRECTORY");
    CHECK_FALSE(runtime::is_named(nothing));
    CHECK_FAULT(FaultKind::bad_setup, read_secret(nothing));
}

TEST_CASE("a command tells a secret and its failure tells none")
{
    CHECK(read_secret(of_command("echo s3cret; echo more")) == "s3cret");
    for (const auto* command :
         {"false", "true", "echo s3cret; exit 3", "no-such-program-of-ours 2>&1"}) {
        CAPTURE(command);
        try {
            read_secret(of_command(command));
            FAIL("no fault");
        } catch (const Fault& fault) {
            CHECK(fault.kind() == FaultKind::bad_setup);
            CHECK(std::string{fault.what()}.find("s3cret") == std::string::npos);
        }
    }
}
