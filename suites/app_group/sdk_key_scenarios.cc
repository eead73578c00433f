#include <algorithm>

#include "suites/app_group/sdk_keys.h"

// Keys of SDK authentication: https://www.braze.com/docs/api/endpoints/sdk_authentication/
namespace brazecheck::sdk_keys {
namespace {

// The status that the statement names for a call about an app or a key that there is not.
void expect_refused(Session& session, const Call& call, const std::string& statement) {
  const Exchange& exchange = session.send(call);
  if (session.failed()) return;
  const int status = exchange.response->status;
  session.expect(status == 400, statement, std::to_string(status));
}

std::string shown(const Json& keys) { return keys.dump(); }

void id_is_listed(Session& session) {
  const App app = begin(session);
  if (!session.failed()) (void)create(session, app, "listed");
}

// Without begin(): an app without keys may be one whose list hides them.
void lists_created(Session& session) {
  const std::string app = session.supplied("app_id");
  if (session.failed()) return;
  if (ids(listed(session, app)).size() >= most_keys(session))
    return session.skip("the app has no room for another key");
  const std::string name = "caf\u00e9 \u5bc6";
  const Json id = member(session.ok(creation(session, app, name)), "id");
  if (session.failed() || !id.is_string()) return;
  const std::string key = id.get<std::string>();
  session.tidy_later(deletion(app, key));
  const Json found = key_of(listed(session, app), key);
  if (session.failed()) return;
  if (found.is_null()) {
    // What can be deleted was there.
    const Exchange& exchange = session.send(deletion(app, key));
    if (session.failed()) return;
    session.expect_of(kListed, exchange.response->status < 300,
                      "the id of the answer is that of a key", key);
  }
  session.expect(member(found, "description") == description(session, name),
                 "a key that was created is listed with its description", found.dump());
  const auto before = ids(listed(session, app));
  if (session.failed()) return;
  // The answer of a deletion lists the keys that remain: all of them were there before.
  const Json rest = list(session.ok(deletion(app, key)), "keys");
  if (session.failed()) return;
  for (const auto& left : ids(rest)) {
    session.expect(std::find(before.begin(), before.end(), left) != before.end(),
                   "keys that a deletion answers with were in the list before", left);
  }
}

// Without begin(), which gives up where the list marks no key.
void primary_as_elsewhere(Session& session) {
  const std::string app = session.supplied("app_id");
  if (session.failed()) return;
  if (ids(listed(session, app)).size() >= most_keys(session))
    return session.skip("the app has no room for another key");
  const Json id = member(session.ok(creation(session, app, "short-lived")), "id");
  if (session.failed() || !id.is_string()) return;
  const std::string key = id.get<std::string>();
  session.tidy_later(deletion(app, key));
  const Json rest = list(session.ok(deletion(app, key)), "keys");
  if (session.failed()) return;
  if (primaries(rest).empty()) return session.skip("the app has no primary key");
  Json keys;
  session.eventually(
      [&] {
        keys = listed(session, app);
        return primaries(keys) == primaries(rest);
      },
      "the list marks the key as primary that the answer to a deletion marks");
}

void made_primary(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "first", true);
  if (session.failed()) return;
  session.eventually([&] { return primaries(listed(session, app.id)) == std::vector{key}; },
                     "a key created with make_primary is the primary one, and no other is");
}

void not_primary_by_default(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  (void)create(session, app, "second");
  if (session.failed()) return;
  const Json keys = listed(session, app.id);
  session.expect(primaries(keys) == std::vector{app.primary},
                 "a key created without make_primary leaves the primary one in its place",
                 shown(keys));
}

void at_most_three_keys(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  for (std::size_t count = 1 + app.others.size(); count < most_keys(session); ++count) {
    (void)create(session, app, std::to_string(count));
    if (session.failed()) return;
  }
  const Exchange& exchange = session.send(creation(session, app.id, "too many"));
  if (session.failed()) return;
  const int status = exchange.response->status;
  if (const Json id = exchange.response->body ? member(*exchange.response->body, "id") : Json();
      status < 300 && id.is_string())
    session.tidy_later(deletion(app.id, id.get<std::string>()));
  session.expect(status >= 400, "one key more than an app may have is refused",
                 std::to_string(status));
  const Json keys = listed(session, app.id);
  if (session.failed()) return;
  session.expect(ids(keys).size() <= most_keys(session), "the app has no key more than it may",
                 shown(keys));
}

void one_primary(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  (void)create(session, app, "second");
  if (session.failed()) return;
  const Json keys = listed(session, app.id);
  session.expect(primaries(keys).size() <= 1, "at most one key is the primary one", shown(keys));
}

void becomes_primary(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "next");
  const Json answer = list(session.ok(naming_primary(app.id, key)), "keys");
  if (session.failed()) return;
  if (key_of(answer, key).is_object()) {
    session.expect(primaries(answer) == std::vector{key},
                   "the key that was named is the primary one in the answer, and no other is",
                   shown(answer));
  }
  session.eventually([&] { return primaries(listed(session, app.id)) == std::vector{key}; },
                     "the key that was named is the primary one in the list, and no other is");
}

void all_keys_answered(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "next");
  const auto before = ids(listed(session, app.id));
  const Json answer = list(session.ok(naming_primary(app.id, key)), "keys");
  if (session.failed()) return;
  session.expect(ids(answer) == before, "the answer lists all keys of the app", shown(answer));
}

