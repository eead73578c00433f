#include <algorithm>

#include "suites/answer.h"
#include "suites/dashboard.h"

// Copies of campaigns and of Canvases. No call removes them:
// https://www.braze.com/docs/api/endpoints/messaging/duplicate_messages/post_duplicate_campaigns/
namespace brazecheck::dashboard {
namespace {

std::string name_of_copy(const Session& session) { return "Copy Ä 東京 " + session.token(); }

void copy(Session& session, const Kind& kind, Json more = Json::object()) {
  more[kind.parameter] = supplied_id(session, kind);
  more["name"] = name_of_copy(session);
  session.ok({.operation = kind.operation("duplicate"), .path = {}, .query = {}, .body = more});
}

// The entry of the copy among the newest, or null.
Json listed_copy(Session& session, const Kind& kind) {
  for (const Json& entry : entries_of(session, listing_of(kind, ""),
                                      {{"sort_direction", "desc"}, {"include_archived", "true"}})) {
    if (member(entry, "name") == name_of_copy(session)) return entry;
  }
  return nullptr;
}

Play copied_later(const Kind& kind) {
  return [kind](Session& session) {
    copy(session, kind);
    session.eventually([&] { return !listed_copy(session, kind).is_null(); },
                       "a copy of the given name is listed");
  };
}

Play tags_replaced(const Kind& kind) {
  return [kind](Session& session) {
    const Json own = member(details_of(session, kind, supplied_id(session, kind)), "tags");
    // A tag that exists, and that the original does not have.
    Json tag;
    for (const Json& entry : entries_of(session, listing_of(kind, ""))) {
      for (const Json& used : list(entry, "tags")) {
        if (used.is_string() && std::find(own.begin(), own.end(), used) == own.end()) tag = used;
      }
    }
    if (session.failed()) return;
    if (tag.is_null()) return session.skip("no tag is listed that the original does not have");
    copy(session, kind, {{"tag_names", tag}});
    Json found;
    session.eventually_of(
        kind.operation("duplicate/copied-later"),
        [&] {
          found = listed_copy(session, kind);
          return !found.is_null();
        },
        "a copy of the given name is listed");
    session.expect(member(found, "tags") == Json::array({tag}),
                   "the copy has the tag of the request, and no other", found.dump());
  };
}

struct Registrations {
  Registrations() {
    for (const Kind* kind : {&campaigns(), &canvases()}) {
      const std::string one = kind->operation("duplicate");
      add(one + "/copied-later", {one, kind->operation("list")}, copied_later(*kind));
      add(one + "/tags-replaced", {one, kind->operation("list"), kind->operation("details")},
          tags_replaced(*kind));
    }
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
