#include "suites/users/calls.h"

// Whom tracked objects speak of, and who is made for them:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track/
namespace brazecheck::users {
namespace {

void creates_user(Session& session) {
  const Known known = known_user(session, "k");
  const std::string id = new_user(session);
  if (session.failed()) return;
  Json arrived = event(known, "arrived");
  arrived["external_id"] = id;
  session.ok(track(Json::array(), Json::array({arrived}), Json::array()));
  profile_shows(
      session, id, [](const Json&) { return true; },
      "an event for an unknown external ID creates the profile");
}

// Of two users in one request each gets what names it, and nothing of the other.
void only_the_named_user(Session& session) {
  const auto users = known_users(session, {{"", {{"shared", 1}}}, {"k", {{"shared", 2}}}});
  if (session.failed()) return;
  session.ok(track(Json::array({{{"external_id", users[0].id}, {"colour", "red"}},
                                {{"external_id", users[1].id}, {"tone", "blue"}}}),
                   Json::array({event(users[0], "arrived")}),
                   Json::array({purchase(users[1], "lamp", 1)})));
  for (const bool first : {true, false}) {
    const std::string& id = users[first ? 0 : 1].id;
    profile_shows_of(
        session, kWritten, id,
        [&](const Json& found) {
          return first ? carries(found, {{"colour", "red"}}) : carries(found, {{"tone", "blue"}});
        },
        "the attributes that were tracked are exported");
    profile_shows(
        session, id,
        [&](const Json& found) {
          return carries(found, first ? Json{{"shared", 1}, {"tone", nullptr}}
                                      : Json{{"shared", 2}, {"colour", nullptr}}) &&
                 count_of(list(found, "custom_events"), "arrived") == (first ? 1 : 0) &&
                 count_of(list(found, "purchases"), "lamp") == (first ? 0 : 1);
        },
        "of two users in one request each has what was sent for it alone");
  }
}

// The second ID is spoken of when the first is known to have a user, so that what is missing is not
// a write that was lost.
void ids_case_sensitive(Session& session) {
  const Known lower = known_user(session, "case", {{"first_name", "Ada"}});
  const std::string upper = new_user(session, "CASE");
  if (session.failed()) return;
  Json seen = event(lower, "seen"), bought = purchase(lower, "bread", 1);
  for (Json* one : {&seen, &bought}) (*one)["external_id"] = upper;
  session.ok(track_attributes(upper, {{"first_name", "Ben"}, {"tone", "red"}}));
  session.ok(track(Json::array(), Json::array({seen}), Json::array({bought})));
  const auto happened_to = [](const Json& user, int count) {
    return count_of(list(user, "custom_events"), "seen") == count &&
           count_of(list(user, "purchases"), "bread") == count;
  };
  session.eventually(
      [&] {
        const Json one = profile(session, upper), other = profile(session, lower.id);
        return carries(one, {{"first_name", "Ben"}, {"tone", "red"}}) && happened_to(one, 1) &&
               carries(other, {{"first_name", "Ada"}, {"tone", nullptr}}) && happened_to(other, 0);
      },
      "external IDs that differ in case alone have two users, each with what was sent for it");
}

void named_by_each_identifier(Session& session) {
  const Known known = known_user(session, "k");
  if (session.failed()) return;
  const Json named = alias(known.id + "_a");
  anonymous_users(session, {{named, {{"first_name", "Ada"}}}});
  const Json braze_id = member(user_of(session, named), "braze_id");
  if (session.failed()) return;
  if (!braze_id.is_string()) return session.skip("the export shows no braze_id");
  Json seen = event(known, "seen"), bought = purchase(known, "bread", 1);
  for (Json* one : {&seen, &bought}) one->erase("external_id");
  seen["braze_id"] = braze_id;
  bought["user_alias"] = named;
  session.ok(track(Json::array({{{"braze_id", braze_id}, {"tone", "red"}},
                                {{"user_alias", named}, {"colour", "blue"}}}),
                   Json::array({seen}), Json::array({bought})));
  session.eventually(
      [&] {
        const Json found = user_of(session, named);
        return carries(found, {{"first_name", "Ada"}, {"tone", "red"}, {"colour", "blue"}}) &&
               count_of(list(found, "custom_events"), "seen") == 1 &&
               count_of(list(found, "purchases"), "bread") == 1;
      },
      "what is tracked for a Braze ID and for an alias is on the profile of that user");
}

void update_existing_only(Session& session) {
  const Known known = known_user(session);
  const std::string first = new_user(session, "1"), second = new_user(session, "2");
  const std::string third = new_user(session, "3");
  if (session.failed()) return;
  Json seen = event(known, "seen"), bought = purchase(known, "bread", 1);
  seen["external_id"] = second;
  bought["external_id"] = third;
  for (Json* one : {&seen, &bought}) (*one)["_update_existing_only"] = true;
  const Json attributes = {
      {"external_id", first}, {"first_name", "Nobody"}, {"_update_existing_only", true}};
  session.ok(track(Json::array({attributes}), Json::array({seen}), Json::array({bought})));
  // Once the later write shows, the earlier one had its time.
  (void)known_user(session, "k");
  const Json made = users_by(session, {{"external_ids", {first, second, third}}});
  if (!session.failed())
    session.expect(made.empty(), "with _update_existing_only no profile is created", made.dump());
}

void primary_identifier_wins(Session& session) {
  const std::string mail = unused_id(session) + "@example.com";
  const Known first = known_user(session, "", {{"email", mail}, {"first_name", "Ada"}});
  const Known second = known_user(session, "k", {{"last_name", "Byron"}});
  if (session.failed()) return;
  session.ok(track_attributes(second.id, {{"email", mail}, {"first_name", "Ben"}, {"mark", true}}));
  profile_shows_of(
      session, kWritten, second.id,
      [](const Json& user) {
        return carries(user, {{"mark", true}});
      },
      "the attributes that were tracked are exported");
  const Json users = users_by(session, {{"external_ids", {first.id, second.id}}});
  for (const Json& user : users) {
    const bool is_first = member(user, "external_id") == first.id;
    session.expect(carries(user, {{"email", mail}, {"first_name", is_first ? "Ada" : "Ben"}}),
                   "beside an external ID an email address is an attribute of that user alone",
                   user.dump());
  }
}

void alias_only_user(Session& session) {
  const Known known = known_user(session);
  if (session.failed()) return;
  const Json wanted = alias(known.id + "_a"), unwanted = alias(known.id + "_b");
  tidy_alias(session, wanted);
  tidy_alias(session, unwanted);
  session.ok(track(
      Json::array(
          {{{"user_alias", unwanted}, {"first_name", "Eve"}},
           {{"user_alias", wanted}, {"first_name", "Ada"}, {"_update_existing_only", false}}}),
      Json::array(), Json::array()));
  session.eventually([&] { return is_anonymous(user_of(session, wanted)); },
                     "an unknown alias makes a user when _update_existing_only is false");
  const Json made = users_by(session, by_alias(unwanted));
  if (!session.failed()) session.expect(made.empty(), "and none when it is left out", made.dump());
}

void email_only_user(Session& session) {
  const Known known = known_user(session);
  if (session.failed()) return;
  const std::string mail = known.id + "@example.com";
  tidy_contact(session, "email", mail);
  session.ok(
      track(Json::array({{{"email", mail}, {"first_name", "Eve"}}}), Json::array(), Json::array()));
  Json found;
  session.eventually(
      [&] {
        found = users_by(session, {{"email_address", mail}});
        return found.size() == 1;
      },
      "an email address that no profile has makes a user");
  if (session.failed()) return;
  session.expect(is_anonymous(found[0]) && list(found[0], "user_aliases").empty(),
                 "who has neither external ID nor alias", found.dump());
}

void email_before_phone(Session& session) {
  const std::string mail = unused_id(session) + "@example.com", phone = phone_number(session);
  const auto users = known_users(session, {{"m", {{"email", mail}}}, {"p", {{"phone", phone}}}});
  if (session.failed()) return;
  session.ok(track(Json::array({{{"email", mail}, {"phone", phone}, {"mark", true}}}),
                   Json::array(), Json::array()));
  profile_shows(
      session, users[0].id,
      [](const Json& user) {
        return carries(user, {{"mark", true}});
      },
      "where email and phone stand together, the user of the email address is meant");
  const Json other = profile(session, users[1].id);
  if (!session.failed())
    session.expect(carries(other, {{"mark", nullptr}}), "and not that of the phone number",
                   other.dump());
}

void phone_identifier_valid(Session& session) {
  // A leading zero makes it no number.
  const std::string valid = phone_number(session), invalid = "+0" + valid.substr(2);
  const Known user = known_user(session, "", {{"phone", valid}});
  if (session.failed()) return;
  for (const auto& phone : {valid, invalid}) tidy_contact(session, "phone", phone);
  Json called = event(user, "called"), missed = called;
  for (Json* one : {&called, &missed}) one->erase("external_id");
  called["phone"] = valid;
  missed["phone"] = invalid;
  // It may be refused, reported or overlooked: what matters is that nobody has it.
  (void)session.send(track(Json::array(), Json::array({missed}), Json::array()));
  session.ok(track(Json::array(), Json::array({called}), Json::array()));
  profile_shows(
      session, user.id,
      [](const Json& found) { return count_of(list(found, "custom_events"), "called") == 1; },
      "a valid phone number names its user");
  // The export may refuse such a number as well.
  const Exchange& exchange = session.send(export_by({{"phone", invalid}}));
  if (session.failed() || exchange.response->status >= 300) return;
  const Json made = exchange.response->body.value_or(Json());
  session.expect(list(made, "users").empty(), "a phone number that is none names and makes nobody",
                 made.dump());
}

void processing_order(Session& session) {
  const Known known = known_user(session, "k");
  const std::string id = new_user(session);
  if (session.failed()) return;
  Json seen = event(known, "seen"), bought = purchase(known, "bread", 1);
  for (Json* one : {&seen, &bought}) {
    (*one)["external_id"] = id;
    (*one)["_update_existing_only"] = true;
  }
  session.ok(track(Json::array({{{"external_id", id}, {"first_name", "Ada"}}}), Json::array({seen}),
                   Json::array({bought})));
  profile_shows_of(
      session, kCreated, id, [](const Json&) { return true; },
      "a user whose attributes were tracked is exported");
  profile_shows(
      session, id,
      [](const Json& user) {
        return count_of(list(user, "custom_events"), "seen") == 1 &&
               count_of(list(user, "purchases"), "bread") == 1;
      },
      "events and purchases that create nobody find the user whom the attributes created");
}

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kCreated, kTrackAndExport, creates_user}},
    ScenarioRegistration{{"users.track/only-the-named-user", kTrackAndExport, only_the_named_user}},
    ScenarioRegistration{{"users.track/ids-case-sensitive", kTrackAndExport, ids_case_sensitive}},
    ScenarioRegistration{
        {"users.track/named-by-each-identifier", kTrackAndExport, named_by_each_identifier}},
    ScenarioRegistration{
        {"users.track/update-existing-only", kTrackAndExport, update_existing_only}},
    ScenarioRegistration{
        {"users.track/primary-identifier-wins", kTrackAndExport, primary_identifier_wins}},
    ScenarioRegistration{{kAliasCreated, kTrackAndExport, alias_only_user}},
    ScenarioRegistration{{"users.track/email-only-user", kTrackAndExport, email_only_user}},
    ScenarioRegistration{{"users.track/email-before-phone", kTrackAndExport, email_before_phone}},
    ScenarioRegistration{
        {"users.track/phone-identifier-valid", kTrackAndExport, phone_identifier_valid}},
    ScenarioRegistration{{"users.track/processing-order", kTrackAndExport, processing_order}},
};

}  // namespace
}  // namespace brazecheck::users
