#include "mock/message_documents.h"

#include <set>

#include "mock/answers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/row_time.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

constexpr char kDraft[] = "post_launch_draft";

}  // namespace

Json launched(const Call& call, const Json& document) {
  Json shown = document;
  shown["has_post_launch_draft"] = document.contains(kDraft);
  if (is_set(call, "post_launch_draft_version") && document.contains(kDraft)) {
    shown.merge_patch(document.at(kDraft));
  }
  shown.erase(kDraft);
  return shown;
}

Json shown_messages(const Call& call, const Json& messages, bool has_locales) {
  Json shown = Json::object();
  if (!messages.is_object()) return shown;
  const bool with_translatable = is_set(call, "include_has_translatable_content");
  for (const auto& [id, message] : messages.items()) {
    Json entry = message.is_object() ? message : Json::object();
    for (const char* own : {"links", "share", "variation_name"}) entry.erase(own);
    if (with_translatable) {
      entry["has_translatable_content"] =
          has_locales && entry.dump().find("{% translation") != std::string::npos;
    }
    shown[id] = std::move(entry);
  }
  return shown;
}

Json channels_of(const Json& messages) {
  std::set<std::string> channels;
  if (messages.is_object()) {
    for (const auto& [id, message] : messages.items()) channels.insert(text(message, "channel"));
  }
  return channels;
}

Reply link_aliases(const Call& call, const Json& messages, std::string_view unknown) {
  const std::string* id = call.parameter("message_variation_id");
  const Json& message = member(messages, id != nullptr ? *id : "");
  if (!message.is_object()) return refuse(*call.contract, unknown);
  const std::string* only = call.parameter("includes_link_id");
  Json links = Json::array();
  for (const Json& link : items(message, "links")) {
    if (only == nullptr || only->empty() || member(link, "link_id") == *only) links.push_back(link);
  }
  return success(*call.contract, {{"channel", text(message, "channel")},
                                  {"name", text(message, "name")},
                                  {"link_data", std::move(links)}});
}

Json last_sent(const Call& call, const Json& document, const char* member_name) {
  if (const Json& known = member(document, member_name); known.is_string()) return known;
  if (traffic_of(document, call.now).per_day <= 0) return nullptr;
  return to_second_time(std::chrono::floor<std::chrono::days>(call.now), "+00:00");
}

}  // namespace brazecheck::mock
