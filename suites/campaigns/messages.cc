#include "suites/campaigns/messages.h"

#include "suites/answer.h"

namespace brazecheck::dashboard {
namespace {

// Liquid as the page on translations shows it:
// https://www.braze.com/docs/user_guide/messaging/localization/create_translation_template
constexpr std::string_view kOpen = "{% translation ";
constexpr std::string_view kOpenEnd = "%}";
constexpr std::string_view kClose = "{% endtranslation %}";

void collect(const std::string& text, std::map<std::string, std::string>* tags) {
  for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
    const std::size_t id = at + kOpen.size();
    const std::size_t open_end = text.find(kOpenEnd, id);
    if (open_end == std::string::npos) return;
    const std::size_t inner = open_end + kOpenEnd.size();
    const std::size_t close = text.find(kClose, inner);
    if (close == std::string::npos) return;
    std::string name = text.substr(id, open_end - id);
    name.erase(name.find_last_not_of(' ') + 1);
    (*tags)[name] = text.substr(inner, close - inner);
    at = close;
  }
}

void collect(const Json& value, std::map<std::string, std::string>* tags) {
  if (value.is_string()) return collect(value.get_ref<const std::string&>(), tags);
  for (const Json& part : value) {
    if (part.is_structured() || part.is_string()) collect(part, tags);
  }
}

}  // namespace

Json all_messages(const Json& details) {
  Json all = Json::object();
  const auto take = [&](const Json& messages) {
    if (messages.is_object()) all.update(messages);
  };
  take(member(details, "messages"));
  for (const Json& step : list(details, "steps")) take(member(step, "messages"));
  return all;
}

std::map<std::string, std::string> translation_tags(const Json& message) {
  std::map<std::string, std::string> tags;
  if (message.is_structured()) collect(message, &tags);
  return tags;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : ""; }

}  // namespace brazecheck::dashboard
