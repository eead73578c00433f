#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/subscription/groups.h"

// States of users in a group for email and one for SMS, set by external ID, address and number.
namespace brazecheck::subscription {
namespace {

constexpr std::size_t kUsers = 4;  // the first two share an email address
constexpr std::array kStates = {"subscribed", "unsubscribed"};

constexpr char kNoGroup[] = "00000000-0000-4000-8000-000000000000";  // not from a contract

enum class Group { kEmail, kSms };
/// How a change names its users.
enum class By { kExternalId, kContact };

using Place = std::pair<std::size_t, Group>;

/// One change of a call.
struct Change {
  Group group = Group::kEmail;
  By by = By::kExternalId;
  std::vector<std::size_t> users;  ///< with kContact the first one alone
  std::string state;
};

struct Model {
  bool created = false;
  std::map<Place, std::string> states;  ///< those that were ever set
  /// By the last command, and the requirement that the change of each is laid to.
  std::map<Place, std::string> touched;
  std::string writer;            ///< its operation
  std::set<std::string> proven;  ///< operations that changed something by external ID
};

std::vector<audience::Person> people(const Session& session) {
  std::vector<audience::Person> all;
  for (std::size_t i = 0; i < kUsers; ++i) {
    all.push_back(audience::person(session, fmt::format("_{}", i)));
  }
  all[1].email = all[0].email;
  all[2].external_id += " ü+&\U0001F600";
  all[3].external_id += "-עברית";
  return all;
}

std::string group_id(Session& session, Group group) {
  return group == Group::kEmail ? email_group(session) : sms_group(session);
}

std::set<Place> places_of(const Change& change) {
  std::set<Place> places;
  if (change.by == By::kExternalId) {
    for (const std::size_t user : change.users) places.insert({user, change.group});
  } else {
    const std::size_t user = change.users.front();
    places.insert({user, change.group});
    if (change.group == Group::kEmail && user < 2) places.insert({1 - user, change.group});
  }
  return places;
}

// What a change that does not show is laid to.
std::string requirement_of(const std::string& writer, const Change& change) {
  if (change.by == By::kExternalId) return writer + "/state-is-read";
  return writer +
         (change.group == Group::kEmail ? "/all-profiles-with-address" : "/channel-identifiers");
}

// Changes of one call; the model's last command is this one.
void apply_to(Model& model, const std::string& writer, const std::vector<Change>& changes) {
  model.writer = writer;
  model.touched.clear();
  for (const Change& change : changes) {
    for (const Place& place : places_of(change)) {
      std::string& state = model.states[place];
      if (change.by == By::kExternalId && state != change.state) model.proven.insert(writer);
      state = change.state;
      model.touched[place] = requirement_of(writer, change);
    }
  }
}

std::string text_of(const Change& change) {
  return fmt::format("{} users {} in the group for {} by {}", change.state,
                     fmt::join(change.users, ", "), change.group == Group::kEmail ? "email" : "SMS",
                     change.by == By::kExternalId ? "external ID" : "contact");
}

Json who(Session& session, const Change& change, bool second) {
  const auto all = people(session);
  Json values = Json::array();
  if (change.by == By::kExternalId) {
    for (const std::size_t user : change.users) values.push_back(all[user].external_id);
    return {{second ? "external_ids" : "external_id", std::move(values)}};
  }
  const auto& one = all[change.users.front()];
  const bool email = change.group == Group::kEmail;
  values.push_back(email ? one.email : one.phone);
  return {{email ? (second ? "emails" : "email") : (second ? "phones" : "phone"), values}};
}

// Whether nothing else can be wrong where the changes do not show.
bool can_judge(const Model& model, const std::string& writer, const std::vector<Change>& changes) {
  return model.created && (model.proven.contains(writer) ||
                           std::all_of(changes.begin(), changes.end(), [](const Change& change) {
                             return change.by == By::kExternalId;
                           }));
}

Change draw_change(Draw& draw, const Model& model, const std::string& writer, Group group) {
  const bool by_contact = draw.chance(45) && model.proven.contains(writer);
  Change change{.group = group,
                .by = by_contact ? By::kContact : By::kExternalId,
                .users = {},
                .state = draw.pick(kStates)};
  for (std::size_t i = 0; i < kUsers; ++i) {
    if (draw.chance(45)) change.users.push_back(i);
  }
  if (change.users.empty()) change.users.push_back(draw.below(kUsers));
  if (change.by == By::kContact) change.users.resize(1);
  return change;
}

Step<Model> creation() {
  return {.text = "create users",
          .possible = [](const Model& model) { return !model.created; },
          .apply = [](Model& model) { model.created = true; },
          .run =
              [](const Model&, Session& session) {
                (void)sms_group(session);  // gives up before anything is made
                if (!session.failed()) audience::create(session, people(session));
              }};
}

Step<Model> first_version(Change change) {
  return {.text = "set: " + text_of(change),
          .possible = [change](const Model& model) { return can_judge(model, kSet, {change}); },
          .apply = [change](Model& model) { apply_to(model, kSet, {change}); },
          .run =
              [change](const Model&, Session& session) {
                session.ok(set_call(group_id(session, change.group), change.state,
                                    who(session, change, false)));
              }};
}

Step<Model> second_version(std::vector<Change> changes) {
  std::string text = "set by the second version:";
  for (const Change& change : changes) text += " [" + text_of(change) + "]";
  return {.text = std::move(text),
          .possible = [changes](const Model& model) { return can_judge(model, kSetV2, changes); },
          .apply = [changes](Model& model) { apply_to(model, kSetV2, changes); },
          .run =
              [changes](const Model&, Session& session) {
                Json entries = Json::array();
                for (const Change& change : changes) {
                  entries.push_back(entry_v2(group_id(session, change.group), change.state,
                                             who(session, change, true)));
                }
                session.ok(set_v2_call(std::move(entries)));
              }};
}

// A group that nobody made: whatever is answered, every state stays.
Step<Model> unknown_group(Change change) {
  return {.text = "set in a group that there is not: " + text_of(change),
          .possible = [](const Model& model) { return model.created; },
          .apply = {},
          .run =
              [change](const Model&, Session& session) {
                (void)session.send(set_call(kNoGroup, change.state, who(session, change, false)));
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  if (!model.created) return creation();
  const Group group = draw.chance(60) ? Group::kEmail : Group::kSms;
  const std::size_t kind = draw.below(10);
  if (kind == 0) return unknown_group(draw_change(draw, model, kSet, group));
  if (kind < 6) return first_version(draw_change(draw, model, kSet, group));
  std::vector<Change> changes = {draw_change(draw, model, kSetV2, Group::kEmail)};
  if (draw.chance(70)) {
    Change other = draw_change(draw, model, kSetV2, Group::kSms);
    // A call holds addresses or numbers, not both.
    if (changes.front().by == By::kContact) other.by = By::kExternalId;
    changes.push_back(std::move(other));
  }
  return second_version(std::move(changes));
}

std::string expected(const Model& model, const Place& place) {
  const auto state = model.states.find(place);
  return state == model.states.end() ? "unknown" : state->second;
}

// States of all users in one group.
void inspect_group(const Model& model, Group group, Session& session) {
  const auto all = people(session);
  Fields query;
  for (const auto& one : all) query.emplace_back("external_id[]", one.external_id);
  std::map<std::string, std::string> shown;
  const auto wrong = [&](const std::function<bool(const Place&)>& concerns) {
    std::string text;
    for (std::size_t i = 0; i < kUsers; ++i) {
      const Place place{i, group};
      const auto found = shown.find(all[i].external_id);
      const std::string state = found == shown.end() ? "nothing" : found->second;
      if (concerns(place) && state != expected(model, place)) {
        text += fmt::format(" user {} is {} instead of {}", i, state, expected(model, place));
      }
    }
    return text;
  };
  const auto touched = [&](const Place& place) { return model.touched.contains(place); };
  const auto fresh = [&](const Place& place) { return !model.states.contains(place); };
  const auto own = std::find_if(model.touched.begin(), model.touched.end(),
                                [&](const auto& one) { return one.first.second == group; });
  // Users by whichever way they were named: a call has one way for each group.
  session.eventually_of(
      own == model.touched.end() ? model.writer + "/state-is-read" : own->second,
      [&] {
        shown = states(session, group_id(session, group), query);
        return wrong(touched).empty();
      },
      "users who were named have the state that was set");
  if (session.failed()) return;
  const std::string unset = wrong(fresh);
  session.expect_of("subscription.status.get/unknown-without-history", unset.empty(),
                    "a user without history in the group is unknown", unset);
  const std::string others =
      wrong([&](const Place& place) { return !touched(place) && !fresh(place); });
  session.expect_of(model.writer + "/others-keep-their-state", others.empty(),
                    "users who were not named keep their state", others);
}

// One user by the two operations that read.
void inspect_user(const Model& model, Session& session) {
  const auto& [place, requirement] = *model.touched.begin();
  const auto one = people(session)[place.first];
  if (!state_shows(session, requirement, group_id(session, place.second), one.external_id,
                   expected(model, place)))
    return;
  std::set<std::string> known;
  for (const Group group : {Group::kEmail, Group::kSms}) {
    if (model.states.contains({place.first, group})) known.insert(group_id(session, group));
  }
  for (const Json& user : users(session, {{"external_id", one.external_id}})) {
    for (const auto& [group, state] : groups_of(user)) {
      session.expect_of("subscription.user.status/only-groups-with-history", known.contains(group),
                        "no group is listed in which the state never changed", user.dump());
    }
  }
}

void inspect(const Model& model, Session& session) {
  if (model.touched.empty()) return;
  inspect_user(model, session);
  for (const Group group : {Group::kEmail, Group::kSms}) inspect_group(model, group, session);
}

const MachineRegistration kMachine{
    {.name = "subscriptions",
     .judges = {"subscription.status.set/state-is-read", "subscription.status.set_v2/state-is-read",
                "subscription.status.set/others-keep-their-state",
                "subscription.status.set_v2/others-keep-their-state",
                "subscription.status.get/reads-what-was-set",
                "subscription.status.get/unknown-without-history",
                "subscription.user.status/reads-what-was-set",
                "subscription.user.status/only-groups-with-history",
                "subscription.status.set/all-profiles-with-address",
                "subscription.status.set_v2/all-profiles-with-address",
                "subscription.status.set/channel-identifiers",
                "subscription.status.set_v2/channel-identifiers"},
     .uses = audience::with_people({kSet, kSetV2, kGet, kOfUser}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::subscription
