#include "suites/subscription/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "suites/answer.h"

namespace brazecheck::audience {
namespace {

std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  return hash;
}

// Exchange 555 belongs to nobody, whatever the area.
std::string number_of(const std::string& name) {
  static constexpr int kAreas[] = {202, 206, 212, 213, 214, 215, 216, 303, 304, 305, 312, 313,
                                   314, 315, 401, 402, 404, 405, 412, 415, 503, 504, 505, 512,
                                   602, 603, 612, 615, 617, 702, 713, 718, 803, 808, 901, 907};
  const std::uint64_t hash = hash_of(name);
  constexpr std::uint64_t kLines = 10'000;
  return fmt::format("+1{}555{:04}", kAreas[(hash >> 32) % std::size(kAreas)], hash % kLines);
}

}  // namespace

std::vector<std::string> with_people(std::vector<std::string> operations) {
  operations.insert(operations.end(), {"users.track", "users.export.ids"});
  return operations;
}

Person person(const Session& session, const std::string& suffix) {
  const std::string name = "bzc_" + session.token() + suffix;
  return {.external_id = name, .email = name + "@example.com", .phone = number_of(name)};
}

bool create(Session& session, const std::vector<Person>& people, const Json& attributes) {
  Json ids = Json::array();
  Json entries = Json::array();
  for (const Person& one : people) {
    ids.push_back(one.external_id);
    Json entry = attributes;
    entry["external_id"] = one.external_id;
    if (!one.email.empty()) entry["email"] = one.email;
    if (!one.phone.empty()) entry["phone"] = one.phone;
    entries.push_back(std::move(entry));
  }
  session.tidy_later({.operation = "users.delete",
                      .path = {},
                      .query = {},
                      .body = Json{{"external_ids", std::move(ids)}}});
  session.ok({.operation = "users.track",
              .path = {},
              .query = {},
              .body = Json{{"attributes", std::move(entries)}}});
  return session.eventually_of(
      "users.track/read-your-writes",
      [&] {
        const auto users = exported(session, people);
        for (std::size_t i = 0; i < people.size(); ++i) {
          if (!people[i].email.empty() && member(users[i], "email") != people[i].email)
            return false;
          if (!people[i].phone.empty() && member(users[i], "phone").is_null()) return false;
        }
        return true;
      },
      "users that were tracked are exported with their email addresses and phone numbers");
}

std::vector<Json> exported(Session& session, const std::vector<Person>& people) {
  Json ids = Json::array();
  for (const Person& one : people) ids.push_back(one.external_id);
  const Json answer = session.ok(
      {.operation = "users.export.ids",
       .path = {},
       .query = {},
       .body = Json{{"external_ids", std::move(ids)},
                    {"fields_to_export", {"external_id", "email", "phone", "email_subscribe"}}}});
  const Json users = list(answer, "users");
  std::vector<Json> found;
  for (const Person& one : people) {
    const auto user = std::find_if(users.begin(), users.end(), [&](const Json& other) {
      return member(other, "external_id") == one.external_id;
    });
    found.push_back(user == users.end() ? Json() : *user);
  }
  return found;
}

Json exported(Session& session, const Person& person) {
  return exported(session, std::vector<Person>{person}).front();
}

}  // namespace brazecheck::audience
