#pragma once

#include <optional>
#include <vector>

#include "mock/handlers.h"
#include "mock/http_server.h"
#include "mock/store.h"

namespace brazecheck::mock {

/// The exports of many users to files: users.export.segment, users.export.global_control_group,
/// export.segment.cancel. Part of export_handlers().
[[nodiscard]] std::vector<Handler> export_file_handlers();

/// The file that an export has written, at the address that its answer named; nothing for paths of
/// other things. Whoever has the address may fetch it, as with the signed address of the service.
[[nodiscard]] std::optional<HttpAnswer> download(Store& store, const HttpQuery& query);

}  // namespace brazecheck::mock
