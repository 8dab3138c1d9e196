// Delivery reports of mail servers (RFC 3464), read. Abstract, so that libduesday reads them
// without linking (DESIGN 1).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::document {

/// What a report says of one recipient. All texts are one line of UTF-8 without control characters.
struct ReportedRecipient {
    std::string address; ///< the original recipient where it is told, else the final one
    std::string action;  ///< lower case: failed, delayed, delivered, relayed, expanded
    std::string status;  ///< "5.1.1"
    std::string diagnostic;
};

struct DeliveryReport {
    bool is_report = false; ///< a multipart/report with at least one recipient; else why says why
    std::string why;
    std::string subject;    ///< of the mail, to name it
    std::string message_id; ///< of the letter it is about, without angle brackets; may be empty
    std::vector<ReportedRecipient> recipients;
};

class DeliveryReportReader {
public:
    virtual ~DeliveryReportReader() = default;

    /// Any bytes: what is no report says so.
    virtual DeliveryReport read(std::string_view mail) = 0;
};

std::unique_ptr<DeliveryReportReader> make_delivery_report_reader();

} // namespace duesday::document
