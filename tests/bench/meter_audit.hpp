// The audit rows of the floors of meters.
#pragma once

#include "plain_sqlite.hpp"

namespace plain {

class Audit {
public:
    /// `program` and `today` are of all rows.
    Audit(sqlite3* database, std::string program, std::string today)
        : insert_{database, R"(INSERT INTO audit (at, business_date, actor, os_user, program, run,
              subject, what, before, after, hash)
              VALUES ('2026-12-31T01:17:00.000Z', ?1, 'cron', 'duesday', ?2, '1', ?3, ?4, '', ?5,
                      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'))"},
          program_{std::move(program)}, today_{std::move(today)}
    {
    }

    void add(const std::string& subject, const std::string& what, const std::string& after)
    {
        insert_.run(today_, program_, subject, what, after);
    }

private:
    Statement insert_;
    std::string program_, today_;
};

} // namespace plain
