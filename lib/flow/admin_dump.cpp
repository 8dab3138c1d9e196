#include "flow/admin.hpp"
#include "store/dumps.hpp"

namespace duesday::flow {

void admin_dump(runtime::Context& context)
{
    store::dump_book(context.book.database(), context.book.id(), [&](std::string_view line) {
        context.report.raw(line);
        context.report.raw("\n");
    });
}

} // namespace duesday::flow