void repeating_changes_nothing(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "next");
  session.ok(naming_primary(app.id, key));
  if (session.failed()) return;
  Json before = listed(session, app.id);
  session.expect_of("app_group.sdk_authentication.primary/becomes-primary",
                    primaries(before) == std::vector{key},
                    "the key that was named is the primary one", shown(before));
  if (session.failed()) return;
  const Exchange& again = session.send(naming_primary(app.id, key));
  if (session.failed()) return;
  session.expect(again.response->status < 300, "naming the primary key again is accepted",
                 std::to_string(again.response->status));
  Json after = listed(session, app.id);
  if (session.failed()) return;
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  session.expect(after == before, "naming the primary key again changes nothing", shown(after));
}

void key_is_gone(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "short-lived");
  const Json answer = list(session.ok(deletion(app.id, key)), "keys");
  if (session.failed()) return;
  session.expect(key_of(answer, key).is_null(), "a deleted key is not in the answer",
                 shown(answer));
  session.eventually(
      [&] { return key_of(listed(session, app.id), key).is_null() && !session.failed(); },
      "a deleted key is not in the list");
}

void rest_answered(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "short-lived");
  const Json answer = list(session.ok(deletion(app.id, key)), "keys");
  if (session.failed()) return;
  for (const auto& id : app.others) {
    session.expect(key_of(answer, id).is_object(), "the answer lists the other keys",
                   shown(answer));
  }
  session.expect(key_of(answer, app.primary).is_object(), "the answer lists the primary key",
                 shown(answer));
}

void primary_stays(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "first", true);
  if (session.failed()) return;
  session.eventually_of(
      kMadePrimary, [&] { return primaries(listed(session, app.id)) == std::vector{key}; },
      "a key created with make_primary is the primary one");
  const Exchange& exchange = session.send(deletion(app.id, key));
  if (session.failed()) return;
  session.expect(exchange.response->status >= 400, "deleting the primary key is refused",
                 std::to_string(exchange.response->status));
  const Json keys = listed(session, app.id);
  if (session.failed()) return;
  session.expect(key_of(keys, key).is_object(), "the primary key stays", shown(keys));
}

std::string nobody(const Session& session) { return "bzc-none-" + session.token(); }

void unknown_app_of_list(Session& session) {
  expect_refused(session,
                 {.operation = "app_group.sdk_authentication.keys",
                  .path = {},
                  .query = {{"app_id", nobody(session)}},
                  .body = std::nullopt},
                 "the keys of an app that there is not are refused");
}

void unknown_app_of_creation(Session& session) {
  expect_refused(session, creation(session, nobody(session), "none"),
                 "a key for an app that there is not is refused");
}

void unknown_app_of_primary(Session& session) {
  // A key that is the primary one already: a target that overlooks the app changes nothing.
  const std::string app = session.supplied("app_id");
  const auto primary = primaries(listed(session, app));
  if (session.failed()) return;
  expect_refused(session,
                 naming_primary(nobody(session), primary.empty() ? "none" : primary.front()),
                 "naming a key of an app that there is not is refused");
}

void unknown_app_of_deletion(Session& session) {
  const App app = begin(session);
  if (session.failed()) return;
  const std::string key = create(session, app, "own");
  if (session.failed()) return;
  expect_refused(session, deletion(nobody(session), key),
                 "deleting a key of an app that there is not is refused");
}

// Names a key that the app does not have.
std::function<void(Session&)> unknown_key(Call (*call)(const std::string&, const std::string&)) {
  return [call](Session& session) {
    const std::string app = session.supplied("app_id");
    if (!session.failed())
      expect_refused(session, call(app, nobody(session)),
                     "naming a key that the app does not have is refused");
  };
}

ScenarioRegistration judged(const char* statement, std::function<void(Session&)> play) {
  return ScenarioRegistration{
      {std::string("app_group.sdk_authentication.") + statement, uses(), std::move(play)}};
}

const ScenarioRegistration kRegistrations[] = {
    judged("create/id-is-listed", id_is_listed),
    judged("create/make-primary", made_primary),
    judged("create/not-primary-by-default", not_primary_by_default),
    judged("create/at-most-three-keys", at_most_three_keys),
    judged("create/unknown-app-refused", unknown_app_of_creation),
    judged("keys/lists-created", lists_created),
    judged("keys/one-primary", one_primary),
    judged("keys/primary-as-elsewhere", primary_as_elsewhere),
    judged("keys/unknown-app-refused", unknown_app_of_list),
    judged("primary/becomes-primary", becomes_primary),
    judged("primary/all-keys-answered", all_keys_answered),
    judged("primary/repeating-changes-nothing", repeating_changes_nothing),
    judged("primary/unknown-app-refused", unknown_app_of_primary),
    judged("primary/unknown-key-refused", unknown_key(naming_primary)),
    judged("delete/key-is-gone", key_is_gone),
    judged("delete/rest-answered", rest_answered),
    judged("delete/primary-stays", primary_stays),
    judged("delete/unknown-app-refused", unknown_app_of_deletion),
    judged("delete/unknown-key-refused", unknown_key(deletion)),
};

}  // namespace
}  // namespace brazecheck::sdk_keys
