#include <fmt/format.h>

#include "suites/users/commands.h"

namespace brazecheck::users {
namespace {

bool has_alias(const Population& model, int number) {
  return lives(model, number) && !model.people.at(number).aliases.empty();
}

bool has_id(const Population& model, int number) {
  return lives(model, number) && !model.people.at(number).id.empty();
}

void join(Person& kept, const Person& merged) {
  for (const auto& [name, value] : merged.values.items()) {
    if (!kept.values.contains(name)) kept.values[name] = value;
  }
  for (const auto& [name, tally] : merged.events) kept.events[name].merge(tally);
  for (const auto& [name, tally] : merged.products) kept.products[name].merge(tally);
  kept.revenue += merged.revenue;
}

}  // namespace

Command add_alias(const Population& model, int number) {
  const std::string label = fmt::format("crm{}", model.next);
  return {.text = fmt::format("user {}: new alias of label {}", number, label),
          .possible =
              [=](const Population& m) {
                return lives(m, number) && !m.people.at(number).id.empty() &&
                       !m.people.at(number).aliases.contains(label);
              },
          .apply =
              [=](Population& m) {
                m.people.at(number).aliases[label] = new_name(m, "a");
                m.last = laid_to(kAliasResolves, {number});
                ++m.next;
              },
          .run =
              [=](const Population& before, Session& session) {
                session.ok(add_aliases({{wire_id(session, before.people.at(number).id),
                                         wire_alias(session, label, new_name(before, "a"))}}));
              }};
}

Command rename_alias(int number) {
  return {
      .text = fmt::format("user {}: rename an alias", number),
      .possible = [=](const Population& m) { return has_alias(m, number); },
      .apply =
          [=](Population& m) {
            auto& [label, name] = *m.people.at(number).aliases.begin();
            m.gone_aliases.emplace_back(label, name);
            name = new_name(m, "a");
            m.last = laid_to("users.alias.update/alias-renamed", {number});
            ++m.next;
          },
      .run =
          [=](const Population& before, Session& session) {
            const auto& [label, name] = *before.people.at(number).aliases.begin();
            const Json old = wire_alias(session, label, name);
            const Json next = wire_alias(session, label, new_name(before, "a"));
            if (before.people.at(number).id.empty()) tidy_alias(session, next);
            session.ok(post("users.alias.update",
                            {{"alias_updates",
                              Json::array({{{"alias_label", label},
                                            {"old_alias_name", member(old, "alias_name")},
                                            {"new_alias_name", member(next, "alias_name")}}})}}));
          }};
}

Command identify_user(int number) {
  return {.text = fmt::format("user {}: identify by alias", number),
          .possible =
              [=](const Population& m) {
                return has_alias(m, number) && m.people.at(number).id.empty();
              },
          .apply =
              [=](Population& m) {
                m.people.at(number).id = new_name(m, "u");
                m.last = laid_to("users.identify/user-identified", {number});
                ++m.next;
              },
          .run =
              [=](const Population& before, Session& session) {
                const auto& [label, name] = *before.people.at(number).aliases.begin();
                session.ok(identify({{wire_alias(session, label, name),
                                      new_user(session, new_name(before, "u"))}}));
              }};
}

Command rename_user(int number) {
  return {.text = fmt::format("user {}: rename the external ID", number),
          .possible = [=](const Population& m) { return has_id(m, number); },
          .apply =
              [=](Population& m) {
                Person& person = m.people.at(number);
                person.deprecated.push_back(person.id);
                person.id = new_name(m, "u");
                m.last = laid_to("users.external_ids.rename/profile-kept", {number});
                m.last.found = "users.external_ids.rename/new-id-is-primary";
                ++m.next;
              },
          .run =
              [=](const Population& before, Session& session) {
                session.ok(rename_ids({{wire_id(session, before.people.at(number).id),
                                        new_user(session, new_name(before, "u"))}}));
              }};
}

Command remove_old_id(int number) {
  return {
      .text = fmt::format("user {}: remove a deprecated ID", number),
      .possible =
          [=](const Population& m) {
            return has_id(m, number) && !m.people.at(number).deprecated.empty();
          },
      .apply =
          [=](Population& m) {
            auto& old = m.people.at(number).deprecated;
            m.gone.push_back(old.front());
            old.erase(old.begin());
            m.last = laid_to("users.external_ids.remove/profile-stays", {number});
            m.last.gone = "users.external_ids.remove/removed-id-finds-nobody";
          },
      .run =
          [=](const Population& before, Session& session) {
            session.ok(remove_ids({wire_id(session, before.people.at(number).deprecated.front())}));
          }};
}

Command merge_users(int from, int into) {
  return {.text = fmt::format("merge user {} into user {}", from, into),
          // What becomes of aliases and deprecated IDs is not said.
          .possible =
              [=](const Population& m) {
                return from != into && has_id(m, from) && has_id(m, into) &&
                       m.people.at(from).aliases.empty() && m.people.at(from).deprecated.empty();
              },
          .apply =
              [=](Population& m) {
                join(m.people.at(into), m.people.at(from));
                m.gone.push_back(m.people.at(from).id);
                m.people.erase(from);
                m.last = {.touched = {into},
                          .found = "users.merge/kept-values-stay",
                          .values = "users.merge/missing-fields-copied",
                          .counts = "users.merge/counts-are-summed",
                          .gone = "users.merge/merged-user-is-gone",
                          .others = "users.merge/kept-values-stay"};
              },
          .run =
              [=](const Population& before, Session& session) {
                session.ok(
                    merge(Json::array({merging_ids(wire_id(session, before.people.at(from).id),
                                                   wire_id(session, before.people.at(into).id))})));
              }};
}

Command delete_user(int number) {
  return {.text = fmt::format("delete user {}", number),
          .possible = [=](const Population& m) { return lives(m, number); },
          .apply =
              [=](Population& m) {
                const Person& person = m.people.at(number);
                if (!person.id.empty()) m.gone.push_back(person.id);
                m.gone.insert(m.gone.end(), person.deprecated.begin(), person.deprecated.end());
                m.gone_aliases.insert(m.gone_aliases.end(), person.aliases.begin(),
                                      person.aliases.end());
                m.people.erase(number);
                m.last = laid_to("users.delete/other-users-stay", {});
                m.last.gone = kDeleted;
              },
          .run =
              [=](const Population& before, Session& session) {
                const Person& person = before.people.at(number);
                if (person.id.empty()) {
                  session.ok(post("users.delete",
                                  by_alias(member(identifier(session, person), "user_alias"))));
                } else {
                  session.ok(delete_ids({wire_id(session, person.id)}));
                }
              }};
}

}  // namespace brazecheck::users
