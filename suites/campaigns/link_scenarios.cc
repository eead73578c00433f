#include <set>

#include "suites/answer.h"
#include "suites/dashboard.h"

// Link aliases of an email: a page of private betas, docs/get_campaign_link_alias.
namespace brazecheck::dashboard {
namespace {

// What is asked of one email.
struct Email {
  std::string operation;
  std::string owner;  ///< parameter that names the campaign or step, and what the target supplies
};

Play filter_by_link(const Email& email) {
  return [email](Session& session) {
    const std::string owner = session.supplied(email.owner);
    // The variation in the step is read from the details; that of the campaign is supplied.
    std::string variation;
    if (email.owner == "campaign_id") {
      variation = session.supplied("message_variation_id");
    } else {
      const Json canvas = details_of(session, canvases(), supplied_id(session, canvases()));
      for (const Json& step : list(canvas, "steps")) {
        const Json messages = member(step, "messages");
        if (member(step, "id") != owner || !messages.is_object()) continue;
        for (const auto& [id, message] : messages.items()) {
          if (member(message, "channel") == "email") variation = id;
        }
      }
      if (!session.failed() && variation.empty())
        return session.skip("the step that is supplied has no email");
    }
    const auto links = [&](const Fields& more) {
      Fields query = {{email.owner, owner}, {"message_variation_id", variation}};
      query.insert(query.end(), more.begin(), more.end());
      return list(
          session.ok({.operation = email.operation, .path = {}, .query = query, .body = {}}),
          "link_data");
    };
    const Json all = links({});
    if (session.failed()) return;
    std::set<std::string> ids;
    for (const Json& link : all) {
      if (const Json id = member(link, "link_id"); id.is_string()) ids.insert(id);
    }
    if (ids.empty()) return session.skip("the email has no links with an identifier");
    const std::string wanted = *ids.begin();
    const Json some = links({{"includes_link_id", wanted}});
    if (session.failed()) return;
    Json expected = Json::array();
    for (const Json& link : all) {
      if (member(link, "link_id") == wanted) expected.push_back(link);
    }
    session.expect(some == expected, "only the links of the identifier " + wanted + " are listed",
                   some.dump());
  };
}

struct Registrations {
  Registrations() {
    const std::string campaign = "campaigns.url_info.details";
    add(campaign + "/filter-by-link", {campaign}, filter_by_link({campaign, "campaign_id"}));
    const std::string canvas = "canvas.url_info.details";
    add(canvas + "/filter-by-link", {canvas, "canvas.details"},
        filter_by_link({canvas, "canvas_step_id"}));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
