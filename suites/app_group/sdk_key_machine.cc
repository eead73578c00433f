#include <fmt/format.h>

#include <algorithm>

#include "suites/app_group/sdk_keys.h"
#include "suites/machine.h"

// The keys of an app in any order of creating, naming the primary one and deleting.
namespace brazecheck::sdk_keys {
namespace {

constexpr char kNotPrimary[] = "app_group.sdk_authentication.create/not-primary-by-default";
constexpr char kBecomesPrimary[] = "app_group.sdk_authentication.primary/becomes-primary";
constexpr char kGone[] = "app_group.sdk_authentication.delete/key-is-gone";
constexpr char kStays[] = "app_group.sdk_authentication.delete/primary-stays";
constexpr char kAtMost[] = "app_group.sdk_authentication.create/at-most-three-keys";
constexpr char kLists[] = "app_group.sdk_authentication.keys/lists-created";

// What was there before counts as one key, number 0: the primary one at first.
struct Keys {
  std::vector<int> own;  ///< numbers of the machine's keys that are there
  int primary = 0;
  int made = 0;
  std::string written;
};

using Command = Step<Keys>;

// Begins on the first command that is played: what the app has is not known when commands are
// drawn.
bool begun(Session& session) {
  if (session.memory().contains("app")) return !session.failed();
  const App app = begin(session);
  if (session.failed()) return false;
  session.memory()["app"] = app.id;
  session.memory()["key 0"] = app.primary;
  session.memory()["others"] = std::to_string(app.others.size());
  return true;
}

const std::string& app_of(Session& session) { return session.memory()["app"]; }
const std::string& key(Session& session, int number) {
  return session.memory()["key " + std::to_string(number)];
}

std::string name_of(int number) { return fmt::format("number {} \u2713", number); }

// Whether the app has room for a key beside those of the model and those that were there.
bool has_room(Session& session, const Keys& model) {
  return 1 + std::stoul(session.memory()["others"]) + model.own.size() < most_keys(session);
}

Command create_key(bool primary) {
  return {.text = primary ? "create a primary key" : "create a key",
          .possible = [](const Keys& model) { return model.own.size() < 2; },
          .apply =
              [primary](Keys& model) {
                model.own.push_back(++model.made);
                if (primary) model.primary = model.made;
                model.written = primary ? kMadePrimary : kNotPrimary;
              },
          .run =
              [primary](const Keys& before, Session& session) {
                if (!begun(session)) return;
                if (!has_room(session, before))
                  return session.skip("the app has no room for the keys that this needs");
                const App app{app_of(session), key(session, 0), {}};
                const int number = before.made + 1;
                session.memory()["key " + std::to_string(number)] =
                    create(session, app, name_of(number), primary);
              }};
}

Command create_too_many() {
  return {.text = "create a key where there is no room",
          .possible = [](const Keys& model) { return model.own.size() == 2; },
          .apply = [](Keys& model) { model.written = kAtMost; },
          .run =
              [](const Keys& before, Session& session) {
                if (!begun(session)) return;
                if (has_room(session, before)) return;  // the app had no key but the first
                const Exchange& exchange =
                    session.send(creation(session, app_of(session), "too many"));
                if (session.failed()) return;
                const int status = exchange.response->status;
                const Json id =
                    exchange.response->body ? member(*exchange.response->body, "id") : Json();
                if (status < 300 && id.is_string())
                  session.tidy_later(deletion(app_of(session), id.get<std::string>()));
                session.expect_of(kAtMost, status >= 400,
                                  "one key more than an app may have is refused",
                                  std::to_string(status));
              }};
}

Command name_primary(int number) {
  return {.text = fmt::format("make key {} the primary one", number),
          .possible =
              [number](const Keys& model) {
                return number == 0 ||
                       std::find(model.own.begin(), model.own.end(), number) != model.own.end();
              },
          .apply =
              [number](Keys& model) {
                model.primary = number;
                model.written = kBecomesPrimary;
              },
          .run =
              [number](const Keys&, Session& session) {
                if (!begun(session)) return;
                session.ok(naming_primary(app_of(session), key(session, number)));
              }};
}

Command delete_key(int number) {
  return {.text = fmt::format("delete key {}", number),
          .possible =
              [number](const Keys& model) {
                return number != model.primary &&
                       std::find(model.own.begin(), model.own.end(), number) != model.own.end();
              },
          .apply =
              [number](Keys& model) {
                std::erase(model.own, number);
                model.written = kGone;
              },
          .run =
              [number](const Keys&, Session& session) {
                if (begun(session)) session.ok(deletion(app_of(session), key(session, number)));
              }};
}

// A key of the machine's own: a target that deletes it all the same deletes nothing of others.
Command delete_primary() {
  return {.text = "delete the primary key, which is refused",
          .possible = [](const Keys& model) { return model.primary != 0; },
          .apply = [](Keys& model) { model.written = kStays; },
          .run =
              [](const Keys& before, Session& session) {
                if (!begun(session)) return;
                const Exchange& exchange =
                    session.send(deletion(app_of(session), key(session, before.primary)));
                if (session.failed()) return;
                session.expect_of(kStays, exchange.response->status >= 400,
                                  "deleting the primary key is refused",
                                  std::to_string(exchange.response->status));
              }};
}

Command next(const Keys& model, Draw& draw) {
  const std::size_t what = draw.below(100);
  if (model.own.size() < 2 && what < 55) return create_key(draw.chance(35));
  if (model.own.size() == 2 && what < 15) return create_too_many();
  if (model.primary != 0 && what < 35) return delete_primary();
  std::vector<int> all = model.own;
  all.push_back(0);
  const int number = draw.pick(all);
  return number == model.primary || number == 0 || what < 65 ? name_primary(number)
                                                             : delete_key(number);
}

void inspect(const Keys& after, Session& session) {
  const Json keys = listed(session, app_of(session));
  if (session.failed()) return;
  session.expect_of(after.written, primaries(keys) == std::vector{key(session, after.primary)},
                    "the primary key is the one that it should be by now, and no other is",
                    keys.dump());
  for (int number = 0; number <= after.made; ++number) {
    const bool there =
        number == 0 || std::find(after.own.begin(), after.own.end(), number) != after.own.end();
    const Json found = key_of(keys, key(session, number));
    session.expect_of(after.written, found.is_object() == there,
                      "keys that are there are listed, and those that were deleted are not",
                      keys.dump());
    if (!there || number == 0) continue;
    session.expect_of(kLists, member(found, "description") == description(session, name_of(number)),
                      "a key is listed with its description", found.dump());
  }
}

const MachineRegistration kRegistration{{.name = "sdk_authentication",
                                         .judges = {kListed, kMadePrimary, kNotPrimary, kAtMost,
                                                    kBecomesPrimary, kGone, kStays, kLists},
                                         .uses = uses(),
                                         .draw = commands_of<Keys>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::sdk_keys
