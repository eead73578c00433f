#pragma once

#include <map>
#include <string>

#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// A message, Content Block or template whose texts may hold translation tags.
struct Translatable {
  std::string error;  ///< why the call names none, or ""
  std::string key;    ///< of its row in the table "translations"
  std::string live;   ///< all its texts; of something never launched, those of its only version
  std::string draft;  ///< those that wait since the launch
  bool launched = false;
  bool has_draft = false;
  /// Its locales are chosen in the dashboard alone; else any locale of the workspace may be added.
  bool own_locales = false;
};

// The thing that the parameters or the body of a call name. A table "translations" has rows
// {"live": {locale: {id: text}}, "draft": …}; which locales there are stands in the table
// "locales".
[[nodiscard]] Translatable translated_campaign(const Call& call, State& state);
[[nodiscard]] Translatable translated_canvas(const Call& call, State& state);
[[nodiscard]] Translatable translated_content_block(const Call& call, State& state);
[[nodiscard]] Translatable translated_email_template(const Call& call, State& state);
[[nodiscard]] Translatable translated_webhook_template(const Call& call, State& state);

/// A parameter of the call: of its body where it has one, else of its query; "" when left out.
[[nodiscard]] std::string argument(const Call& call, const char* name);

/// The texts of an update by translation id: `translation_map`, or what older pages call it. Null
/// where there is nothing of the kind.
[[nodiscard]] Json new_texts(const Call& call);

}  // namespace brazecheck::mock
