#pragma once

#include <mutex>
#include <string>

#include "suites/dashboard.h"

/// Translations of messages of campaigns and of Canvas steps, which are asked for alike.
namespace brazecheck::dashboard {

/// A message with translation tags, in one of the states that the target supplies.
struct Translated {
  const Kind* kind;
  Fields names;           ///< parameters that name it
  std::string variation;  ///< its message variation

  [[nodiscard]] std::string operation(const std::string& name) const {
    return kind->operation("translations.") + name;
  }
};

/// In draft, never launched.
[[nodiscard]] Translated in_draft(Session& session, const Kind& kind);
/// Launched, with a draft since that changes what stands between its tags.
[[nodiscard]] Translated with_draft(Session& session, const Kind& kind);
/// Launched, without a draft.
[[nodiscard]] Translated without_draft(Session& session, const Kind& kind);

inline const Fields kOfDraft = {{"post_launch_draft_version", "true"}};

/// Texts by locale and translation id.
[[nodiscard]] Json texts_by_locale(Session& session, const Translated& message,
                                   const Fields& more = {});
/// What stands between the tags, by translation id.
[[nodiscard]] Json sources(Session& session, const Translated& message, const Fields& more = {});
/// The same as the details show it.
[[nodiscard]] Json described_sources(Session& session, const Translated& message,
                                     const Fields& more = {});
/// A locale of the message: another than that of generated requests where there are two, since
/// those write as well.
[[nodiscard]] std::string own_locale(Session& session, const Translated& message);
[[nodiscard]] Call update_call(const Translated& message, const std::string& locale, Json texts);
/// A text of this scenario for each translation id of the message.
[[nodiscard]] Json new_texts(Session& session, const Translated& message, const std::string& text);
/// Sends the texts and waits until they are read back; what is missing is laid to
/// translations.update/reads-back.
bool writes(Session& session, const Translated& message, const std::string& locale,
            const Json& texts);

/// There is one such message: whoever writes to it keeps other scenarios off meanwhile.
[[nodiscard]] std::unique_lock<std::mutex> alone(const Kind& kind);

}  // namespace brazecheck::dashboard
