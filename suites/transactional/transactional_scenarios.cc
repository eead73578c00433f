#include "suites/answer.h"
#include "suites/scenario.h"

// Emails of a transactional campaign, each to one user:
// https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_transactional_message/
namespace brazecheck {
namespace {

constexpr char kInEvents[] = "transactional.campaigns.send/send-id-in-events";
constexpr char kCreated[] = "transactional.campaigns.send/unknown-user-created";

std::string own(const Session& session) { return "bzc_" + session.token(); }

// A user of the scenario's own who need not be there.
std::string user(Session& session) {
  session.tidy_later({.operation = "users.delete",
                      .path = {},
                      .query = {},
                      .body = Json{{"external_ids", {own(session)}}}});
  return own(session);
}

Call send(Session& session, const std::string& to, const std::string& reference, Json attributes) {
  Json body = {{"recipient", {{"external_user_id", to}}},
               {"trigger_properties", {{"order", session.token()}}}};
  if (!reference.empty()) body["external_send_id"] = reference;
  if (!attributes.is_null()) body["recipient"]["attributes"] = std::move(attributes);
  return {.operation = "transactional.campaigns.send",
          .path = {{"campaign_id", session.supplied("transactional_campaign_id")}},
          .query = {},
          .body = std::move(body)};
}

Json attributes_of(const std::string& to) {
  return {{"first_name", "Zoë"}, {"last_name", "O’Neil 🫖"}, {"email", to + "@example.com"}};
}

Json profile(Session& session, const std::string& external_id) {
  const Json users =
      list(session.ok({.operation = "users.export.ids",
                       .path = {},
                       .query = {},
                       .body = Json{{"external_ids", {external_id}},
                                    {"fields_to_export",
                                     {"external_id", "first_name", "last_name", "email"}}}}),
           "users");
  return users.empty() ? Json() : users.front();
}

void unknown_user_created(Session& session) {
  const std::string to = user(session);
  session.ok(send(session, to, "", attributes_of(to)));
  session.eventually([&] { return profile(session, to).is_object(); },
                     "an unknown user with attributes has a profile");
}

void names_and_email(Session& session) {
  const std::string to = user(session);
  session.ok(send(session, to, "", attributes_of(to)));
  session.eventually_of(
      kCreated, [&] { return profile(session, to).is_object(); },
      "an unknown user with attributes has a profile");
  session.eventually(
      [&] {
        const Json found = profile(session, to);
        const Json wanted = attributes_of(to);
        return member(found, "first_name") == wanted["first_name"] &&
               member(found, "last_name") == wanted["last_name"] &&
               member(found, "email") == wanted["email"];
      },
      "names and email of the attributes are on the profile");
}

// A second dispatch would have an ID of its own. Until the first is settled a documented refusal
// says so.
void deduplicates(Session& session) {
  const std::string to = user(session);
  const Json first = session.ok(send(session, to, session.token(), attributes_of(to)));
  session.expect_of(
      kInEvents,
      session.failed() || member(member(first, "metadata"), "external_send_id") == session.token(),
      "what is told of the send holds its external_send_id", first.dump());
  const Exchange& again = session.send(send(session, to, session.token(), attributes_of(to)));
  if (session.failed()) return;
  const Json second = again.response->body.value_or(Json());
  session.expect(again.response->status >= 300 ||
                     member(second, "dispatch_id") == member(first, "dispatch_id"),
                 "a second call with the external_send_id dispatches nothing new", second.dump());
  const Json other = session.ok(send(session, to, session.token() + "b", attributes_of(to)));
  session.expect(session.failed() || member(other, "dispatch_id") != member(first, "dispatch_id"),
                 "a call with another external_send_id dispatches a message", other.dump());
}

void send_id_in_events(Session& session) {
  const std::string to = user(session);
  const std::string reference = session.token() + "+/=_-";
  const Json body = session.ok(send(session, to, reference, attributes_of(to)));
  session.expect(
      session.failed() || member(member(body, "metadata"), "external_send_id") == reference,
      "what is told of the send holds its external_send_id", body.dump());
}

void campaign_in_metadata(Session& session) {
  const std::string to = user(session);
  const Json body = session.ok(send(session, to, "", attributes_of(to)));
  const Json campaign = member(member(body, "metadata"), "campaign_api_id");
  if (session.failed()) return;
  if (campaign.is_null()) return session.skip("the answer names no campaign");
  session.expect(campaign == session.supplied("transactional_campaign_id"),
                 "the campaign that the metadata names is that in the path", body.dump());
}

const std::vector<std::string> kSend = {"transactional.campaigns.send"};
const std::vector<std::string> kSendAndExport = {"transactional.campaigns.send",
                                                 "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kCreated, kSendAndExport, unknown_user_created}},
    ScenarioRegistration{
        {"transactional.campaigns.send/names-and-email-first", kSendAndExport, names_and_email}},
    ScenarioRegistration{
        {"transactional.campaigns.send/send-id-deduplicates", kSend, deduplicates}},
    ScenarioRegistration{{kInEvents, kSend, send_id_in_events}},
    ScenarioRegistration{
        {"transactional.campaigns.send/campaign-in-metadata", kSend, campaign_in_metadata}},
};

}  // namespace
}  // namespace brazecheck
