#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// What an operation does: reads or changes the state and says what to answer. Called with the
/// state locked and with requests that passed the contract, except for Call::reported.
struct Handler {
  std::string operation;
  Reply (*run)(const Call& call, State& state) = nullptr;
  /// True when Call::reported may hold findings: single items fail, the others go through.
  bool item_by_item = false;
};

[[nodiscard]] std::vector<Handler> track_handlers();
[[nodiscard]] std::vector<Handler> identity_handlers();
[[nodiscard]] std::vector<Handler> export_handlers();
[[nodiscard]] std::vector<Handler> catalog_handlers();
[[nodiscard]] std::vector<Handler> item_handlers();

}  // namespace brazecheck::mock
