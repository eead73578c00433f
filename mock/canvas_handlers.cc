#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/message_documents.h"
#include "mock/message_stats.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

constexpr char kCanvases[] = "canvases";

/// The Canvas that `canvas_id` names, or null.
const Json* canvas_of(const Call& call, State& state) {
  return state.table(kCanvases).find(value_of(call, "canvas_id"));
}

Reply unknown_canvas(const Call& call) { return refuse_unknown(call, "canvas_id", "Canvas"); }

Reply list(const Call& call, State& state) {
  Json canvases = Json::array();
  for (const Table::Row* row : listed_page(call, state.table(kCanvases), kCanvases)) {
    canvases.push_back({{"id", row->id},
                        {"last_edited", shown_time(call, row->document, "updated_at")},
                        {"name", text(row->document, "name")},
                        {"tags", items(row->document, "tags")}});
  }
  return success(*call.contract, {{kCanvases, std::move(canvases)}});
}

Json shown_variant(const Json& variant) {
  const auto& first = items(variant, "first_step_ids");
  Json shown = {
      {"name", text(variant, "name")}, {"id", text(variant, "id")}, {"first_step_ids", first}};
  if (first.size() == 1) shown["first_step_id"] = first.front();
  return shown;
}

Json shown_step(const Call& call, const Json& step, bool has_locales) {
  return {{"name", text(step, "name")},
          {"type", text(step, "type")},
          {"id", text(step, "id")},
          {"next_step_ids", items(step, "next_step_ids")},
          {"next_paths", items(step, "next_paths")},
          {"channels", channels_of(member(step, "messages"))},
          {"messages", shown_messages(call, member(step, "messages"), has_locales)}};
}

Reply details(const Call& call, State& state) {
  const Json* found = canvas_of(call, state);
  if (found == nullptr) return unknown_canvas(call);
  const Json canvas = launched(call, *found);
  Json shown = Json::object();
  for (const char* name : {"created_at", "updated_at"}) {
    shown[name] = shown_time(call, canvas, name);
  }
  for (const char* name : {"name", "description", "schedule_type"}) {
    shown[name] = text(canvas, name);
  }
  for (const char* name : {"archived", "draft", "enabled", "has_post_launch_draft"}) {
    shown[name] = is_true(member(canvas, name));
  }
  for (const char* name : {"tags", "teams"}) shown[name] = items(canvas, name);
  shown["first_entry"] = member(canvas, "first_entry");
  shown["last_entry"] = last_sent(call, canvas, "last_entry");
  shown["variants"] = Json::array();
  for (const Json& variant : items(canvas, "variants")) {
    shown["variants"].push_back(shown_variant(variant));
  }
  Json all_messages = Json::object();
  shown["steps"] = Json::array();
  for (const Json& step : items(canvas, "steps")) {
    if (is_true(member(step, "deleted"))) continue;
    if (member(step, "messages").is_object()) all_messages.update(member(step, "messages"));
    shown["steps"].push_back(shown_step(call, step, !state.table("locales").empty()));
  }
  shown["channels"] = channels_of(all_messages);
  return success(*call.contract, std::move(shown));
}

/// The days that statistics are asked for: from `starting_at`, or `length` days, to `ending_at`;
/// the later of both beginnings; no more than `length` allows.
std::vector<Point> days_of(const Call& call) {
  double most = 1;
  for (const Parameter& parameter : call.contract->query_parameters) {
    if (parameter.name == "length") most = resolved(*parameter.schema).maximum.value_or(1);
  }
  const Time end = time_parameter(call, "ending_at", call.now);
  const auto longest = static_cast<std::int64_t>(most);
  const auto length =
      std::clamp<std::int64_t>(call.number_parameter("length", longest), 0, longest);
  const Time earliest = end - std::chrono::days(length - 1);
  return days_between(std::max(time_parameter(call, "starting_at", earliest), earliest), end);
}

/// What is asked of the statistics, and whom for.
struct Question {
  const Json& canvas;
  std::string id;
  StatsForm form;
  Traffic traffic;
  bool variants = false, steps = false, deleted_steps = false;
};

Question question_of(const Call& call, const Json& canvas) {
  return {canvas,
          value_of(call, "canvas_id"),
          {"_by_entry_time", std::max<std::size_t>(1, items(canvas, "conversion_behaviors").size()),
           true},
          traffic_of(canvas, call.now),
          is_set(call, "include_variant_breakdown"),
          is_set(call, "include_step_breakdown"),
          is_set(call, "include_deleted_step_data")};
}

