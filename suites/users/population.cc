#include "suites/users/population.h"

#include <algorithm>
#include <cmath>

namespace brazecheck::users {
namespace {

constexpr char kOrigin[] = "users.origin";

const std::vector<std::pair<std::string, std::vector<Json>>>& pool() {
  static const std::vector<std::pair<std::string, std::vector<Json>>> kPool = {
      {"first_name", {"Ada", "Zoë \U0001F600", "\u05D0\u05D3\u05D4", "a\"b\\c"}},
      {"home_city", {"London", "São Paulo", "東京"}},
      {"country", {"GB", "BR"}},
      {"language", {"en", "pt"}},
      {"shoe_size", {38.5, -0.25, 123456789.125}},
      {"member", {true, false}},
      {"motto", {"plain", "line\nbreak", "\u202Eright to left", "100 %"}},
      {kCounter, {0, -1, 2147483648, 9007199254740993}},
      {kList, {Json::array(), Json::array({"a"}), {"a", "b", "c"}, Json::array({"ä"})}},
      {kObject,
       {Json{{"rooms", 3}}, Json{{"rooms", 4}, {"garden", true}},
        Json{{"owner", {{"name", "Zoë"}, {"age", 36.5}}}, {"tags", {"x", "y"}}}}},
      {kObjects,
       {Json::array({Json{{"id", 1}, {"name", "Bo"}}}),
        Json::array({Json{{"id", 1}, {"name", "Bo"}}, Json{{"id", 2}, {"name", "Kit"}}})}},
  };
  return kPool;
}

bool is_own(const std::string& name) {
  static const std::set<std::string> kOwn = {"first_name", "home_city", "country", "language"};
  return kOwn.contains(name);
}

// The exported profile of the person, or null.
Json shown(const Session& session, const Json& users, const Person& person) {
  for (const auto& user : users) {
    if (!person.id.empty()) {
      if (member(user, "external_id") == wire_id(session, person.id)) return user;
      continue;
    }
    if (person.aliases.empty()) continue;
    const auto& [label, name] = *person.aliases.begin();
    const Json own = list(user, "user_aliases");
    if (std::find(own.begin(), own.end(), wire_alias(session, label, name)) != own.end())
      return user;
  }
  return nullptr;
}

bool values_hold(const Json& user, const Person& person) {
  Json own = Json::object(), customs = Json::object();
  for (const auto& [name, value] : person.values.items()) {
    (is_own(name) ? own : customs)[name] = value;
  }
  for (const auto& [name, values] : pool()) {
    if (is_own(name) && member(user, name) != member(own, name)) return false;
  }
  const Json found = member(user, "custom_attributes");
  return (found.is_null() ? Json::object() : found) == customs;
}

bool tallies_hold(Session& session, const Json& entries,
                  const std::map<std::string, Tally>& tallies) {
  if (entries.size() != tallies.size()) return false;
  return std::all_of(tallies.begin(), tallies.end(), [&](const auto& named) {
    const Json entry = entry_of(entries, named.first);
    return member(entry, "count") == named.second.count &&
           moment_in(member(entry, "first")) == moment_in(day_text(session, named.second.first)) &&
           moment_in(member(entry, "last")) == moment_in(day_text(session, named.second.last));
  });
}

bool counts_hold(Session& session, const Json& user, const Person& person) {
  const Json revenue = member(user, "total_revenue");
  const double found = revenue.is_number() ? revenue.get<double>() : 0;
  return tallies_hold(session, list(user, "custom_events"), person.events) &&
         tallies_hold(session, list(user, "purchases"), person.products) &&
         std::abs(found - person.revenue) < 1e-6;
}

bool aliases_hold(const Session& session, const Json& user, const Person& person) {
  const Json own = list(user, "user_aliases");
  return std::all_of(person.aliases.begin(), person.aliases.end(), [&](const auto& named) {
    const Json wanted = wire_alias(session, named.first, named.second);
    return std::find(own.begin(), own.end(), wanted) != own.end();
  });
}

// All that the model knows by name, and one that nobody ever had.
Json identifiers(const Population& after, const Session& session) {
  Json ids = Json::array({unused_id(session) + "nobody"}), aliases = Json::array();
  for (const auto& [number, person] : after.people) {
    if (!person.id.empty()) ids.push_back(wire_id(session, person.id));
    for (const auto& old : person.deprecated) ids.push_back(wire_id(session, old));
    for (const auto& [label, name] : person.aliases)
      aliases.push_back(wire_alias(session, label, name));
  }
  for (const auto& name : after.gone) ids.push_back(wire_id(session, name));
  for (const auto& [label, name] : after.gone_aliases)
    aliases.push_back(wire_alias(session, label, name));
  Json body = {{"external_ids", std::move(ids)}};
  if (!aliases.empty()) body["user_aliases"] = std::move(aliases);
  return body;
}

// An answer of the export, asked for again while it does not show what it should.
class Look {
 public:
  Look(const Population& after, Session& session)
      : session_(session), identifiers_(identifiers(after, session)) {
    ask();
  }

