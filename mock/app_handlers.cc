#include <algorithm>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kApps = "apps";
/// {id, document: {"id", "app_id", "rsa_public_key", "description", "is_primary"}}
constexpr const char* kKeys = "sdk_authentication_keys";
/// The pages say it in a sentence alone: no schema holds it.
constexpr std::size_t kMostKeys = 3;  // not from a contract

constexpr std::string_view kUnknownApp = "'app_id' is not the identifier of an app";
constexpr std::string_view kUnknownKey = "'key_id' is not a key of the app";

std::vector<const Table::Row*> keys_of(const Table& keys, const std::string& app_id) {
  std::vector<const Table::Row*> found = keys.rows();
  std::erase_if(found,
                [&](const Table::Row* row) { return text(row->document, "app_id") != app_id; });
  return found;
}

/// All keys of the app, as answers print them.
Reply list_of_keys(const Call& call, const Table& keys, const std::string& app_id) {
  Json list = Json::array();
  for (const Table::Row* row : keys_of(keys, app_id)) {
    Json key = row->document;
    key.erase("app_id");
    list.push_back(std::move(key));
  }
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = {{"keys", std::move(list)}};
  return reply;
}

/// Makes this key of the app the primary one, and no other.
void make_primary(Table* keys, const std::string& app_id, const std::string& key_id) {
  for (const Table::Row* row : keys_of(*keys, app_id)) {
    const bool primary = row->id == key_id;
    if (is_true(member(row->document, "is_primary")) == primary) continue;
    Json key = row->document;
    key["is_primary"] = primary;
    keys->put(std::string(row->id), std::move(key));
  }
}

Reply list_apps(const Call& call, State& state) {
  Json apps = Json::array();
  for (const Table::Row* row : state.table(kApps).rows()) {
    apps.push_back({{"name", text(row->document, "name")}, {"api_key", row->id}});
  }
  return success(*call.contract, {{"apps", std::move(apps)}});
}

Reply list_keys(const Call& call, State& state) {
  const std::string* app_id = call.parameter("app_id");
  if (app_id == nullptr || !state.table(kApps).contains(*app_id)) {
    return refuse(*call.contract, kUnknownApp);
  }
  return list_of_keys(call, state.table(kKeys), *app_id);
}

Reply create_key(const Call& call, State& state) {
  const std::string app_id = text(call.body, "app_id");
  if (!state.table(kApps).contains(app_id)) return refuse(*call.contract, kUnknownApp);
  Table& keys = state.table(kKeys);
  if (!call.overlooked && keys_of(keys, app_id).size() >= kMostKeys) {
    return refuse(*call.contract, "The app has as many SDK Authentication keys as it may");
  }
  const std::string id = call.new_uuid("sdk authentication key");
  keys.put(id, {{"id", id},
                {"app_id", app_id},
                {"rsa_public_key", text(call.body, "rsa_public_key_str")},
                {"description", text(call.body, "description")},
                {"is_primary", false}});
  if (is_true(member(call.body, "make_primary"))) make_primary(&keys, app_id, id);
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = {{"id", id}};
  return reply;
}

/// The key of the app that the body names, or null with `reply` set to the refusal.
const Json* named_key(const Call& call, State* state, Reply* reply) {
  const std::string app_id = text(call.body, "app_id");
  if (!state->table(kApps).contains(app_id)) {
    *reply = refuse(*call.contract, kUnknownApp);
    return nullptr;
  }
  const Json* key = state->table(kKeys).find(text(call.body, "key_id"));
  if (key != nullptr && text(*key, "app_id") == app_id) return key;
  *reply = refuse(*call.contract, kUnknownKey);
  return nullptr;
}

Reply set_primary(const Call& call, State& state) {
  Reply refusal;
  const Json* key = named_key(call, &state, &refusal);
  if (key == nullptr) return refusal;
  const std::string app_id = text(*key, "app_id");
  make_primary(&state.table(kKeys), app_id, text(*key, "id"));
  return list_of_keys(call, state.table(kKeys), app_id);
}

Reply delete_key(const Call& call, State& state) {
  Reply refusal;
  const Json* key = named_key(call, &state, &refusal);
  if (key == nullptr) return refusal;
  if (is_true(member(*key, "is_primary"))) {
    return refuse(*call.contract, "The primary SDK Authentication key cannot be deleted");
  }
  const std::string app_id = text(*key, "app_id");
  state.table(kKeys).erase(text(call.body, "key_id"));
  return list_of_keys(call, state.table(kKeys), app_id);
}

}  // namespace

std::vector<Handler> app_handlers() {
  return {{"app_group.apps", list_apps},
          {"app_group.sdk_authentication.keys", list_keys},
          {"app_group.sdk_authentication.create", create_key},
          {"app_group.sdk_authentication.primary", set_primary},
          {"app_group.sdk_authentication.delete", delete_key}};
}

}  // namespace brazecheck::mock
