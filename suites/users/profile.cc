#include "suites/users/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "contract/time_formats.h"
#include "suites/groundwork.h"

namespace brazecheck::users {
namespace {

constexpr std::int64_t kDay = std::chrono::milliseconds(std::chrono::days(1)).count();

Json with_external_id(Json attributes, const std::string& external_id) {
  attributes["external_id"] = external_id;
  return attributes;
}

Json found_in(const Json& users, const std::string& external_id) {
  for (const auto& user : users) {
    if (user.is_object() && member(user, "external_id") == external_id) return user;
  }
  return nullptr;
}

// Any text as a number, the same for the same text.
std::uint32_t number_from(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace

std::string unused_id(const Session& session) { return "bzc_" + session.token(); }

std::string new_user(Session& session, const std::string& suffix) {
  std::string id = unused_id(session) + suffix;
  session.tidy_later(
      {.operation = "users.delete", .path = {}, .query = {}, .body = Json{{"external_ids", {id}}}});
  return id;
}

std::string phone_number(const Session& session, const std::string& suffix) {
  static constexpr std::array<int, 24> kAreas = {201, 202, 203, 205, 206, 207, 208, 209,
                                                 210, 212, 213, 214, 215, 216, 217, 218,
                                                 219, 224, 225, 228, 229, 231, 234, 239};
  const std::uint32_t number = number_from(session.token() + suffix);
  return fmt::format("+1{}555{:04}", kAreas.at(number % kAreas.size()),
                     number / kAreas.size() % 9973);
}

std::vector<Known> known_users(Session& session,
                               const std::vector<std::pair<std::string, Json>>& wanted) {
  std::vector<Known> known;
  Json attributes = Json::array();
  Json ids = Json::array();
  for (const auto& [suffix, values] : wanted) {
    known.push_back({new_user(session, suffix)});
    ids.push_back(known.back().id);
    attributes.push_back(with_external_id(values, known.back().id));
  }
  session.ok(track(attributes, Json::array(), Json::array()));
  Json users;
  const auto all = [&](const std::function<bool(std::size_t)>& holds) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (!holds(i)) return false;
    }
    return !session.failed();
  };
  session.eventually_of(
      kCreated,
      [&] {
        users = users_by(session, {{"external_ids", ids}});
        return all([&](std::size_t i) { return found_in(users, known[i].id).is_object(); });
      },
      "a user whose attributes were tracked is exported");
  session.eventually_of(
      kWritten,
      [&] {
        const auto shown = [&](std::size_t i) {
          return carries(found_in(users, known[i].id), wanted[i].second);
        };
        // What was read already need not be read again.
        if (!all(shown)) users = users_by(session, {{"external_ids", ids}});
        return all(shown);
      },
      "the attributes that were tracked are exported");
  for (auto& user : known) {
    user.created = moment_in(member(found_in(users, user.id), "created_at"));
    if (user.created == 0) session.skip("no export shows when a user was created");
  }
  return known;
}

Known known_user(Session& session, const std::string& suffix, const Json& attributes) {
  return known_users(session, {{suffix, attributes}}).front();
}

Call track(Json attributes, Json events, Json purchases) {
  Json body = Json::object();
  if (!attributes.empty()) body["attributes"] = std::move(attributes);
  if (!events.empty()) body["events"] = std::move(events);
  if (!purchases.empty()) body["purchases"] = std::move(purchases);
  return {.operation = "users.track", .path = {}, .query = {}, .body = std::move(body)};
}

Call track_attributes(const std::string& external_id, Json attributes) {
  return track(Json::array({with_external_id(std::move(attributes), external_id)}), Json::array(),
               Json::array());
}

bool succeeds(Session& session, const Call& call, const std::string& statement) {
  const Exchange& exchange = session.send(call);
  if (session.failed()) return false;
  return session.expect(exchange.response->status < 300, statement,
                        fmt::format("answered with {}", exchange.response->status));
}

Call export_by(Json identifiers) {
  identifiers["fields_to_export"] = {"external_id",    "braze_id",
                                     "created_at",     "first_name",
                                     "last_name",      "email",
                                     "phone",          "dob",
                                     "gender",         "country",
                                     "home_city",      "language",
                                     "time_zone",      "email_subscribe",
                                     "push_subscribe", "last_coordinates",
                                     "push_tokens",    "custom_attributes",
                                     "custom_events",  "purchases",
                                     "total_revenue",  "user_aliases",
                                     "random_bucket"};
  return {.operation = "users.export.ids", .path = {}, .query = {}, .body = std::move(identifiers)};
}

Call export_user(const std::string& external_id) {
  return export_by({{"external_ids", {external_id}}});
}

Json users_by(Session& session, Json identifiers) {
  return list(session.ok(export_by(std::move(identifiers))), "users");
}

Json profile(Session& session, const std::string& external_id) {
  return found_in(list(session.ok(export_user(external_id)), "users"), external_id);
}

bool profile_shows_of(Session& session, const std::string& requirement,
                      const std::string& external_id, const std::function<bool(const Json&)>& holds,
                      const std::string& statement) {
  return session.eventually_of(
      requirement,
      [&] {
        const Json found = profile(session, external_id);
        return found.is_object() && holds(found);
      },
      statement);
}

bool profile_gone_of(Session& session, const std::string& requirement,
                     const std::string& external_id, const std::string& statement) {
  return session.eventually_of(
      requirement, [&] { return profile(session, external_id).is_null() && !session.failed(); },
      statement);
}

bool profile_shows(Session& session, const std::string& external_id,
                   const std::function<bool(const Json&)>& holds, const std::string& statement) {
  return session.eventually(
      [&] {
        const Json found = profile(session, external_id);
        return found.is_object() && holds(found);
      },
      statement);
}

bool profile_gone(Session& session, const std::string& external_id, const std::string& statement) {
  return session.eventually(
      [&] { return profile(session, external_id).is_null() && !session.failed(); }, statement);
}

Json custom(const Json& user, const std::string& name) {
  return member(member(user, "custom_attributes"), name);
}

bool carries(const Json& user, const Json& attributes) {
  static constexpr std::array kOwn = {"first_name", "last_name",       "email",         "phone",
                                      "gender",     "country",         "home_city",     "language",
                                      "time_zone",  "email_subscribe", "push_subscribe"};
  if (!user.is_object()) return false;
  for (const auto& [name, value] : attributes.items()) {
    const bool own = std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
    if ((own ? member(user, name) : custom(user, name)) != value) return false;
  }
  return true;
}

std::string time_text(std::int64_t moment) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(moment)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::int64_t moment_in(const Json& text) {
  return text.is_string() ? moment_of(text.get_ref<const std::string&>()).value_or(0) : 0;
}

std::string days_before(const Known& user, int days) {
  return time_text(user.created - days * kDay);
}

std::string days_before_in_zone(const Known& user, int days, int minutes) {
  constexpr std::int64_t kMinute = std::chrono::milliseconds(std::chrono::minutes(1)).count();
  std::string text = time_text(user.created - days * kDay + minutes * kMinute);
  text.pop_back();
  const auto ahead = std::chrono::abs(std::chrono::minutes(minutes));
  const auto hours = std::chrono::floor<std::chrono::hours>(ahead);
  return fmt::format("{}{}{:02}:{:02}", text, minutes < 0 ? '-' : '+', hours.count(),
                     (ahead - hours).count());
}

Json event(const Known& user, const std::string& name, int days) {
  return {{"external_id", user.id}, {"name", name}, {"time", days_before(user, days)}};
}

Json purchase(const Known& user, const std::string& product, int quantity, int days) {
  return {{"external_id", user.id}, {"product_id", product},           {"currency", "USD"},
          {"price", 2.5},           {"time", days_before(user, days)}, {"quantity", quantity}};
}

Json entry_of(const Json& entries, const std::string& name) {
  for (const auto& entry : entries) {
    if (entry.is_object() && member(entry, "name") == name) return entry;
  }
  return nullptr;
}

bool happened(const Json& entry, int count, const Known& user, int first, int last) {
  return member(entry, "count") == count &&
         moment_in(member(entry, "first")) == moment_in(days_before(user, first)) &&
         moment_in(member(entry, "last")) == moment_in(days_before(user, last));
}

Json count_of(const Json& entries, const std::string& name) {
  const Json count = member(entry_of(entries, name), "count");
  return count.is_null() ? Json(0) : count;
}

Json after_marking(Session& session, const Known& user, Json attributes) {
  attributes["mark"] = true;
  session.ok(track_attributes(user.id, std::move(attributes)));
  Json found;
  session.eventually_of(
      kWritten,
      [&] {
        found = profile(session, user.id);
        return carries(found, {{"mark", true}});
      },
      "the attributes that were tracked are exported");
  return session.failed() ? Json() : found;
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"users.track/creates-user"},
};

}  // namespace

}  // namespace brazecheck::users
