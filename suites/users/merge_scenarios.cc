#include "suites/users/calls.h"

// Merging users: https://www.braze.com/docs/api/endpoints/user_data/post_users_merge/
namespace brazecheck::users {
namespace {

constexpr char kGone[] = "users.merge/merged-user-is-gone";
constexpr char kCopied[] = "users.merge/missing-fields-copied";

// Two users who share an event, a product, a field and an attribute; the first has values that the
// second lacks.
struct Pair {
  Known from;
  Known into;
};

Pair make_two(Session& session) {
  const auto users = known_users(
      session,
      {{"", {{"first_name", "Ada"}, {"last_name", "Byron"}, {"tone", "red"}, {"points", 12}}},
       {"k", {{"first_name", "Ben"}, {"tone", "blue"}}}});
  const Pair pair{users[0], users[1]};
  if (session.failed()) return pair;
  session.ok(
      track(Json::array(), Json::array({event(pair.from, "ping", 9), event(pair.into, "ping", 2)}),
            Json::array({purchase(pair.from, "pen", 1, 9), purchase(pair.into, "pen", 1, 2)})));
  for (const auto& [known, days] : {std::pair{pair.from, 9}, {pair.into, 2}}) {
    const Known& user = known;
    const int at = days;
    profile_shows_of(
        session, kWritten, user.id,
        [&user, at](const Json& found) {
          return happened(entry_of(list(found, "custom_events"), "ping"), 1, user, at, at) &&
                 happened(entry_of(list(found, "purchases"), "pen"), 1, user, at, at);
        },
        "events and purchases that were tracked are exported with their times");
  }
  return pair;
}

bool merged(Session& session, const std::string& from) {
  return profile_gone_of(session, kGone, from, "a merged user is exported no more");
}

// Merges them; false after a failure.
bool merge_two(Session& session, const Pair& pair) {
  if (session.failed()) return false;
  session.ok(merge(Json::array({merging_ids(pair.from.id, pair.into.id)})));
  return merged(session, pair.from.id);
}

void merged_user_is_gone(Session& session) {
  if (!merge_two(session, make_two(session))) return;
  const auto many = many_users(session);
  const std::size_t half = many.size() / 2;
  Json entries = Json::array(), gone = Json::array();
  for (std::size_t i = 0; i < half; ++i) {
    entries.push_back(merging_ids(many[i], many[half + i]));
    gone.push_back(many[i]);
  }
  session.ok(merge(std::move(entries)));
  session.eventually(
      [&] {
        return users_by(session, {{"external_ids", gone}}).empty() && !session.failed();
      },
      "of many users merged in one request none is exported");
}

void missing_fields_copied(Session& session) {
  const Pair pair = make_two(session);
  if (!merge_two(session, pair)) return;
  profile_shows(
      session, pair.into.id,
      [](const Json& user) {
        return carries(user, {{"last_name", "Byron"}, {"points", 12}});
      },
      "fields and custom attributes that the kept user lacks are copied");
}

void kept_values_stay(Session& session) {
  const Pair pair = make_two(session);
  if (!merge_two(session, pair)) return;
  Json found;
  session.eventually_of(
      kCopied,
      [&] {
        found = profile(session, pair.into.id);
        return carries(found, {{"last_name", "Byron"}, {"points", 12}});
      },
      "fields and custom attributes that the kept user lacks are copied");
  if (!session.failed())
    session.expect(carries(found, {{"first_name", "Ben"}, {"tone", "blue"}}),
                   "a field and an attribute that both have keep the kept user's values",
                   found.dump());
}

void counts_are_summed(Session& session) {
  const Pair pair = make_two(session);
  if (!merge_two(session, pair)) return;
  const auto first = moment_in(days_before(pair.from, 9));
  const auto last = moment_in(days_before(pair.into, 2));
  profile_shows(
      session, pair.into.id,
      [&](const Json& user) {
        const Json ping = entry_of(list(user, "custom_events"), "ping");
        return member(ping, "count") == 2 && moment_in(member(ping, "first")) == first &&
               moment_in(member(ping, "last")) == last &&
               count_of(list(user, "purchases"), "pen") == 2;
      },
      "counts are summed, the first time is the earlier one, the last time the later one");
}

// Merges beside what a scenario is about: once the first user is gone, the request took effect.
bool merge_beside(Session& session, const std::string& from, const std::string& into, Json entry,
                  const std::string& statement) {
  return succeeds(session, merge(Json::array({std::move(entry), merging_ids(from, into)})),
                  statement) &&
         merged(session, from);
}

void both_stay(Session& session, const std::string& first, const std::string& second,
               const std::string& statement) {
  const Json found = users_by(session, {{"external_ids", {first, second}}});
  if (!session.failed()) session.expect(found.size() == 2, statement, found.dump());
}

void ambiguous_match_merges_nothing(Session& session) {
  const std::string mail = unused_id(session) + "@example.com";
  const Json values = {{"email", mail}};
  const auto users =
      known_users(session, {{"", values}, {"b", values}, {"k", {{"first_name", "Ben"}}}});
  const Known beside = known_user(session, "beside");
  if (session.failed()) return;
  const Json many = {{"email", mail}, {"prioritization", {"identified"}}};
  if (!merge_beside(session, beside.id, users[2].id, merging(many, {{"external_id", users[2].id}}),
                    "an email address that several users have is accepted"))
    return;
  both_stay(session, users[0].id, users[1].id,
            "users whose email address others have too are not merged");
}

void invalid_phones_not_merged(Session& session) {
  // A leading zero makes them no numbers, and nobody else has the rest.
  const std::string number = phone_number(session).substr(2);
  const std::string first = "+0" + number + "1", second = "+0" + number + "2";
  const auto users = known_users(session, {{"", {{"first_name", "Ada"}}},
                                           {"b", {{"first_name", "Ben"}}},
                                           {"k", {{"first_name", "Cy"}}},
                                           {"beside", {{"first_name", "Di"}}}});
  if (session.failed()) return;
  session.ok(track(Json::array({{{"external_id", users[0].id}, {"phone", first}, {"mark", true}},
                                {{"external_id", users[1].id}, {"phone", second}, {"mark", true}}}),
                   Json::array(), Json::array()));
  profile_shows_of(
      session, kWritten, users[1].id, [](const Json& user) { return custom(user, "mark") == true; },
      "attributes that were tracked are exported");
  if (session.failed()) return;
  const Json which = {"most_recently_updated"};
  if (!merge_beside(session, users[3].id, users[2].id,
                    merging({{"phone", first}, {"prioritization", which}},
                            {{"phone", second}, {"prioritization", which}}),
                    "a merge of invalid phone numbers is accepted"))
    return;
  both_stay(session, users[0].id, users[1].id, "users with invalid phone numbers are not merged");
}

void mixed_identifiers(Session& session) {
  const std::string mail = unused_id(session) + "@example.com";
  const auto users = known_users(session, {{"", {{"first_name", "Ada"}}},
                                           {"m", {{"email", mail}, {"last_name", "Byron"}}},
                                           {"k", {{"first_name", "Cy"}}},
                                           {"beside", {{"first_name", "Di"}}}});
  if (session.failed()) return;
  const Json named = alias(users[0].id + "_a");
  anonymous_users(session, {{named, {{"last_name", "Zed"}}}});
  if (session.failed()) return;
  session.ok(merge(Json::array({merging({{"user_alias", named}}, {{"external_id", users[0].id}}),
                                merging({{"email", mail}, {"prioritization", {"identified"}}},
                                        {{"external_id", users[2].id}}),
                                merging_ids(users[3].id, users[0].id)})));
  if (!merged(session, users[3].id)) return;
  profile_shows(
      session, users[0].id, [](const Json& user) { return member(user, "last_name") == "Zed"; },
      "a user named by alias is merged into one named by external ID");
  profile_shows(
      session, users[2].id, [](const Json& user) { return member(user, "last_name") == "Byron"; },
      "a user named by email address is merged into one named by external ID");
}

const std::vector<std::string> kUses = {"users.track", "users.export.ids", "users.merge"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kGone, kUses, merged_user_is_gone}},
    ScenarioRegistration{{kCopied, kUses, missing_fields_copied}},
    ScenarioRegistration{{"users.merge/kept-values-stay", kUses, kept_values_stay}},
    ScenarioRegistration{{"users.merge/counts-are-summed", kUses, counts_are_summed}},
    ScenarioRegistration{
        {"users.merge/ambiguous-match-merges-nothing", kUses, ambiguous_match_merges_nothing}},
    ScenarioRegistration{
        {"users.merge/invalid-phones-not-merged", kUses, invalid_phones_not_merged}},
    ScenarioRegistration{{"users.merge/mixed-identifiers", kUses, mixed_identifiers}},
};

}  // namespace
}  // namespace brazecheck::users
