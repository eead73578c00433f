#include "suites/refusals.h"
#include "suites/subscription/groups.h"

// What refused calls leave of states in groups:
// https://www.braze.com/docs/api/endpoints/subscription_groups/
namespace brazecheck::subscription {
namespace {

using refusals::requirement_of;

constexpr char kNoState[] = "bzc_none";

// `call` sets the state of the users with these external IDs.
using Setting = Call (*)(const std::string& group, const std::string& state, Json external_ids);

Call set_ids(const std::string& group, const std::string& state, Json ids) {
  return set_call(group, state, {{"external_id", std::move(ids)}});
}

Call set_v2_ids(const std::string& group, const std::string& state, Json ids) {
  Json entries = Json::array({entry_v2(group, state, {{"external_ids", ids}})});
  return set_v2_call(std::move(entries));
}

// `limit` speaks of how many a call may name.
std::function<void(Session&)> sets_nothing(Setting call, std::string limit) {
  return [call, limit](Session& session) {
    const std::string group = email_group(session);
    const audience::Person one = audience::person(session, "");
    if (!audience::create(session, {one})) return;
    const std::string before = state_of(session, group, one.external_id);
    const std::string other = before == "unsubscribed" ? "subscribed" : "unsubscribed";
    const Call alone = call(group, other, {one.external_id});
    const auto many = refusals::filled({one.external_id}, one.external_id,
                                       refusals::one_too_many(session, limit));
    if (!refusals::refused_strangers(session, alone) ||
        !refusals::refused(session, call(group, other, many)))
      return;
    if (Call mixed = alone; mixed.body->contains("subscription_groups")) {
      (*mixed.body)["subscription_groups"].push_back(
          entry_v2(group, kNoState, {{"external_ids", {one.external_id}}}));
      if (!refusals::refused(session, mixed)) return;
    }
    const std::string after = state_of(session, group, one.external_id);
    session.expect(before == after, "a user keeps the state that refused calls were to change",
                   after);
  };
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{requirement_of(kSet), audience::with_people({kSet, kGet, "users.delete"}),
                          sets_nothing(set_ids, "external_ids/object-max-items")}},
    ScenarioRegistration{
        {requirement_of(kSetV2), audience::with_people({kSetV2, kGet, "users.delete"}),
         sets_nothing(
             set_v2_ids,
             "subscription.status.set_v2/subscription_groups.item.external_ids-max-items")}},
};

}  // namespace
}  // namespace brazecheck::subscription
