#include "suites/users/calls.h"

// Exports that write files, as far as their answers tell:
// https://www.braze.com/docs/api/endpoints/export/user_data/post_users_segment/
namespace brazecheck::users {
namespace {

constexpr char kSegment[] = "users.export.segment";
constexpr char kControlGroup[] = "users.export.global_control_group";

// The answer to the start of an export; gives up where one is running already, or where the files
// go to storage of the workspace's own.
Json started(Session& session, const std::string& operation, Json more) {
  Json body = {{"fields_to_export", {"external_id"}}};
  body.update(more);
  if (operation == kSegment) {
    const Json segments = list(
        session.ok({.operation = "segments.list", .path = {}, .query = {}, .body = std::nullopt}),
        "segments");
    if (session.failed()) return nullptr;
    if (segments.empty()) {
      session.skip("no segment is listed");
      return nullptr;
    }
    body["segment_id"] = member(segments[0], "id");
  }
  const Exchange& exchange = session.send(post(operation, body));
  if (session.failed()) return nullptr;
  if (exchange.response->status >= 300) {
    session.skip("the export was not started: it may be running already");
    return nullptr;
  }
  const Json answer = exchange.response->body.value_or(Json());
  if (!member(answer, "object_prefix").is_string())
    session.skip("the answer names no object_prefix, which is a finding of its own");
  return answer;
}

void url_beside_callback(Session& session) {
  // Nobody can be reached under this name.
  const Json answer =
      started(session, kSegment, {{"callback_endpoint", "https://callback.invalid/export"}});
  if (session.failed()) return;
  const Json plain = started(session, kSegment, Json::object());
  if (session.failed()) return;
  if (member(plain, "url").is_null()) {
    session.skip("the workspace has storage of its own, which gets the files");
    return;
  }
  session.expect(member(answer, "url").is_string(), "with a callback_endpoint the answer has a url",
                 answer.dump());
}

std::function<void(Session&)> zip_by_default(const std::string& operation) {
  return [operation](Session& session) {
    const Json answer = started(session, operation, Json::object());
    if (session.failed()) return;
    const Json url = member(answer, "url");
    if (!url.is_string()) {
      session.skip("the workspace has storage of its own, which gets the files");
      return;
    }
    const std::string text = url;
    session.expect(text.substr(0, text.find('?')).ends_with(".zip"),
                   "without output_format the url leads to a ZIP file", text);
  };
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"users.export.segment/url-beside-callback",
                          {kSegment, "segments.list"},
                          url_beside_callback}},
    ScenarioRegistration{{"users.export.segment/zip-by-default",
                          {kSegment, "segments.list"},
                          zip_by_default(kSegment)}},
    ScenarioRegistration{{"users.export.global_control_group/zip-by-default",
                          {kControlGroup},
                          zip_by_default(kControlGroup)}},
};

}  // namespace
}  // namespace brazecheck::users
