#pragma once

#include <map>
#include <string>
#include <string_view>

namespace brazecheck::mock {

/// Files of mock/fixtures, mock/seeded and mock/ui as they were when the program was built, by
/// their path below mock/ ("ui/index.html").
[[nodiscard]] const std::map<std::string, std::string_view>& embedded_files();

}  // namespace brazecheck::mock
