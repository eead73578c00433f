#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// What an operation does: reads or changes the state and says what to answer. Called with the
/// state locked and with requests that passed the contract, except for Call::reported. When it
/// refuses, its changes are taken back. It may be called twice for one request: for the answer, and
/// later for the effect, so that whatever it makes up must come from the Call.
struct Handler {
  std::string operation;
  Reply (*run)(const Call& call, State& state) = nullptr;
  /// True when Call::reported may hold findings: single items fail, the others go through.
  bool item_by_item = false;
};

// One function a family of operations, in a file of its own.
[[nodiscard]] std::vector<Handler> track_handlers();
[[nodiscard]] std::vector<Handler> identity_handlers();
[[nodiscard]] std::vector<Handler> export_handlers();
[[nodiscard]] std::vector<Handler> catalog_handlers();
[[nodiscard]] std::vector<Handler> item_handlers();
[[nodiscard]] std::vector<Handler> email_handlers();
[[nodiscard]] std::vector<Handler> subscription_handlers();
[[nodiscard]] std::vector<Handler> preference_center_handlers();
[[nodiscard]] std::vector<Handler> template_handlers();
[[nodiscard]] std::vector<Handler> content_block_handlers();
[[nodiscard]] std::vector<Handler> media_handlers();
[[nodiscard]] std::vector<Handler> translation_handlers();
[[nodiscard]] std::vector<Handler> message_handlers();
[[nodiscard]] std::vector<Handler> schedule_handlers();
[[nodiscard]] std::vector<Handler> send_handlers();
[[nodiscard]] std::vector<Handler> live_activity_handlers();
[[nodiscard]] std::vector<Handler> campaign_handlers();
[[nodiscard]] std::vector<Handler> canvas_handlers();
[[nodiscard]] std::vector<Handler> segment_handlers();
[[nodiscard]] std::vector<Handler> analytics_handlers();
[[nodiscard]] std::vector<Handler> feed_handlers();
[[nodiscard]] std::vector<Handler> scim_handlers();
[[nodiscard]] std::vector<Handler> app_handlers();
[[nodiscard]] std::vector<Handler> cdi_handlers();
[[nodiscard]] std::vector<Handler> data_object_handlers();
[[nodiscard]] std::vector<Handler> device_messaging_handlers();

/// The handlers of all families.
[[nodiscard]] std::vector<Handler> all_handlers();

}  // namespace brazecheck::mock
