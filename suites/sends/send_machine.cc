#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/sends/send_ids.h"

// Messages under send identifiers, and transactional ones by references of one's own: what is
// counted, and what is not sent twice.
namespace brazecheck::sending {
namespace {

constexpr int kUsers = 3;
constexpr int kIds = 2;  // those of a day are few
constexpr int kReferences = 2;
constexpr char kReturned[] = "sends.id.create/send_id-returned";
constexpr char kRefused[] = "messages.send/fatal-error-sends-nothing";
constexpr char kOnce[] = "transactional.campaigns.send/send-id-deduplicates";

struct Model {
  bool users = false;
  std::vector<std::int64_t> sent = std::vector<std::int64_t>(kIds, -1);  ///< -1: no such ID
  std::vector<int> referred = std::vector<int>(kReferences);  ///< calls with each reference
  int refused = -1;  ///< the ID that the last command, which was refused, named
};

std::string send_id(const Session& session, int number) {
  return fmt::format("bzc_{}_{}", session.token(), number);
}

std::string user_of(const Session& session, int number) {
  return nobody(session, fmt::format("_{}", number + 1));
}

Step<Model> creation_of_users() {
  return {.text = "create users",
          .possible = [](const Model& model) { return !model.users; },
          .apply = [](Model& model) { model.users = true; },
          .run =
              [](const Model&, Session& session) {
                (void)campaign(session);  // gives up before anything is made
                if (!session.failed()) (void)people(session, kUsers);
              }};
}

Step<Model> creation(int number) {
  return {
      .text = fmt::format("create send {}", number),
      .possible = [number](const Model& model) { return model.users && model.sent[number] < 0; },
      .apply =
          [number](Model& model) {
            model.sent[number] = 0;
            model.refused = -1;
          },
      .run =
          [number](const Model&, Session& session) {
            const std::string id = send_id(session, number);
            const std::string made = created_send(session, campaign(session), id);
            session.expect_of(kReturned, made == id, "the send_id that was sent comes back", made);
          }};
}

Step<Model> sending_to(int number, std::vector<int> users) {
  return {
      .text = fmt::format("send under send {} to users {}", number, fmt::join(users, ", ")),
      .possible = [number](const Model& model) { return model.users && model.sent[number] >= 0; },
      .apply =
          [number, count = users.size()](Model& model) {
            model.refused = -1;
            model.sent[number] += static_cast<std::int64_t>(count);
          },
      .run =
          [number, users](const Model&, Session& session) {
            std::vector<std::string> names;
            for (const int user : users) names.push_back(user_of(session, user));
            session.ok(send(with(
                to_users(campaign(session), names),
                {{"send_id", send_id(session, number)}, {"override_frequency_capping", true}})));
            gets(session, kReaches, campaign(session), names.front(),
                 "a user who is named gets the message");
          }};
}

Step<Model> refused_sending(int number) {
  return {
      .text = fmt::format("send a variation that is none under send {}", number),
      .possible = [number](const Model& model) { return model.users && model.sent[number] >= 0; },
      .apply = [number](Model& model) { model.refused = number; },
      .run =
          [number](const Model&, Session& session) {
            Json body = to_users(campaign(session), {user_of(session, 0)});
            body["send_id"] = send_id(session, number);
            body["messages"]["email"]["message_variation_id"] = "bzc_" + session.token();
            if (accepted(session, send(std::move(body))))
              session.skip("a variation that is none is accepted: a finding of its own");
          }};
}

Step<Model> reference(int number) {
  return {.text = fmt::format("send a transactional email with reference {}", number),
          .possible = [](const Model& model) { return model.users; },
          .apply = [number](Model& model) { ++model.referred[number]; },
          .run =
              [number](const Model& before, Session& session) {
                const Call call{
                    .operation = "transactional.campaigns.send",
                    .path = {{"campaign_id", session.supplied("transactional_campaign_id")}},
                    .query = {},
                    .body = Json{{"external_send_id", send_id(session, number)},
                                 {"recipient", {{"external_user_id", user_of(session, 0)}}}}};
                std::string& known = session.memory()[fmt::format("dispatch {}", number)];
                if (before.referred[number] > 0) {
                  // Until the first send is settled a documented refusal says so.
                  const Exchange& answer = session.send(call);
                  if (session.failed() || answer.response->status >= 300) return;
                  const Json again = answer.response->body.value_or(Json());
                  session.expect_of(kOnce, member(again, "dispatch_id") == known,
                                    "a reference that was used dispatches nothing new",
                                    again.dump());
                  return;
                }
                const Json body = session.ok(call);
                session.expect_of(
                    "transactional.campaigns.send/send-id-in-events",
                    session.failed() || member(member(body, "metadata"), "external_send_id") ==
                                            send_id(session, number),
                    "what is told of the send holds its reference", body.dump());
                const Json id = member(body, "dispatch_id");
                known = id.is_string() ? id.get<std::string>() : "";
                const std::string other = session.memory()[fmt::format("dispatch {}", 1 - number)];
                session.expect_of(kOnce, session.failed() || known != other,
                                  "a new reference dispatches a message of its own", known);
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  if (!model.users) return creation_of_users();
  if (draw.chance(25)) return reference(static_cast<int>(draw.below(kReferences)));
  const int number = static_cast<int>(draw.below(kIds));
  if (model.sent[number] < 0) return creation(number);
  if (draw.chance(20)) return refused_sending(number);
  std::vector<int> users;
  for (int user = 0; user < kUsers; ++user) {
    if (draw.below(2) == 0) users.push_back(user);
  }
  if (users.empty()) users.push_back(0);
  return sending_to(number, std::move(users));
}

// The count of the one that changed, and of the other, which did not.
void inspect(const Model& model, Session& session) {
  if (!model.users) return;
  const Campaign own = campaign(session);
  for (int i = 0; i < kIds; ++i) {
    if (model.sent[i] < 0) continue;
    if (i == model.refused) {
      const std::int64_t found = sent_under(session, own, send_id(session, i));
      session.expect_of(kRefused, found <= model.sent[i], "a call that was refused sends nothing",
                        fmt::format("{} sent", found));
    }
    expect_sent(session, own, send_id(session, i), model.sent[i]);
  }
}

const MachineRegistration kRegistration{
    {.name = "sends",
     .judges = {kCountsSends, kReturned, kSeveral, kRefused, kOnce},
     .uses = uses(
         {"sends.id.create", "sends.data_series", "messages.send", "transactional.campaigns.send"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::sending
