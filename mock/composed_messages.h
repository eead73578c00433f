#pragma once

#include <string>
#include <vector>

#include "mock/state.h"

namespace brazecheck::mock {

/// A message that was composed in the dashboard: a variation of a campaign or of a step of a
/// Canvas.
struct ComposedMessage {
  std::string campaign_id;  ///< or "" ...
  std::string canvas_id;    ///< ... with `step_id` for one of a Canvas
  std::string step_id;
  std::string variation_id;
  const Json* owner = nullptr;    ///< the document of the campaign or Canvas
  const Json* message = nullptr;  ///< its live version; of something never launched, its only one
  Json draft;                     ///< the version that waits since the launch, or null
};

/// The message variations of all campaigns and Canvases, as the tables "campaigns" and "canvases"
/// hold them: campaigns have `messages` by variation, Canvases `steps` with `id` and such
/// `messages`. What waits after the launch is a merge patch of the document under
/// `post_launch_draft`. The pointers last until the tables change.
[[nodiscard]] std::vector<ComposedMessage> composed_messages(State& state);

/// Whether the campaign or Canvas runs, or ran: it is no draft.
[[nodiscard]] bool was_launched(const Json& owner);
/// Whether changes wait since the launch.
[[nodiscard]] bool has_draft(const Json& owner);

/// All texts of a message, a template or a Content Block, one after the other: every string in it.
[[nodiscard]] std::string texts_of(const Json& message);

}  // namespace brazecheck::mock
