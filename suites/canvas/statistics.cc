#include "suites/canvas/statistics.h"

#include <algorithm>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"

namespace brazecheck::dashboard {
namespace {

const Fields kSteps = {{"include_step_breakdown", "true"}};
const Fields kVariants = {{"include_variant_breakdown", "true"}};
const Fields kDeletedToo = {{"include_step_breakdown", "true"},
                            {"include_deleted_step_data", "true"}};

// The ids in a list of the Canvas's details: of its variants or steps.
std::set<std::string> ids_in(Session& session, const char* member_name) {
  std::set<std::string> ids;
  const Json canvas = details_of(session, canvases(), supplied_id(session, canvases()));
  for (const Json& part : list(canvas, member_name)) ids.insert(text_of(member(part, "id")));
  return ids;
}

// Every one of the statistics has `wanted` by exactly these ids.
void expect_by_id(Session& session, const Json& all, const char* wanted,
                  const std::set<std::string>& ids, const std::string& statement) {
  if (session.failed()) return;
  if (all.empty()) return session.skip("the Canvas has no statistics");
  for (const Json& entry : all)
    session.expect(names_of(member(entry, wanted)) == ids, statement, entry.dump());
}

}  // namespace

std::set<std::string> names_of(const Json& object) {
  std::set<std::string> names;
  if (!object.is_object()) return names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

Json Statistics::data(Session& session, const Fields& query) const {
  Fields all = {{"canvas_id", supplied_id(session, canvases())}};
  all.insert(all.end(), query.begin(), query.end());
  return member(session.ok({.operation = operation, .path = {}, .query = all, .body = {}}), "data");
}

Json Statistics::read(Session& session, const Fields& query) const {
  const Json data = this->data(session, query);
  if (session.failed()) return Json::array();
  const Json days = member(data, "stats");
  return days.is_array() ? days : Json::array({data});
}

Json Statistics::past(Session& session, const Fields& breakdown) const {
  Fields query = {{"length", "3"}, {"ending_at", to_text(morning(2))}};
  query.insert(query.end(), breakdown.begin(), breakdown.end());
  return read(session, query);
}

Play no_breakdown_by_default(Statistics statistics) {
  return [statistics = std::move(statistics)](Session& session) {
    const Json all = statistics.past(session);
    if (session.failed()) return;
    if (all.empty()) return session.skip("the Canvas has no statistics");
    for (const Json& entry : all) {
      session.expect(entry.is_object() && entry.contains("total_stats") &&
                         !entry.contains("variant_stats") && !entry.contains("step_stats"),
                     "without a breakdown only total_stats are given", entry.dump());
    }
  };
}

Play variants_on_request(Statistics statistics) {
  return [statistics = std::move(statistics)](Session& session) {
    const std::set<std::string> variants = ids_in(session, "variants");
    expect_by_id(session, statistics.past(session, kVariants), "variant_stats", variants,
                 "variant_stats are given by id of the variant");
  };
}

Play steps_on_request(Statistics statistics) {
  return [statistics = std::move(statistics)](Session& session) {
    const std::set<std::string> steps = ids_in(session, "steps");
    const Json all = statistics.past(session, kSteps);
    if (session.failed()) return;
    if (all.empty()) return session.skip("the Canvas has no statistics");
    for (const Json& entry : all) {
      const std::set<std::string> counted = names_of(member(entry, "step_stats"));
      // Deleted ones beside them are another requirement.
      session.expect(std::includes(counted.begin(), counted.end(), steps.begin(), steps.end()),
                     "step_stats are given by id of the step", entry.dump());
    }
  };
}

Play deleted_steps_on_request(Statistics statistics) {
  return [statistics = std::move(statistics)](Session& session) {
    const std::set<std::string> steps = ids_in(session, "steps");
    const Json plain = statistics.past(session, kSteps);
    const Json with = statistics.past(session, kDeletedToo);
    if (session.failed()) return;
    for (const Json& entry : plain) {
      // That there are steps at all is another requirement.
      session.expect_of(statistics.operation + "/steps-on-request",
                        entry.is_object() && entry.contains("step_stats"),
                        "step_stats are given by id of the step", entry.dump());
      for (const std::string& id : names_of(member(entry, "step_stats"))) {
        session.expect(steps.contains(id), "a step that is counted is a step of the Canvas", id);
      }
    }
    std::set<std::string> counted;
    for (const Json& entry : with) counted.merge(names_of(member(entry, "step_stats")));
    if (std::any_of(counted.begin(), counted.end(),
                    [&](const std::string& id) { return !steps.contains(id); }))
      return;
    // Whether a step was deleted is told by these statistics alone.
    const std::string deleted = session.supplied("deleted_step_id");
    if (session.failed()) return;
    session.expect(counted.contains(deleted),
                   "a deleted step is counted with include_deleted_step_data", deleted);
  };
}

Play named_as_described(Statistics statistics) {
  return [statistics = std::move(statistics)](Session& session) {
    const Json canvas = details_of(session, canvases(), supplied_id(session, canvases()));
    const Json data = statistics.data(
        session,
        {{"length", "3"}, {"ending_at", to_text(morning(2))}, kVariants.front(), kSteps.front()});
    if (session.failed()) return;
    session.expect(member(data, "name") == member(canvas, "name"),
                   "statistics name the Canvas as its details do", member(data, "name").dump());
    const Json days = member(data, "stats");
    for (const Json& entry : days.is_array() ? days : Json::array({data})) {
      for (const auto& [parts, counted] :
           {std::pair("variants", "variant_stats"), std::pair("steps", "step_stats")}) {
        const Json by_id = member(entry, counted);
        for (const Json& part : list(canvas, parts)) {
          const Json found = member(by_id, text_of(member(part, "id")));
          if (!found.is_object()) continue;
          session.expect(member(found, "name") == member(part, "name"),
                         std::string(counted) + " name what they count as the details do",
                         found.dump());
        }
      }
    }
  };
}

}  // namespace brazecheck::dashboard
