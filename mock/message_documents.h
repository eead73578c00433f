#pragma once

#include "mock/call.h"

namespace brazecheck::mock {

/// The document as a details operation shows it: without what the emulator keeps for itself
/// ("post_launch_draft", "per_day" and the like); with `post_launch_draft_version` as it is once
/// the draft is launched.
[[nodiscard]] Json launched(const Call& call, const Json& document);

/// Messages by variation id as details show them: without "links", "share", "variation_name"; with
/// `include_has_translatable_content` each says whether it holds a translation tag and
/// `has_locales`.
[[nodiscard]] Json shown_messages(const Call& call, const Json& messages, bool has_locales);

/// The channels of messages, each once, in alphabetical order.
[[nodiscard]] Json channels_of(const Json& messages);

/// The answer to a question for the links of a message, or the refusal with `unknown` where there
/// is none of that variation. A message has "links": [{"link_URL", "link_id", "link_alias",
/// "content_block_path_info"}].
[[nodiscard]] Reply link_aliases(const Call& call, const Json& messages, std::string_view unknown);

/// When the last message went out: "last_sent" of the document, else, where the fixtures give it
/// traffic, the midnight before; null for what was never sent.
[[nodiscard]] Json last_sent(const Call& call, const Json& document, const char* member_name);

}  // namespace brazecheck::mock
