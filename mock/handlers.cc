#include "mock/handlers.h"

#include <iterator>

namespace brazecheck::mock {

std::vector<Handler> all_handlers() {
  std::vector<Handler> all;
  for (auto* family : {track_handlers,        identity_handlers,
                       export_handlers,       catalog_handlers,
                       item_handlers,         email_handlers,
                       subscription_handlers, preference_center_handlers,
                       template_handlers,     content_block_handlers,
                       media_handlers,        translation_handlers,
                       message_handlers,      schedule_handlers,
                       send_handlers,         live_activity_handlers,
                       campaign_handlers,     canvas_handlers,
                       segment_handlers,      analytics_handlers,
                       feed_handlers,         scim_handlers,
                       app_handlers,          cdi_handlers,
                       data_object_handlers,  device_messaging_handlers}) {
    std::vector<Handler> handlers = family();
    all.insert(all.end(), std::make_move_iterator(handlers.begin()),
               std::make_move_iterator(handlers.end()));
  }
  return all;
}

}  // namespace brazecheck::mock