  void at(const std::string& requirement, const std::function<bool(const Look&)>& holds,
          const std::string& statement) {
    session_.eventually_of(
        requirement,
        [&] {
          if (!holds(*this)) ask();
          return !session_.failed() && holds(*this);
        },
        statement);
  }

  [[nodiscard]] const Json& users() const { return users_; }
  [[nodiscard]] bool finds_nobody(const std::string& identifier) const {
    return std::find(invalid_.begin(), invalid_.end(), identifier) != invalid_.end();
  }

 private:
  void ask() {
    const Json body = session_.ok(export_by(identifiers_));
    users_ = list(body, "users");
    invalid_ = list(body, "invalid_user_ids");
  }

  Session& session_;
  Json identifiers_;
  Json users_;
  Json invalid_;
};

void look_at(Look& look, Session& session, const Person& person, const Blames& blames,
             bool touched) {
  const auto of = [&](const std::string& own) { return touched ? own : blames.others; };
  const std::string whose =
      touched ? "the user that a command was about " : "a user that no command was about ";
  const auto user = [&](const Look& at) { return shown(session, at.users(), person); };
  look.at(
      of(blames.found), [&](const Look& at) { return user(at).is_object(); },
      whose + "is exported by external ID or alias");
  if (session.failed()) return;
  if (!session.memory().contains(kOrigin)) {
    const auto created = moment_in(member(user(look), "created_at"));
    if (created == 0) return session.skip("no export shows when a user was created");
    session.memory()[kOrigin] = std::to_string(created);
  }
  look.at(
      of(blames.values), [&](const Look& at) { return values_hold(user(at), person); },
      whose + "has the attributes that it should, and no other");
  look.at(
      of(blames.counts), [&](const Look& at) { return counts_hold(session, user(at), person); },
      whose + "has the events and purchases that it should, with their numbers and times");
  look.at(
      of(blames.found), [&](const Look& at) { return aliases_hold(session, user(at), person); },
      whose + "has its aliases");
}

}  // namespace

void Tally::add(int times, int days) {
  first = count == 0 ? days : std::max(first, days);
  last = count == 0 ? days : std::min(last, days);
  count += times;
}

void Tally::merge(const Tally& other) {
  first = count == 0 ? other.first : std::max(first, other.first);
  last = count == 0 ? other.last : std::min(last, other.last);
  count += other.count;
}

std::string wire_id(const Session& session, const std::string& name) {
  return unused_id(session) + name;
}

Json wire_alias(const Session& session, const std::string& label, const std::string& name) {
  return alias(unused_id(session) + name, label);
}

Json identifier(const Session& session, const Person& person) {
  if (!person.id.empty()) return {{"external_id", wire_id(session, person.id)}};
  const auto& [label, name] = *person.aliases.begin();
  return {{"user_alias", wire_alias(session, label, name)}};
}

std::string day_text(Session& session, int days) {
  const auto origin = session.memory().find(kOrigin);
  return days_before({"", origin == session.memory().end() ? 0 : std::stoll(origin->second)}, days);
}

Json drawn_values(Draw& draw, int most) {
  Json values = Json::object();
  for (auto left = draw.between(1, most); left > 0; --left) {
    const auto& [name, choices] = draw.pick(pool());
    values[name] = draw.pick(choices);
  }
  return values;
}

void inspect(const Population& after, Session& session) {
  Look look(after, session);
  look.at(
      "users.export.ids/unknown-ids-are-listed",
      [&](const Look& at) { return at.finds_nobody(unused_id(session) + "nobody"); },
      "an external ID that nobody had is listed in invalid_user_ids");
  // Who is still there shows that a call had no effect at all, whatever it should have changed.
  for (const auto& name : after.gone) {
    look.at(
        after.last.gone, [&](const Look& at) { return at.finds_nobody(wire_id(session, name)); },
        "an external ID that nobody has any more finds nobody");
  }
  for (const auto& [label, name] : after.gone_aliases) {
    look.at(
        after.last.gone,
        [&, wire = unused_id(session) + name](const Look& at) { return at.finds_nobody(wire); },
        "an alias that nobody has any more finds nobody");
  }
  for (const bool touched : {true, false}) {
    for (const auto& [number, person] : after.people) {
      if (after.last.touched.contains(number) == touched)
        look_at(look, session, person, after.last, touched);
    }
  }
  for (const auto& [number, person] : after.people) {
    for (const auto& old : person.deprecated) {
      look.at(
          "users.external_ids.rename/found-by-both-ids",
          [&](const Look& at) { return !at.finds_nobody(wire_id(session, old)); },
          "a deprecated external ID finds its user");
    }
  }
}

}  // namespace brazecheck::users
