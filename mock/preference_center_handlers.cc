#include <fmt/format.h>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/row_time.h"
#include "mock/stated.h"

// Table "preference_centers": id -> {"name", "preference_center_title",
// "preference_center_page_html", "confirmation_page_html", "options": object, "state",
// "created_at", "updated_at": times in any form of row_time(), "legacy": true for a center of the
// older kind, for which no URLs are made}.
namespace brazecheck::mock {

namespace {

constexpr char kTable[] = "preference_centers";
constexpr char kTitle[] = "preference_center_title";
constexpr char kPage[] = "preference_center_page_html";
constexpr char kConfirmation[] = "confirmation_page_html";

std::string time_of(const Call& call, const Json& center, const char* name) {
  return to_second_time(row_time(center, name, call.now).value_or(call.now), "Z");
}

/// The center of the path, or null.
const Json* find_center(const Call& call, State* state) {
  return state->table(kTable).find(call.path.at("preferenceCenterExternalID"));
}

Reply refuse_center(const Call& call) {
  return refuse(*call.contract, "No preference center has this ID");
}

/// Without a state a new center gets the first that the contract names.
Json default_state(const Contract& contract) {
  const Schema* state = resolved(*contract.body).property("state");
  return state == nullptr || resolved(*state).enumeration.empty()
             ? Json()
             : resolved(*state).enumeration.front();
}

/// Puts what was sent into the document. What has a default and was left out gets it.
void write(const Call& call, Json* center) {
  for (const char* name : {kPage, kConfirmation}) (*center)[name] = text(call.body, name);
  const Json& title = member(call.body, kTitle);
  (*center)[kTitle] =
      title.is_string() ? title : Json(stated_text(*call.contract, "title-default"));
  for (const char* name : {"state", "options"}) {
    if (const Json& value = member(call.body, name); !value.is_null()) (*center)[name] = value;
  }
  (*center)["updated_at"] = to_export_time(call.now);
}

Reply create(const Call& call, State& state) {
  const std::string id = call.new_uuid("preference_center");
  const std::string name = text(call.body, "name");
  Json center = {{"name", name},
                 {"state", default_state(*call.contract)},
                 {"options", Json::object()},
                 {"created_at", to_export_time(call.now)}};
  write(call, &center);
  state.table(kTable).put(id, std::move(center));
  return success(*call.contract, {{"preference_center_api_id", id},
                                  {"liquid_tag", "{{preference_center.${" + name + "}}}"},
                                  {"created_at", to_second_time(call.now, "+00:00")}});
}

Reply update(const Call& call, State& state) {
  const Json* found = find_center(call, &state);
  if (found == nullptr) return refuse_center(call);
  Json center = *found;
  write(call, &center);
  const std::string& id = call.path.at("preferenceCenterExternalID");
  Reply reply = success(*call.contract, {{"preference_center_api_id", id},
                                         {"created_at", time_of(call, center, "created_at")},
                                         {"updated_at", time_of(call, center, "updated_at")}});
  state.table(kTable).put(id, std::move(center));
  return reply;
}

/// A success as these pages print it: without a message.
Reply bare(const Call& call, Json body) {
  Reply reply = success(*call.contract);
  reply.body = std::move(body);
  return reply;
}

Reply get(const Call& call, State& state) {
  const Json* center = find_center(call, &state);
  if (center == nullptr) return refuse_center(call);
  const Json& options = member(*center, "options");
  return bare(call, {{"name", text(*center, "name")},
                     {"preference_center_api_id", call.path.at("preferenceCenterExternalID")},
                     {"created_at", time_of(call, *center, "created_at")},
                     {"updated_at", time_of(call, *center, "updated_at")},
                     {kTitle, text(*center, kTitle)},
                     {kPage, text(*center, kPage)},
                     {kConfirmation, text(*center, kConfirmation)},
                     {"redirect_page_html", nullptr},
                     {"preference_center_options", options.is_object() ? options : Json::object()},
                     {"state", text(*center, "state")}});
}

Reply list(const Call& call, State& state) {
  Json centers = Json::array();
  for (const Table::Row* row : state.table(kTable).rows()) {
    centers.push_back({{"name", text(row->document, "name")},
                       {"preference_center_api_id", row->id},
                       {"created_at", time_of(call, row->document, "created_at")},
                       {"updated_at", time_of(call, row->document, "updated_at")}});
  }
  return bare(call, {{"preference_centers", std::move(centers)}});
}

/// A page of a user's own. Its address is made up: nothing answers there.
Reply url(const Call& call, State& state) {
  const Json* center = find_center(call, &state);
  if (center == nullptr || is_true(member(*center, "legacy"))) return refuse_center(call);
  const Profile* profile = state.users.by_external_id(call.path.at("userID"));
  if (profile == nullptr) return refuse(*call.contract, "No user has this external ID");
  const std::string& id = call.path.at("preferenceCenterExternalID");
  const std::string token =
      hex_digits(stable_hash(call.seed, id + " " + profile->braze_id), profile->braze_id.size());
  return bare(call, {{"preference_center_url",
                      fmt::format("https://preferences.example.com/{}/{}", id, token)}});
}

}  // namespace

std::vector<Handler> preference_center_handlers() {
  return {{"preference_center.create", create},
          {"preference_center.update", update},
          {"preference_center.get", get},
          {"preference_center.list", list},
          {"preference_center.url", url}};
}

}  // namespace brazecheck::mock
