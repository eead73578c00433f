#include "mock/composed_messages.h"

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr char kDraft[] = "post_launch_draft";

/// The document once its draft is launched; null where nothing waits.
Json patched(const Json& owner) {
  if (!has_draft(owner)) return nullptr;
  Json after = owner;
  after.merge_patch(owner.at(kDraft));
  return after;
}

/// The step of a Canvas by its id, or null.
const Json& step(const Json& canvas, const std::string& id) {
  static const Json kNone;
  for (const Json& candidate : items(canvas, "steps")) {
    if (text(candidate, "id") == id) return candidate;
  }
  return kNone;
}

/// Adds the messages of `holder`, a campaign or a step, to `found`; `waiting` is the holder as it
/// will be.
void add(const ComposedMessage& place, const Json& holder, const Json& waiting,
         std::vector<ComposedMessage>* found) {
  const Json& messages = member(holder, "messages");
  if (!messages.is_object()) return;
  for (const auto& [variation, message] : messages.items()) {
    ComposedMessage entry = place;
    entry.variation_id = variation;
    entry.message = &message;
    entry.draft = member(member(waiting, "messages"), variation);
    found->push_back(std::move(entry));
  }
}

}  // namespace

bool was_launched(const Json& owner) { return !is_true(member(owner, "draft")); }
bool has_draft(const Json& owner) { return member(owner, kDraft).is_object(); }

std::vector<ComposedMessage> composed_messages(State& state) {
  std::vector<ComposedMessage> found;
  for (const Table::Row* row : state.table("campaigns").rows()) {
    ComposedMessage place;
    place.campaign_id = row->id;
    place.owner = &row->document;
    add(place, row->document, patched(row->document), &found);
  }
  for (const Table::Row* row : state.table("canvases").rows()) {
    ComposedMessage place;
    place.canvas_id = row->id;
    place.owner = &row->document;
    const Json waiting = patched(row->document);
    for (const Json& entry : items(row->document, "steps")) {
      place.step_id = text(entry, "id");
      add(place, entry, step(waiting, place.step_id), &found);
    }
  }
  return found;
}

std::string texts_of(const Json& message) {
  if (message.is_string()) return message.get<std::string>() + "\n";
  std::string all;
  if (message.is_structured()) {
    for (const Json& part : message) all += texts_of(part);
  }
  return all;
}

}  // namespace brazecheck::mock
