#include "base/fault.hpp"
#include "document/sheet.hpp"

#include <fmt/format.h>

#include <dlfcn.h>

namespace duesday::document {

std::unique_ptr<SheetPrinter> load_sheet_printer()
{
    // Beside this library, by its run path. It stays loaded: GLib cannot be taken out again.
    void* library = dlopen("libduesday-pdf.so", RTLD_NOW | RTLD_LOCAL);
    using Maker = SheetPrinter*();
    auto* maker = library == nullptr
                      ? nullptr
                      : reinterpret_cast<Maker*>(dlsym(library, "duesday_new_sheet_printer"));
    if (maker == nullptr)
        throw Fault{FaultKind::bad_setup, fmt::format("nothing can be printed: {}", dlerror()),
                    "install libduesday-pdf.so beside Duesday's other libraries, and Pango and "
                    "Cairo",
                    "no_printer"};
    return std::unique_ptr<SheetPrinter>{maker()};
}

} // namespace duesday::document
