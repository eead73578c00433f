#include <fmt/format.h>

#include "suites/users/commands.h"

namespace brazecheck::users {
namespace {

constexpr std::size_t kMostPeople = 5;

// A change of attributes: what is sent, and what is then stored, by name; null: nothing.
Command change(int number, std::string requirement, Json sent,
               std::function<bool(const Person&)> possible,
               std::function<void(Json& values)> effect) {
  return {
      .text = fmt::format("track user {}: {}", number, sent.dump()),
      .possible =
          [=](const Population& m) { return lives(m, number) && possible(m.people.at(number)); },
      .apply =
          [=](Population& m) {
            effect(m.people.at(number).values);
            m.last = tracked(number, requirement);
          },
      .run =
          [=](const Population& before, Session& session) {
            Json attributes = sent;
            attributes.update(identifier(session, before.people.at(number)));
            session.ok(track(Json::array({std::move(attributes)}), Json::array(), Json::array()));
          }};
}

bool always(const Person&) { return true; }

std::function<bool(const Person&)> has(const char* name) {
  return [name](const Person& person) { return person.values.contains(name); };
}

void merge_into(Json& stored, const Json& sent) {
  for (const auto& [name, value] : sent.items()) {
    Json& slot = stored[name];
    if (slot.is_object() && value.is_object()) {
      merge_into(slot, value);
    } else {
      slot = value;
    }
  }
}

}  // namespace

std::string new_name(const Population& model, const char* kind) {
  return fmt::format("{}{}", kind, model.next);
}

Blames tracked(int number, const std::string& values) {
  return {.touched = {number},
          .found = kCreated,
          .values = values,
          .counts = kWritten,
          .gone = kDeleted,
          .others = kOnlyNamed};
}

Blames laid_to(const std::string& requirement, std::set<int> touched) {
  return {.touched = std::move(touched),
          .found = requirement,
          .values = requirement,
          .counts = requirement,
          .gone = requirement,
          .others = requirement};
}

bool lives(const Population& model, int number) { return model.people.contains(number); }

Command create(const Population& model, Draw& draw) {
  const Json values = drawn_values(draw, 4);
  const int number = model.next;
  return {.text = fmt::format("track new user {}: {}", number, values.dump()),
          .possible =
              [number](const Population& m) {
                return m.next == number && m.people.size() < kMostPeople;
              },
          .apply =
              [values, number](Population& m) {
                m.people[number] = {.id = new_name(m, "u"), .values = values};
                m.last = tracked(number);
                ++m.next;
              },
          .run =
              [values](const Population& before, Session& session) {
                const std::string id = new_user(session, new_name(before, "u"));
                session.ok(track_attributes(id, values));
              }};
}

Command create_anonymous(const Population& model, Draw& draw) {
  const Json values = drawn_values(draw, 2);
  const int number = model.next;
  const std::string label = fmt::format("crm{}", number);
  return {
      .text = fmt::format("track new user {} by alias: {}", number, values.dump()),
      .possible =
          [number](const Population& m) {
            return m.next == number && m.people.size() < kMostPeople;
          },
      .apply =
          [=](Population& m) {
            Person person{.values = values};
            person.aliases[label] = new_name(m, "a");
            m.people[number] = std::move(person);
            m.last = tracked(number);
            m.last.found = kAliasCreated;
            ++m.next;
          },
      .run =
          [=](const Population& before, Session& session) {
            const Json named = wire_alias(session, label, new_name(before, "a"));
            tidy_alias(session, named);
            Json attributes = values;
            attributes["user_alias"] = named;
            attributes["_update_existing_only"] = false;
            session.ok(track(Json::array({std::move(attributes)}), Json::array(), Json::array()));
          }};
}

Command set(int number, Draw& draw) {
  const Json values = drawn_values(draw, 3);
  return change(number, kWritten, values, always, [values](Json& stored) {
    for (const auto& [name, value] : values.items()) stored[name] = value;
  });
}

Command unset(const Population& model, int number, Draw& draw) {
  const Json& values = model.people.at(number).values;
  if (values.empty()) return set(number, draw);
  std::vector<std::string> names;
  for (const auto& [name, value] : values.items()) names.push_back(name);
  const std::string name = draw.pick(names);
  return change(number, "users.track/null-removes", {{name, nullptr}}, always,
                [name](Json& stored) { stored.erase(name); });
}

Command increment(int number, Draw& draw) {
  const std::int64_t by = draw.pick(std::vector<std::int64_t>{1, -3, 70000, -9007199254740993});
  return change(
      number, "users.track/increments", {{kCounter, {{"inc", by}}}}, has(kCounter),
      [by](Json& stored) { stored[kCounter] = stored[kCounter].get<std::int64_t>() + by; });
}

Command change_list(int number, Draw& draw) {
  const bool add = draw.chance(60);
  const std::string value = draw.pick(std::vector<std::string>{"a", "b", "d", "茶"});
  const auto effect = [add, value](Json& stored) {
    Json kept = Json::array();
    for (const auto& item : stored[kList]) {
      if (item != value) kept.push_back(item);
    }
    if (add) kept.push_back(value);
    stored[kList] = kept;
  };
  const Json operation = {{add ? "add" : "remove", Json::array({value})}};
  return change(number, "users.track/array-add-remove", {{kList, operation}}, has(kList), effect);
}

Command merge_object(int number, Draw& draw) {
  const Json sent = draw.chance(45) ? Json{{"rooms", 5}} : Json{{"owner", {{"age", 41}}}};
  return change(number, "users.track/objects-merge", {{kObject, sent}, {"_merge_objects", true}},
                has(kObject), [sent](Json& stored) { merge_into(stored[kObject], sent); });
}

Command change_objects(int number, Draw& draw) {
  const int id = static_cast<int>(draw.between(1, 3));
  const Json named = {{"$identifier_key", "id"}, {"$identifier_value", id}};
  Json update = named;
  update["$new_object"] = {{"name", "Rex"}};
  const bool remove = draw.chance(45);
  const Json sent =
      remove ? Json{{"$remove", Json::array({named})}} : Json{{"$update", Json::array({update})}};
  const auto effect = [remove, id](Json& stored) {
    Json kept = Json::array();
    for (Json item : stored[kObjects]) {
      const bool meant = item["id"] == id;
      if (meant && remove) continue;
      if (meant) item["name"] = "Rex";
      kept.push_back(std::move(item));
    }
    stored[kObjects] = kept;
  };
  return change(number, kWritten, {{kObjects, sent}}, has(kObjects), effect);
}

Command happen(int number, Draw& draw) {
  const bool bought = draw.chance(45);
  const std::string name = draw.pick(std::vector<std::string>{"ping", "Ping", "opened door"});
  const int days = static_cast<int>(draw.between(1, 30));
  const int times = static_cast<int>(draw.between(1, 3));
  return {.text = fmt::format("user {}: {} of {} {} days ago, {} times", number,
                              bought ? "purchase" : "event", name, days, times),
          .possible = [=](const Population& m) { return lives(m, number); },
          .apply =
              [=](Population& m) {
                Person& person = m.people.at(number);
                (bought ? person.products : person.events)[name].add(times, days);
                if (bought) person.revenue += 2.5 * times;
                m.last = tracked(number);
                m.last.counts = bought      ? "users.track/quantity-counts"
                                : times > 1 ? "users.track/repeated-events-count"
                                            : kWritten;
              },
          .run =
              [=](const Population& before, Session& session) {
                Json object = identifier(session, before.people.at(number));
                object["time"] = day_text(session, days);
                object[bought ? "product_id" : "name"] = name;
                if (bought) {
                  object.update({{"currency", "USD"}, {"price", 2.5}, {"quantity", times}});
                  session.ok(track(Json::array(), Json::array(), Json::array({object})));
                } else {
                  const Json events = std::vector<Json>(static_cast<std::size_t>(times), object);
                  session.ok(track(Json::array(), events, Json::array()));
                }
              }};
}

// An object that breaks a rule does nothing, whatever else it holds.
Command refused(int number) {
  return {
      .text = fmt::format("user {}: an event without time", number),
      .possible = [=](const Population& m) { return lives(m, number); },
      .apply = [=](Population& m) { m.last = laid_to("users.track/partial-success", {number}); },
      .run =
          [=](const Population& before, Session& session) {
            Json object = identifier(session, before.people.at(number));
            object["name"] = "timeless";
            (void)session.send(track(Json::array(), Json::array({object}), Json::array()));
          }};
}

}  // namespace brazecheck::users