Json step_statistics(const Question& question, const Json& step, std::int64_t entries,
                     std::int64_t really, const Point& point) {
  const Json& share = member(step, "share");
  const std::string id = text(step, "id");
  const std::int64_t reached =
      part_of(entries, share.is_number() ? share.get<double>() : 1.0, id, point);
  Json stats = {{"name", text(step, "name")}};
  add_results(question.form, reached, id, point, &stats);
  stats["messages"] =
      message_stats(question.form, member(step, "messages"), nullptr, reached, really, point)
          .channels;
  return stats;
}

/// What happened in the Canvas in this time.
Json statistics(const Question& question, const State& state, const Point& point) {
  const auto really =
      static_cast<std::int64_t>(state.activity.sum("sends", question.id, "", point.from, point.to));
  const std::int64_t entries = question.traffic.count(question.id, point);
  Json total = {{"entries", entries + really}};
  add_results(question.form, entries, question.id, point, &total);
  Json stats = {{"total_stats", std::move(total)}};
  if (question.variants) {
    stats["variant_stats"] = Json::object();
    std::int64_t left = entries;
    std::int64_t extra = really;  // who is sent into a Canvas by a call gets the first variant
    const auto& variants = items(question.canvas, "variants");
    for (std::size_t i = 0; i < variants.size(); ++i) {
      const Json& share = member(variants[i], "share");
      const std::string id = text(variants[i], "id");
      const bool last = i + 1 == variants.size();
      const std::int64_t own =
          last ? left
               : std::min(left, part_of(entries, share.is_number() ? share.get<double>() : 1.0, id,
                                        point));
      left -= own;
      Json variant = {{"name", text(variants[i], "name")}, {"entries", own + extra}};
      add_results(question.form, own, id, point, &variant);
      stats["variant_stats"][id] = std::move(variant);
      extra = 0;
    }
  }
  if (question.steps) {
    stats["step_stats"] = Json::object();
    std::int64_t extra = really;
    for (const Json& step : items(question.canvas, "steps")) {
      if (is_true(member(step, "deleted")) && !question.deleted_steps) continue;
      stats["step_stats"][text(step, "id")] =
          step_statistics(question, step, entries, extra, point);
      extra = 0;
    }
  }
  return stats;
}

Reply data_series(const Call& call, State& state) {
  const Json* canvas = canvas_of(call, state);
  if (canvas == nullptr) return unknown_canvas(call);
  const Question question = question_of(call, *canvas);
  Json days = Json::array();
  for (const Point& point : days_of(call)) {
    Json day = statistics(question, state, point);
    day["time"] = point.label;
    days.push_back(std::move(day));
  }
  return success(*call.contract,
                 {{"data", {{"name", text(*canvas, "name")}, {"stats", std::move(days)}}}});
}

Reply data_summary(const Call& call, State& state) {
  const Json* canvas = canvas_of(call, state);
  if (canvas == nullptr) return unknown_canvas(call);
  const Question question = question_of(call, *canvas);
  // A point without any time has all the members, with nothing in them.
  Json summary = statistics(question, state, Point{});
  for (const Point& point : days_of(call)) add_up(statistics(question, state, point), &summary);
  summary["name"] = text(*canvas, "name");
  return success(*call.contract, {{"data", std::move(summary)}});
}

Reply url_info(const Call& call, State& state) {
  const std::string* id = call.parameter("canvas_step_id");
  // The example of the page names the step so.
  if (id == nullptr) id = call.parameter("campaign_id");
  for (const Table::Row* row : state.table(kCanvases).rows()) {
    for (const Json& step : items(row->document, "steps")) {
      if (id == nullptr || text(step, "id") != *id) continue;
      return link_aliases(call, member(step, "messages"), "Missing/Invalid Message Variant ID");
    }
  }
  return refuse(*call.contract, "Missing/Invalid Canvas ID");
}

}  // namespace

std::vector<Handler> canvas_handlers() {
  return {{"canvas.list", list},
          {"canvas.details", details},
          {"canvas.data_series", data_series},
          {"canvas.data_summary", data_summary},
          {"canvas.url_info.details", url_info}};
}

}  // namespace brazecheck::mock
