#include "suites/sends/send_ids.h"

#include <fmt/format.h>

#include "suites/answer.h"

namespace brazecheck::sending {

Call create_send(const Campaign& campaign, const std::string& send_id) {
  Json body = {{"campaign_id", campaign.id}};
  if (!send_id.empty()) body["send_id"] = send_id;
  return {.operation = "sends.id.create", .path = {}, .query = {}, .body = std::move(body)};
}

std::string created_send(Session& session, const Campaign& campaign, const std::string& send_id) {
  const Json id = member(session.ok(create_send(campaign, send_id)), "send_id");
  if (session.failed()) return "";
  if (!id.is_string()) {
    session.skip("the answer has no send_id, which is a finding of its own");
    return "";
  }
  return id;
}

Call send_statistics(const Campaign& campaign, const std::string& send_id) {
  return {.operation = "sends.data_series",
          .path = {},
          .query = {{"campaign_id", campaign.id},
                    {"send_id", send_id},
                    // Two days: one may end between sending and counting.
                    {"length", "2"}},
          .body = std::nullopt};
}

std::int64_t sent_under(Session& session, const Campaign& campaign, const std::string& send_id) {
  std::int64_t sent = 0;
  const Json body = session.ok(send_statistics(campaign, send_id));
  for (const Json& day : list(body, "data")) {
    for (const Json& variation : list(member(day, "messages"), "email")) {
      const Json count = member(variation, "sent");
      if (count.is_number_integer()) sent += count.get<std::int64_t>();
    }
  }
  return sent;
}

void expect_sent(Session& session, const Campaign& campaign, const std::string& send_id,
                 std::int64_t count) {
  std::int64_t found = 0;
  if (count > 0) {
    session.eventually_of(
        kSeveral, [&] { return sent_under(session, campaign, send_id) > 0; },
        "messages that were sent under a send_id are counted");
  }
  session.eventually_of(
      kCountsSends,
      [&] {
        found = sent_under(session, campaign, send_id);
        return found == count;
      },
      fmt::format("{} emails are counted under {}", count, send_id));
}

}  // namespace brazecheck::sending
