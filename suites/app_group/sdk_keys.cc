#include "suites/app_group/sdk_keys.h"

#include <algorithm>

#include "suites/groundwork.h"

namespace brazecheck::sdk_keys {
namespace {

// A key that nobody signs with.
constexpr char kPublicKey[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApF+pBIPxmBBbX/fkTLRm\n"
    "XKgr4V/j6y33B+ZeMdwTqx/NNuRNsDUMkhqvZzgfDubhTawXZpVazx4nbxdn8emk\n"
    "ZJ+P6S/Gi9WWE5N3D+4B4yS87XddhqqMnip2/zgxuByLw1oMLPHHt7ktAbYoweQP\n"
    "+o7smPfjmJFinKAjwXzpKq4r28EUTn/FZN2JgfV0CIEkHG/pscmEfsvMjE+zqkHY\n"
    "ta6zCf4wKRStNKTEeRaIAji9Xce2NUt0hUXPAqgau6ra/hzURqj2rc+Cq4ePUoLA\n"
    "yd24mbROiPYjUxQaVdR4gXMoLwVyUvvhikGFoI9kUpLUZeSSpf/6SHyet02Rg0wn\n"
    "XwIDAQAB\n"
    "-----END PUBLIC KEY-----";

// What descriptions of keys begin with that tests make.
constexpr char kOwn[] = "bzc ";

Call about(const char* operation, Json body) {
  return {.operation = std::string("app_group.sdk_authentication.") + operation,
          .path = {},
          .query = {},
          .body = std::move(body)};
}

bool is_own(const Json& key) {
  const Json description = member(key, "description");
  return description.is_string() && description.get<std::string>().starts_with(kOwn);
}

// Takes away what earlier scenarios could not: keys of the tests' own, of which an app has room for
// few. That a call had no effect is laid to it here as anywhere.
void clear(Session& session, const std::string& app) {
  const Json keys = listed(session, app);
  std::string other;
  for (const auto& key : keys) {
    if (!is_own(key) && member(key, "id").is_string()) other = member(key, "id").get<std::string>();
  }
  if (other.empty()) return;
  for (const auto& key : keys) {
    if (!is_own(key) || !member(key, "id").is_string() || session.failed()) continue;
    if (member(key, "is_primary") == true) {
      session.ok(naming_primary(app, other));
      session.expect_of("app_group.sdk_authentication.primary/becomes-primary",
                        primaries(listed(session, app)) == std::vector{other},
                        "the key that was named is the primary one");
    }
    const std::string id = member(key, "id").get<std::string>();
    session.ok(deletion(app, id));
    session.expect_of("app_group.sdk_authentication.delete/key-is-gone",
                      key_of(listed(session, app), id).is_null(),
                      "a deleted key is not in the list");
  }
}

}  // namespace

App begin(Session& session, std::size_t room) {
  App app{session.supplied("app_id"), "", {}};
  if (!session.failed()) clear(session, app.id);
  const Json keys = session.failed() ? Json() : listed(session, app.id);
  if (session.failed()) return app;
  const auto primary = primaries(keys);
  if (primary.empty()) {
    session.skip("the app has no primary key, so one that is made primary could not be taken away");
    return app;
  }
  app.primary = primary.front();
  for (const auto& id : ids(keys)) {
    if (id != app.primary) app.others.push_back(id);
  }
  if (ids(keys).size() + room > most_keys(session))
    session.skip("the app has no room for the keys that this needs");
  return app;
}

std::size_t most_keys(const Session& session) {
  return static_cast<std::size_t>(
      session.number_in("app_group.sdk_authentication.create/at-most-three-keys"));
}

std::string description(const Session& session, const std::string& name) {
  return kOwn + session.token() + " " + name;
}

Call creation(const Session& session, const std::string& app, const std::string& name,
              bool primary) {
  Json body = {{"app_id", app},
               {"rsa_public_key_str", kPublicKey},
               {"description", description(session, name)}};
  if (primary) body["make_primary"] = true;
  return about("create", std::move(body));
}

Call naming_primary(const std::string& app, const std::string& key) {
  return about("primary", {{"app_id", app}, {"key_id", key}});
}

Call deletion(const std::string& app, const std::string& key) {
  return about("delete", {{"app_id", app}, {"key_id", key}});
}

std::string create(Session& session, const App& app, const std::string& name, bool primary) {
  if (primary) session.tidy_later(naming_primary(app.id, app.primary));
  const Json id = member(session.ok(creation(session, app.id, name, primary)), "id");
  if (session.failed()) return "";
  if (!id.is_string()) {
    session.skip("the answer names no key, which is a finding of its own");
    return "";
  }
  const std::string key = id.get<std::string>();
  session.tidy_later(deletion(app.id, key));
  // The primary key cannot be deleted: before that, the old one is put back.
  session.tidy_later(naming_primary(app.id, app.primary));
  bool in_list = false;
  session.eventually_of(
      kListed,
      [&] {
        in_list = key_of(listed(session, app.id), key).is_object();
        if (in_list || primary || session.failed()) return in_list;
        // Another answer with all keys: naming the primary key again changes nothing.
        const Json all = list(session.ok(naming_primary(app.id, app.primary)), "keys");
        return key_of(all, key).is_object();
      },
      "the id of the answer is that of a key which is listed");
  if (session.failed() || in_list) return key;
  session.eventually_of(
      "app_group.sdk_authentication.keys/lists-created",
      [&] { return key_of(listed(session, app.id), key).is_object(); },
      "a key that was created is in the list");
  return key;
}

Json listed(Session& session, const std::string& app) {
  return list(session.ok({.operation = "app_group.sdk_authentication.keys",
                          .path = {},
                          .query = {{"app_id", app}},
                          .body = std::nullopt}),
              "keys");
}

Json key_of(const Json& keys, const std::string& id) {
  for (const auto& key : keys) {
    if (member(key, "id") == id) return key;
  }
  return nullptr;
}

std::vector<std::string> ids(const Json& keys) {
  std::vector<std::string> all;
  for (const auto& key : keys) {
    if (member(key, "id").is_string()) all.push_back(member(key, "id").get<std::string>());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> primaries(const Json& keys) {
  Json primary = Json::array();
  for (const auto& key : keys) {
    if (member(key, "is_primary") == true) primary.push_back(key);
  }
  return ids(primary);
}

std::vector<std::string> uses() {
  return {"app_group.sdk_authentication.create", "app_group.sdk_authentication.keys",
          "app_group.sdk_authentication.primary", "app_group.sdk_authentication.delete"};
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"app_group.sdk_authentication.create/id-is-listed"},
};

}  // namespace

}  // namespace brazecheck::sdk_keys
