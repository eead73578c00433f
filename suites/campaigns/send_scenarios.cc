#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/campaigns/sending.h"
#include "suites/subscription/groups.h"
#include "suites/users/calls.h"

// Whom calls reach that send campaigns and Canvases, and what they leave on profiles:
// https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_triggered_campaigns/
// https://www.braze.com/docs/api/objects_filters/recipient_object/
namespace brazecheck::dashboard {
namespace {

using OfSending = void (*)(Session&, const Sending&);

void reaches(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  deliver_to(session, sending, {to_user(user.id)});
  receives(session, sending, user.id);
}

// Whoever is created would be there once the message has reached the one who was there.
void existing_only(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  const std::string nobody = users::new_user(session, "n");
  deliver_to(session, sending, {to_user(nobody), to_user(user.id)});
  if (!receives(session, sending, user.id)) return;
  const Json found = users::profile(session, nobody);
  session.expect(found.is_null(), "nobody is created for a recipient without a profile",
                 found.dump());
}

void aliases_not_created(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  const Json alias = users::alias("bzc_" + session.token() + "a");
  users::tidy_alias(session, alias);
  deliver_to(session, sending, {{{"user_alias", alias}}, to_user(user.id)});
  if (!receives(session, sending, user.id)) return;
  const Json found = users::user_of(session, alias);
  session.expect(found.is_null(), "nobody is created for an alias without a profile", found.dump());
}

void new_users_created(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  const std::string added = users::new_user(session, "n");
  deliver_to(session, sending,
             {to_user(user.id), to_user(added, {{"send_to_existing_only", false},
                                                {"attributes", {{"first_name", "Grace"}}}})});
  if (!receives(session, sending, user.id)) return;
  users::profile_shows(
      session, added, [](const Json& shown) { return member(shown, "first_name") == "Grace"; },
      "a profile with the attributes is created for an external ID that has none");
}

void attributes_set(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  deliver_to(session, sending,
             {to_user(user.id, {{"attributes", {{"first_name", "Grace"}, {"last_name", "楊"}}}})});
  if (!receives(session, sending, user.id)) return;
  users::profile_shows(
      session, user.id,
      [](const Json& shown) {
        return member(shown, "first_name") == "Grace" && member(shown, "last_name") == "楊";
      },
      "the attributes of the recipient are on the profile, over what it held");
}

void broadcast_default(Session& session, const Sending& sending) {
  const auto named = reachable_user(session);
  const auto other = reachable_user(session, "o");
  deliver_to(session, sending, {to_user(named.id)});
  if (!receives(session, sending, named.id)) return;
  session.expect(!has_received(session, *sending.kind, other.id),
                 "who is not named gets nothing where broadcast is left out");
}

void ambiguous_email(Session& session, const Sending& sending) {
  const std::string address = "bzc_" + session.token() + "@example.com";
  const auto two =
      users::known_users(session, {{"a", {{"email", address}}}, {"b", {{"email", address}}}});
  const auto user = reachable_user(session);
  if (session.failed()) return;
  const auto by_email = [&](Json prioritization) {
    return Json{{"email", address}, {"prioritization", std::move(prioritization)}};
  };
  deliver_to(session, sending, {by_email({"identified"}), to_user(user.id)});
  if (!receives(session, sending, user.id)) return;
  for (const auto& one : two) {
    session.expect(!has_received(session, *sending.kind, one.id),
                   "nobody gets it while the prioritization leaves two users", one.id);
  }
}

void one_dispatch(Session& session, const Sending& sending) {
  const std::string nobody = users::unused_id(session);
  const auto send = [&] {
    return member(deliver_to(session, sending, {to_user(nobody), to_user(nobody + "b")}),
                  "dispatch_id");
  };
  const Json first = send(), second = send();
  if (session.failed()) return;
  session.expect(first.is_string() && first != second, "each call has a dispatch_id of its own",
                 fmt::format("{} and {}", first.dump(), second.dump()));
}

void dispatch_form(Session& session, const Sending& sending) {
  const Json id =
      member(deliver_to(session, sending, {to_user(users::unused_id(session))}), "dispatch_id");
  if (session.failed()) return;
  const auto digits = static_cast<std::size_t>(session.number_in(sending.of("dispatch-id-form")));
  const std::string text = text_of(id);
  session.expect(text.size() == digits &&
                     text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos,
                 fmt::format("a dispatch_id is {} hexadecimal digits", digits), id.dump());
}

// The state that a recipient's attributes ask for, of a user who had another.
struct Asked {
  users::Known user;
  std::string group;
};

Asked ask_for_unsubscribed(Session& session, const Sending& sending) {
  Asked asked{reachable_user(session), subscription::email_group(session)};
  if (session.failed()) return asked;
  session.ok(subscription::set_call(asked.group, "subscribed", {{"external_id", {asked.user.id}}}));
  subscription::state_shows(session, "subscription.status.set/state-is-read", asked.group,
                            asked.user.id, "subscribed");
  deliver_to(session, sending,
             {to_user(asked.user.id, {{"attributes",
                                       {{"first_name", "Grace"},
                                        {"subscription_groups",
                                         {{{"subscription_group_id", asked.group},
                                           {"subscription_state", "unsubscribed"}}}}}}})});
  if (receives(session, sending, asked.user.id)) {
    users::profile_shows_of(
        session, sending.of("attributes-set-first"), asked.user.id,
        [](const Json& shown) { return member(shown, "first_name") == "Grace"; },
        "the attributes of the recipient are on the profile");
  }
  return asked;
}

void groups_in_attributes(Session& session, const Sending& sending) {
  const Asked asked = ask_for_unsubscribed(session, sending);
  session.eventually(
      [&] { return subscription::state_of(session, asked.group, asked.user.id) == "unsubscribed"; },
      "subscription_groups in attributes sets the state of the user");
}

void groups_not_by_default(Session& session, const Sending& sending) {
  const Asked asked = ask_for_unsubscribed(session, sending);
  if (session.failed()) return;
  const std::string state = subscription::state_of(session, asked.group, asked.user.id);
  session.expect(state == "subscribed", "attributes leave the subscription group as it is", state);
}

// To everybody with an attribute that only a user of the scenario has.
void tracked_send_id(Session& session, const Sending& sending) {
  const auto user = users::known_user(session, "", {{"bzc_send", session.token()}});
  const std::string send_id = "bzc" + session.token();
  const Json answer = deliver(session, sending,
                              {{"broadcast", true},
                               {"send_id", send_id},
                               {"audience",
                                {{"AND",
                                  {{{"custom_attribute",
                                     {{"custom_attribute_name", "bzc_send"},
                                      {"comparison", "equals"},
                                      {"value", session.token()}}}}}}}}});
  if (session.failed()) return;
  session.expect(member(answer, "send_id") == send_id,
                 "a broadcast that names a send_id is answered with it", answer.dump());
}

void notice_when_inactive(Session& session, const Sending& sending) {
  const auto user = reachable_user(session);
  std::vector<std::string> inactive;
  for (const char* name : {"archived_canvas_id", "stopped_canvas_id"}) {
    inactive.push_back(session.supplied(name));
    const Json answer =
        deliver(session, sending,
                {{"recipients", {to_user(user.id)}}, {sending.kind->parameter, inactive.back()}});
    if (session.failed()) return;
    session.expect(!text_of(member(answer, "notice")).empty(),
                   fmt::format("the answer for {} has a notice", name), answer.dump());
  }
  // One that is active shows when the others would have taken the user.
  deliver_to(session, sending, {to_user(user.id)});
  if (!receives(session, sending, user.id)) return;
  for (const std::string& id : inactive) {
    session.expect(!has_received(session, *sending.kind, user.id, id),
                   "a Canvas that is not active enters nobody", id);
  }
}

struct Registrations {
  Registrations() {
    for (const Kind* kind : {&campaigns(), &canvases()}) {
      for (const bool scheduled : {false, true}) add_shared({kind, scheduled});
      const Sending now{kind, false};
      put(now, "existing-only-by-default", existing_only);
      put(now, "aliases-not-created", aliases_not_created, {"users.alias.new"});
      put(now, "attributes-set-first", attributes_set);
      put(now, "ambiguous-email-unsent", ambiguous_email);
      put(now, "dispatch-id-form", dispatch_form);
    }
    const Sending campaign{&campaigns(), false}, canvas{&canvases(), false};
    const std::vector<std::string> groups = {subscription::kSet, subscription::kGet,
                                             subscription::kOfUser};
    put(campaign, "one-dispatch-per-call", one_dispatch);
    put(campaign, "tracked-send-id", tracked_send_id);
    put(campaign, "subscription-groups-in-attributes", groups_in_attributes, groups);
    put(canvas, "subscription-groups-not-by-default", groups_not_by_default, groups);
    put(canvas, "notice-when-inactive", notice_when_inactive);
  }

  static void add_shared(const Sending& sending) {
    put(sending, sending.scheduled ? "sent-when-due" : "recipients-reached", reaches);
    put(sending, "new-users-created", new_users_created);
    put(sending, "broadcast-default-false", broadcast_default);
  }

  static void put(const Sending& sending, const std::string& requirement, OfSending play,
                  std::vector<std::string> more = {}) {
    add(sending.of(requirement), sending.uses(std::move(more)),
        [sending, play](Session& session) { play(session, sending); });
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
