#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/dashboard.h"

// The steps of a Canvas and how they lead to each other:
// https://www.braze.com/docs/api/endpoints/export/canvas/get_canvas_details/
namespace brazecheck::dashboard {
namespace {

// Types of steps are written in more than one way ("audience_paths"): words that they hold.
bool is_of(const Json& step, std::initializer_list<std::string_view> words) {
  const std::string type = text_of(member(step, "type"));
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return type.find(word) != std::string::npos; });
}

bool sends_messages(const Json& step) { return is_of(step, {"message", "full"}); }

// Calls `look` with each step of some Canvases; gives up where no step is one that it looks at.
void for_steps(Session& session,
               const std::function<bool(const Json& canvas, const Json& step)>& look) {
  bool some = false;
  for (const Json& canvas : some_details(session, canvases())) {
    for (const Json& step : list(canvas, "steps")) some = look(canvas, step) || some;
  }
  if (!some) session.skip("no Canvas that is listed has such a step");
}

Json step_of(const Json& canvas, const Json& id) {
  for (const Json& step : list(canvas, "steps")) {
    if (member(step, "id") == id) return step;
  }
  return nullptr;
}

void every_step_has_next_paths(Session& session) {
  for_steps(session, [&](const Json&, const Json& step) {
    const Json paths = member(step, "next_paths");
    session.expect(paths.is_array() && std::all_of(paths.begin(), paths.end(),
                                                   [](const Json& path) {
                                                     return path.is_object() &&
                                                            path.contains("name") &&
                                                            path.contains("next_step_id");
                                                   }),
                   "a step has next_paths, each with name and next_step_id", step.dump());
    return true;
  });
}

void next_step_ids_of_message_steps(Session& session) {
  for_steps(session, [&](const Json& canvas, const Json& step) {
    const Json ids = list(step, "next_step_ids");
    for (const Json& id : ids) {
      const Json next = step_of(canvas, id);
      session.expect(next.is_null() || sends_messages(next),
                     "next_step_ids names steps that send messages",
                     fmt::format("{} is {}", id.dump(), member(next, "type").dump()));
    }
    return !ids.empty();
  });
}

void decision_split_paths(Session& session) {
  for_steps(session, [&](const Json&, const Json& step) {
    if (!is_of(step, {"decision"})) return false;
    for (const Json& path : list(step, "next_paths")) {
      const Json name = member(path, "name");
      session.expect(name == "Yes" || name == "No",
                     "the paths of a Decision Split are named Yes and No", path.dump());
    }
    return true;
  });
}

void group_paths(Session& session) {
  for_steps(session, [&](const Json&, const Json& step) {
    if (is_of(step, {"decision"})) return false;
    const bool named = is_of(step, {"audience_path", "action_path", "experiment"});
    for (const Json& path : list(step, "next_paths")) {
      session.expect(member(path, "name").is_string() == named,
                     named ? "the paths of this step have the names of groups or paths"
                           : "the paths of this step have no name",
                     fmt::format("{} of type {}", path.dump(), member(step, "type").dump()));
    }
    return named;
  });
}

void single_first_step(Session& session) {
  bool some = false;
  for (const Json& canvas : some_details(session, canvases())) {
    for (const Json& variant : list(canvas, "variants")) {
      some = true;
      const Json ids = list(variant, "first_step_ids");
      const Json single = member(variant, "first_step_id");
      session.expect(single.is_null() || (ids.size() == 1 && ids[0] == single),
                     "first_step_id stands only where there is one first step, and names it",
                     variant.dump());
    }
  }
  if (!some) session.skip("no Canvas that is listed has variants");
}

void steps_are_linked(Session& session) {
  bool some = false;
  for (const Json& canvas : some_details(session, canvases())) {
    std::vector<Json> named;
    const auto take = [&](const Json& ids) { named.insert(named.end(), ids.begin(), ids.end()); };
    for (const Json& variant : list(canvas, "variants")) take(list(variant, "first_step_ids"));
    for (const Json& step : list(canvas, "steps")) {
      take(list(step, "next_step_ids"));
      for (const Json& path : list(step, "next_paths")) {
        if (const Json id = member(path, "next_step_id"); !id.is_null()) named.push_back(id);
      }
    }
    for (const Json& id : named) {
      some = true;
      session.expect(!step_of(canvas, id).is_null(), "what leads on leads to a step of the Canvas",
                     id.dump());
    }
  }
  if (!some) session.skip("no Canvas that is listed has steps that lead on");
}

struct Registrations {
  Registrations() {
    const std::vector<std::string> both = {"canvas.list", "canvas.details"};
    const auto of = [&](const char* id) { return std::string("canvas.details/") + id; };
    add(of("every-step-has-next-paths"), both, every_step_has_next_paths);
    add(of("next-step-ids-of-message-steps"), both, next_step_ids_of_message_steps);
    add(of("decision-split-paths"), both, decision_split_paths);
    add(of("group-paths"), both, group_paths);
    add(of("single-first-step"), both, single_first_step);
    add(of("steps-are-linked"), both, steps_are_linked);
    // Whether a Canvas was stopped is told by its details alone.
    add("canvas.list/stopped-included", both, stopped_included);
  }

  static void stopped_included(Session& session) {
    const std::string id = session.supplied("stopped_canvas_id");
    const Json stopped = details_of(session, canvases(), id);
    if (session.failed()) return;
    if (member(stopped, "enabled") != false || member(stopped, "archived") != false)
      return session.skip("stopped_canvas_id is not stopped, or archived");
    const Listing list = listing_of(canvases(), "pages-are-disjoint");
    const Walk walked = walk(session, list);
    if (session.failed()) return;
    session.expect(std::any_of(walked.entries.begin(), walked.entries.end(),
                               [&](const Json& entry) { return key_of(list, entry) == id; }),
                   "a stopped Canvas is listed", id + " is on no page");
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
