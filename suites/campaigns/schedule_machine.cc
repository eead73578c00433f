#include <fmt/format.h>

#include "suites/campaigns/messages.h"
#include "suites/campaigns/schedules.h"
#include "suites/machine.h"

// Schedules of one campaign or Canvas in any order of creating, changing and deleting. No call
// lists them: that one is there shows in that it can be changed.
namespace brazecheck::dashboard {
namespace {

constexpr std::size_t kMost = 4;

struct Schedule {
  Json time;  ///< the schedule object as it was sent last
  bool deleted = false;
};

struct Schedules {
  std::vector<Schedule> all;

  [[nodiscard]] std::vector<std::size_t> numbers(bool deleted) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].deleted == deleted) found.push_back(i);
    }
    return found;
  }
};

using Stepped = Step<Schedules>;

std::string& id_of(Session& session, std::size_t number) {
  return session.memory()["schedule " + std::to_string(number)];
}

// At one moment, or in local time: years ahead, so that nothing is sent.
Json draw_schedule(Draw& draw) {
  const Moment time = std::chrono::floor<std::chrono::days>(present()) +
                      std::chrono::hours(24 * draw.between(300, 2900) + draw.between(0, 23)) +
                      std::chrono::seconds(draw.between(0, 3599));
  if (draw.chance(30)) return {{"time", without_zone(time)}, {"in_local_time", true}};
  return {{"time", draw.chance(60) ? to_text(time) : without_zone(time)}};
}

bool is_alive(const Schedules& model, std::size_t number) {
  return number < model.all.size() && !model.all[number].deleted;
}

// The schedule is there: it can be given the time again that it has.
void expect_there(Session& session, const Kind& kind, std::size_t number, const Json& schedule,
                  const std::string& requirement, const std::string& statement) {
  session.eventually_of(
      requirement,
      [&] {
        return accepted(session, update_schedule(session, kind, id_of(session, number), schedule));
      },
      fmt::format("schedule {}: {}", number + 1, statement));
}

void expect_gone(Session& session, const Kind& kind, std::size_t number) {
  session.eventually_of(
      kind.operation("trigger.schedule.delete/deleted-not-sent"),
      [&] {
        return !accepted(session,
                         update_schedule(session, kind, id_of(session, number), far_schedule()));
      },
      fmt::format("schedule {} was deleted and is there no more", number + 1));
}

Stepped create(const Kind& kind, const Schedules& model, Draw& draw) {
  const std::size_t number = model.all.size();
  const Json schedule = draw_schedule(draw);
  return {.text = fmt::format("create schedule {}: {}", number + 1, schedule.dump()),
          .possible = [number](const Schedules& now) { return now.all.size() == number; },
          .apply = [schedule](Schedules& now) { now.all.push_back({schedule}); },
          .run =
              [&kind, number, schedule](const Schedules&, Session& session) {
                const Json answer = create_schedule(session, kind, schedule);
                id_of(session, number) =
                    answer.is_object() ? text_of(answer.value("schedule_id", Json())) : "";
                expect_there(session, kind, number, schedule,
                             kind.operation("trigger.schedule.create/schedule-id-usable"),
                             "what was created can be changed");
              }};
}

Stepped update(const Kind& kind, std::size_t number, Draw& draw) {
  const Json schedule = draw_schedule(draw);
  return {.text = fmt::format("update schedule {}: {}", number + 1, schedule.dump()),
          .possible = [number](const Schedules& now) { return is_alive(now, number); },
          .apply = [number, schedule](Schedules& now) { now.all[number].time = schedule; },
          .run =
              [&kind, number, schedule](const Schedules&, Session& session) {
                session.ok(update_schedule(session, kind, id_of(session, number), schedule));
              }};
}

// Refused: no time at all. What it names stays as it is.
Stepped refused(const Kind& kind, std::size_t number) {
  return {.text = fmt::format("update schedule {} without a time", number + 1),
          .possible = [number](const Schedules& now) { return is_alive(now, number); },
          .apply = {},
          .run =
              [&kind, number](const Schedules& before, Session& session) {
                (void)accepted(session, update_schedule(session, kind, id_of(session, number),
                                                        Json::object()));
                expect_there(session, kind, number, before.all[number].time,
                             kind.operation("trigger.schedule.create/schedule-id-usable"),
                             "a refused update leaves it there");
              }};
}

Stepped remove(const Kind& kind, std::size_t number) {
  return {.text = fmt::format("delete schedule {}", number + 1),
          .possible = [number](const Schedules& now) { return is_alive(now, number); },
          .apply = [number](Schedules& now) { now.all[number].deleted = true; },
          .run =
              [&kind, number](const Schedules&, Session& session) {
                session.ok(delete_schedule(session, kind, id_of(session, number)));
                expect_gone(session, kind, number);
              }};
}

Stepped next(const Kind& kind, const Schedules& model, Draw& draw) {
  const auto alive = model.numbers(false);
  if (alive.empty() || (model.all.size() < kMost && draw.chance(35)))
    return create(kind, model, draw);
  const std::size_t number = draw.pick(alive);
  if (draw.chance(25)) return remove(kind, number);
  return draw.chance(25) ? refused(kind, number) : update(kind, number, draw);
}

// The latest that is alive is there still, and the first that was deleted has not come back.
void inspect(const Kind& kind, const Schedules& after, Session& session) {
  const bool some_deleted = !after.numbers(true).empty();
  if (const auto alive = after.numbers(false); !alive.empty()) {
    expect_there(session, kind, alive.back(), after.all[alive.back()].time,
                 kind.operation(some_deleted ? "trigger.schedule.delete/others-stay"
                                             : "trigger.schedule.create/schedule-id-usable"),
                 "it is there whatever became of others");
  }
  if (const auto gone = after.numbers(true); !gone.empty()) expect_gone(session, kind, gone[0]);
}

Machine schedules_of(const Kind& kind, const std::string& name) {
  const std::string all = kind.operation("trigger.schedule.");
  return {
      .name = name,
      .judges = {all + "create/schedule-id-usable", all + "delete/deleted-not-sent",
                 all + "delete/others-stay"},
      .uses = {all + "create", all + "update", all + "delete"},
      .draw = commands_of<Schedules>(
          [&kind](const Schedules& model, Draw& draw) { return next(kind, model, draw); },
          [&kind](const Schedules& after, Session& session) { inspect(kind, after, session); })};
}

const MachineRegistration kCampaigns{schedules_of(campaigns(), "campaign_schedules")};
const MachineRegistration kCanvases{schedules_of(canvases(), "canvas_schedules")};

}  // namespace
}  // namespace brazecheck::dashboard
