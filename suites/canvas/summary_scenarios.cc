#include <fmt/format.h>

#include <cmath>

#include "suites/answer.h"
#include "suites/canvas/statistics.h"

// Statistics of a Canvas, summed:
// https://www.braze.com/docs/api/endpoints/export/canvas/get_canvas_analytics_summary/
namespace brazecheck::dashboard {
namespace {

const Statistics kSummary{"canvas.data_summary"};
const Statistics kSeries{"canvas.data_series"};

// Sums of a time by name ("entries", "conversions", "revenue").
std::map<std::string, double> sums(const Json& statistics) {
  std::map<std::string, double> out;
  for (const Json& entry : statistics) {
    const Json total = member(entry, "total_stats");
    if (!total.is_object()) continue;
    for (const auto& [name, value] : total.items()) {
      if (value.is_number()) out[name] += value.get<double>();
    }
  }
  return out;
}

std::string shown(const std::map<std::string, double>& sums) { return Json(sums).dump(); }

// Money is given to the cent.
bool same(const std::map<std::string, double>& left, const std::map<std::string, double>& right) {
  constexpr double kCent = 0.01;
  if (left.size() != right.size()) return false;
  for (const auto& [name, value] : left) {
    const auto other = right.find(name);
    if (other == right.end() || std::abs(other->second - value) > kCent) return false;
  }
  return true;
}

Fields days(int length, int ago) {
  return {{"length", std::to_string(length)}, {"ending_at", to_text(morning(ago))}};
}

std::map<std::string, double> of_days(Session& session, int length, int ago) {
  return sums(kSummary.read(session, days(length, ago)));
}

// Whether the sums are those of other days, whatever was asked for.
bool takes_no_notice(Session& session, const std::map<std::string, double>& of_four_days) {
  return same(of_four_days, of_days(session, 2, 2)) ||
         same(of_four_days, sums(kSummary.read(session, {{"length", "4"}})));
}

void sum_of_the_series(Session& session) {
  const auto total = of_days(session, 4, 2);
  const auto daily = sums(kSeries.read(session, days(4, 2)));
  if (session.failed()) return;
  if (!same(total, daily)) {
    session.expect_of("canvas.data_summary/range-of-days", !takes_no_notice(session, total),
                      "another length, or another end, gives other sums", shown(total));
  }
  session.expect(same(total, daily), "the totals are the sums of the days",
                 shown(total) + " instead of " + shown(daily));
}

// Two times that follow each other have the sums of both together; a start names the first day.
void range_of_days(Session& session) {
  const auto whole = of_days(session, 4, 2);
  const auto late = of_days(session, 2, 2);
  auto parts = of_days(session, 2, 4);
  const auto from = sums(kSummary.read(
      session, {{"starting_at", to_text(morning(3))}, {"ending_at", to_text(morning(2))}}));
  if (session.failed()) return;
  for (const auto& [name, value] : late) parts[name] += value;
  if (!same(whole, parts) && !takes_no_notice(session, whole)) {
    const auto daily = sums(kSeries.read(session, days(4, 2)));
    session.expect_of("canvas.data_summary/sum-of-the-series", same(whole, daily),
                      "the totals are the sums of the days",
                      shown(whole) + " instead of " + shown(daily));
  }
  session.expect(same(whole, parts), "four days are counted as two days and the two before",
                 shown(whole) + " instead of " + shown(parts));
  session.expect(same(from, late), "starting_at names the first day that is counted",
                 shown(from) + " instead of " + shown(late));
}

void ends_now_by_default(Session& session) {
  expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
    const auto plain = sums(kSummary.read(session, {{"length", "2"}}));
    const auto now =
        sums(kSummary.read(session, {{"length", "2"}, {"ending_at", to_text(present())}}));
    if (same(plain, now)) return std::nullopt;
    return Wrong{"without ending_at the time ends now", shown(plain) + " instead of " + shown(now)};
  });
}

// Both times are of one day wherever the company is.
void days_of_the_company(Session& session) {
  const auto early = std::chrono::minutes(-20), late = std::chrono::minutes(20);
  const auto at = [&](Moment start, Moment end) {
    return sums(
        kSummary.read(session, {{"starting_at", to_text(start)}, {"ending_at", to_text(end)}}));
  };
  const auto first = at(morning(3) + early, morning(2) + late);
  const auto second = at(morning(3) + late, morning(2) + early);
  if (session.failed()) return;
  session.expect(same(first, second), "days are counted as a whole, whatever the time of day",
                 shown(first) + " instead of " + shown(second));
}

void influenced_opens_are_all(Session& session) {
  bool some = false;
  for (const Json& entry : kSummary.past(
           session, {{"include_step_breakdown", "true"}, {"include_deleted_step_data", "true"}})) {
    for (const Json& step : member(entry, "step_stats")) {
      for (const Json& messages : member(step, "messages")) {
        for (const Json& message : messages) {
          const Json all = member(message, "influenced_opens"), direct = member(message, "opens");
          if (!all.is_number() || !direct.is_number()) continue;
          some = true;
          session.expect(all >= direct, "influenced_opens are no fewer than direct opens",
                         message.dump());
        }
      }
    }
  }
  if (!some) session.skip("no step of the Canvas counts influenced opens");
}

struct Registrations {
  Registrations() {
    const std::vector<std::string> alone = {"canvas.data_summary"};
    const std::vector<std::string> both = {"canvas.data_summary", "canvas.details"};
    const auto of = [&](const char* id) { return alone[0] + "/" + id; };
    add(of("no-breakdown-by-default"), alone, no_breakdown_by_default(kSummary));
    add(of("variants-on-request"), both, variants_on_request(kSummary));
    add(of("steps-on-request"), both, steps_on_request(kSummary));
    add(of("deleted-steps-on-request"), both, deleted_steps_on_request(kSummary));
    add(of("sum-of-the-series"), {alone[0], "canvas.data_series"}, sum_of_the_series);
    add(of("range-of-days"), {alone[0], "canvas.data_series"}, range_of_days);
    add(of("ends-now-by-default"), alone, ends_now_by_default);
    add(of("days-of-the-company"), alone, days_of_the_company);
    add(of("influenced-opens-are-all"), alone, influenced_opens_are_all);
    add(of("named-as-described"), both, named_as_described(kSummary));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
