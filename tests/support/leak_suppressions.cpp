// What the sanitizer build does not call a leak: fontconfig loses some bytes while it reads its own
// configuration. In the programs, since the tests run them in an environment of their own.

extern "C" const char* __lsan_default_suppressions()
{
    return "leak:libfontconfig.so\n";
}

extern "C" const char* __lsan_default_options()
{
    return "print_suppressions=0";
}
