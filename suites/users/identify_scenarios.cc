#include <algorithm>

#include "suites/users/calls.h"

// Identifying users: https://www.braze.com/docs/api/endpoints/user_data/post_user_identify/
namespace brazecheck::users {
namespace {

constexpr char kIdentified[] = "users.identify/user-identified";
constexpr char kCombined[] = "users.identify/profiles-combined";

// A user with an alias only, and the external ID that it gets beside what a scenario is about: once
// it has it, the request took effect.
struct Plain {
  Json named;
  std::string id;
};

Plain plain(Session& session) {
  return {alias(unused_id(session) + "_plain"), new_user(session, "plain")};
}

bool identified(Session& session, const Plain& user) {
  return profile_shows_of(
      session, kIdentified, user.id, [](const Json&) { return true; },
      "an identified user is exported by the external ID");
}

void user_identified(Session& session) {
  const std::string id = unused_id(session), mail = id + "@example.com";
  const std::string phone = phone_number(session);
  const Json named = alias(id);
  (void)known_user(session, "k");
  tidy_alias(session, named);
  tidy_contact(session, "email", mail);
  tidy_contact(session, "phone", phone);
  session.ok(track(Json::array({{{"user_alias", named}, {"_update_existing_only", false}},
                                {{"email", mail}, {"last_name", "Byron"}},
                                {{"phone", phone}, {"last_name", "Byron"}}}),
                   Json::array(), Json::array()));
  session.eventually_of(
      kAliasCreated, [&] { return user_of(session, named).is_object(); },
      "an alias-only user is found by the alias");
  session.eventually_of(
      "users.track/email-only-user",
      [&] {
        return users_by(session, {{"email_address", mail}}).size() == 1;
      },
      "an email-only user is found by the address");
  const std::string by_name = new_user(session, "_Aa"), by_mail = new_user(session, "_Mm"),
                    by_phone = new_user(session, "_Pp");
  const Json which = {"unidentified"};
  session.ok(post("users.identify",
                  {{"aliases_to_identify", {{{"external_id", by_name}, {"user_alias", named}}}},
                   {"emails_to_identify",
                    {{{"external_id", by_mail}, {"email", mail}, {"prioritization", which}}}},
                   {"phone_numbers_to_identify",
                    {{{"external_id", by_phone}, {"phone", phone}, {"prioritization", which}}}}}));
  for (const auto& [given, what] : {std::pair{by_name, "an alias"},
                                    {by_mail, "an email address"},
                                    {by_phone, "a phone number"}}) {
    profile_shows(
        session, given, [](const Json&) { return true; },
        std::string("a user identified by ") + what + " is exported by the external ID");
  }
}

void counts_aliases(Session& session) {
  const Plain user = plain(session);
  const Json second = alias(unused_id(session) + "_b");
  const std::string other = new_user(session, "b");
  anonymous_users(session, {{user.named, Json::object()}, {second, Json::object()}});
  if (session.failed()) return;
  const Json body = session.ok(identify({{user.named, user.id}, {second, other}}));
  const Json count = member(body, "aliases_processed");
  if (session.failed()) return;
  if (count.is_null()) return session.skip("the answer has no aliases_processed");
  session.expect(count == 2, "aliases_processed is 2 for two aliases", body.dump());
}

// Identifies an anonymous user with a profile that is there, both with a first name, beside a plain
// one. False after a failure.
bool combine(Session& session, const Known& kept, const Json& named,
             Json options = Json::object()) {
  const Plain beside = plain(session);
  anonymous_users(session, {{named, {{"first_name", "Zed"}, {"last_name", "Byron"}}},
                            {beside.named, Json::object()}});
  if (session.failed()) return false;
  Call call = identify({{named, kept.id}, {beside.named, beside.id}});
  call.body->update(options);
  session.ok(call);
  return identified(session, beside);
}

void profiles_combined(Session& session) {
  const Known kept = known_user(session);
  const Json named = alias(kept.id + "_a");
  if (session.failed() || !combine(session, kept, named)) return;
  profile_shows(
      session, kept.id, [](const Json& user) { return member(user, "last_name") == "Byron"; },
      "a field that only the anonymous profile has is copied to the identified one");
  session.eventually(
      [&] {
        const Json users = users_by(session, by_alias(named));
        return std::none_of(users.begin(), users.end(), is_anonymous);
      },
      "the anonymous profile is no more");
}

void identified_values_kept(Session& session) {
  const Known kept = known_user(session);
  if (session.failed() || !combine(session, kept, alias(kept.id + "_a"))) return;
  Json found;
  session.eventually_of(
      kCombined,
      [&] {
        found = profile(session, kept.id);
        return member(found, "last_name") == "Byron";
      },
      "a field that only the anonymous profile has is copied to the identified one");
  if (!session.failed())
    session.expect(member(found, "first_name") == "Ada",
                   "a field that the identified profile has keeps its value", found.dump());
}

void same_label_not_combined(Session& session) {
  const Known kept = known_user(session);
  if (session.failed()) return;
  const Json own = alias(kept.id + "_own"), named = alias(kept.id + "_a");
  session.ok(add_aliases({{kept.id, own}}));
  session.eventually_of(
      kAliasResolves, [&] { return member(user_of(session, own), "external_id") == kept.id; },
      "the user is found by a new alias");
  if (session.failed() || !combine(session, kept, named)) return;
  const Json apart = user_of(session, named);
  if (session.failed()) return;
  session.expect(is_anonymous(apart) && carries(apart, {{"last_name", "Byron"}}),
                 "a profile with an alias of the same label stays one of its own", apart.dump());
}

void merge_behavior_ignored(Session& session) {
  const Known kept = known_user(session);
  if (session.failed() ||
      !combine(session, kept, alias(kept.id + "_a"), {{"merge_behavior", "none"}}))
    return;
  profile_shows(
      session, kept.id, [](const Json& user) { return member(user, "last_name") == "Byron"; },
      "profiles are merged whatever merge_behavior says");
}

void alias_case_sensitive(Session& session) {
  const std::string id = unused_id(session), none = new_user(session, "none");
  const Json named = alias(id + "_case");
  const Plain beside = plain(session);
  anonymous_users(session, {{named, Json::object()}, {beside.named, Json::object()}});
  if (session.failed() ||
      !succeeds(session, identify({{alias(id + "_CASE"), none}, {beside.named, beside.id}}),
                "an alias in another case is accepted") ||
      !identified(session, beside))
    return;
  const Json other = user_of(session, named), made = profile(session, none);
  if (session.failed()) return;
  session.expect(is_anonymous(other), "an alias in another case is not the alias", other.dump());
  session.expect(made.is_null(), "and makes no user", made.dump());
}

void no_match_succeeds(Session& session) {
  const std::string id = new_user(session);
  succeeds(session, identify({{alias(id + "_none"), id}}), "an alias that nobody has is accepted");
}

void ambiguous_match_merges_nothing(Session& session) {
  const std::string id = unused_id(session), none = new_user(session, "none");
  const std::string mail = id + "@example.com";
  const Json first = alias(id + "_a"), second = alias(id + "_b");
  const Plain beside = plain(session);
  anonymous_users(
      session,
      {{first, {{"email", mail}}}, {second, {{"email", mail}}}, {beside.named, Json::object()}});
  if (session.failed()) return;
  Call call = identify({{beside.named, beside.id}});
  (*call.body)["emails_to_identify"] = {
      {{"external_id", none}, {"email", mail}, {"prioritization", {"unidentified"}}}};
  if (!succeeds(session, call, "an email address that several users have is accepted") ||
      !identified(session, beside))
    return;
  const Json made = profile(session, none);
  for (const Json& named : {first, second}) {
    const Json user = user_of(session, named);
    if (session.failed()) return;
    session.expect(is_anonymous(user), "a user whose email address others have stays as it is",
                   user.dump());
  }
  session.expect(made.is_null(), "and nobody gets the external ID", made.dump());
}

void several_aliases_one_id(Session& session) {
  const std::string id = new_user(session);
  const Json first = alias(id + "_a"), second = alias(id + "_b", "till");
  const Plain beside = plain(session);
  anonymous_users(
      session, {{first, Json::object()}, {second, Json::object()}, {beside.named, Json::object()}});
  if (session.failed()) return;
  session.ok(identify({{first, id}, {second, id}, {beside.named, beside.id}}));
  if (!identified(session, beside)) return;
  for (const Json& named : {first, second}) {
    session.eventually([&] { return member(user_of(session, named), "external_id") == id; },
                       "aliases of two labels lead to the one external ID that both were given");
  }
}

const std::vector<std::string> kUses = {"users.track", "users.identify", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kIdentified, kUses, user_identified}},
    ScenarioRegistration{{"users.identify/counts-aliases", kUses, counts_aliases}},
    ScenarioRegistration{{kCombined, kUses, profiles_combined}},
    ScenarioRegistration{{"users.identify/identified-values-kept", kUses, identified_values_kept}},
    ScenarioRegistration{{"users.identify/same-label-not-combined",
                          {"users.track", "users.identify", "users.export.ids", "users.alias.new"},
                          same_label_not_combined}},
    ScenarioRegistration{{"users.identify/alias-case-sensitive", kUses, alias_case_sensitive}},
    ScenarioRegistration{
        {"users.identify/no-match-succeeds", {"users.identify"}, no_match_succeeds}},
    ScenarioRegistration{
        {"users.identify/ambiguous-match-merges-nothing", kUses, ambiguous_match_merges_nothing}},
    ScenarioRegistration{{"users.identify/several-aliases-one-id", kUses, several_aliases_one_id}},
    ScenarioRegistration{{"users.identify/merge-behavior-ignored", kUses, merge_behavior_ignored}},
};

}  // namespace
}  // namespace brazecheck::users
