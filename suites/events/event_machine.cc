#include <fmt/format.h>

#include <array>
#include <cmath>

#include "suites/events/tracked.h"
#include "suites/machine.h"

// Events and purchases of two users, day by day: the series agree with what was tracked.
namespace brazecheck::tracked {
namespace {

using std::chrono::days;

constexpr int kUsers = 2;
constexpr int kSubjects = 2;  // events, and as many products
constexpr int kDays = 3;      // 1 to 3 days ago
// Prices that doubles hold exactly, so that sums are exact.
constexpr std::array kPrices = {0.25, 2.5, 19.75, 1024.0};
constexpr std::array kCounts = {"events.data_series/counts-occurrences",
                                "purchases.quantity_series/counts-quantities",
                                "purchases.revenue_series/adds-up-prices"};
// What a name may hold.
constexpr std::array kEndings = {" Ü Tea \U0001F600", "-שלום"};

/// What one event or product has on each day.
struct Tally {
  std::array<double, kDays> count{};
  std::array<double, kDays> money{};
};

struct Model {
  bool any = false;
  std::array<Tally, kSubjects> events;
  std::array<Tally, kSubjects> products;
  int looked = 0;  ///< the subject that the last command was about
  bool bought = false;
  std::array<std::array<int, 2 * kSubjects>, kUsers> done{};  ///< by user: events, then products
};

struct Change {
  int user = 0;
  int subject = 0;
  int day = 0;
  int times = 1;
  double price = 0;  ///< 0 for an event
};

std::string name_of(const Session& session, int subject) {
  return name(session, fmt::format("_{}{}", subject, kEndings[subject]));
}

Moment when(int day) { return morning(day + 1); }

std::size_t place_of(const Change& change) {
  return static_cast<std::size_t>(change.subject + (change.price > 0 ? kSubjects : 0));
}

Occurrence occurrence(const Session& session, const Model& before, const Change& change) {
  return {.name = name_of(session, change.subject),
          .times = change.times,
          .at = when(change.day),
          .app = {},
          .price = change.price,
          .before = before.done[static_cast<std::size_t>(change.user)][place_of(change)]};
}

void apply_to(Model& model, const Change& change) {
  Tally& tally = (change.price > 0 ? model.products : model.events)[change.subject];
  tally.count[change.day] += change.times;
  tally.money[change.day] += change.times * change.price;
  model.done[static_cast<std::size_t>(change.user)][place_of(change)] += change.times;
  model.any = true;
  model.looked = change.subject;
  model.bought = change.price > 0;
}

std::string text_of(const Change& change) {
  return change.price > 0
             ? fmt::format("user {} buys {} of product {} at {}, {} days ago", change.user,
                           change.times, change.subject, change.price, change.day + 1)
             : fmt::format("user {} does event {} {} times, {} days ago", change.user,
                           change.subject, change.times, change.day + 1);
}

Step<Model> tracking(std::vector<Change> changes) {
  std::string text = "track:";
  for (const Change& change : changes) text += " [" + text_of(change) + "]";
  return {.text = std::move(text),
          .possible = {},
          .apply =
              [changes](Model& model) {
                for (const Change& change : changes) apply_to(model, change);
              },
          .run =
              [changes](const Model& before, Session& session) {
                const std::string external_id =
                    user(session, fmt::format("_u{}", changes.front().user));
                std::vector<Occurrence> all;
                for (const Change& change : changes)
                  all.push_back(occurrence(session, before, change));
                happen(session, external_id, all);
              }};
}

// An event without a time, and a purchase without a price, are not recorded.
Step<Model> refused(int subject, bool bought) {
  return {.text = fmt::format("track {} {} that lacks something", bought ? "product" : "event",
                              subject),
          .possible = [](const Model& model) { return model.any; },
          .apply =
              [subject, bought](Model& model) {
                model.looked = subject;
                model.bought = bought;
              },
          .run =
              [subject, bought](const Model&, Session& session) {
                Call call = track(user(session, "_u0"), {{.name = name_of(session, subject),
                                                          .times = 1,
                                                          .at = when(0),
                                                          .app = {},
                                                          .price = bought ? 1.0 : 0.0}});
                if (bought) {
                  (*call.body)["purchases"][0].erase("price");
                } else {
                  (*call.body)["events"][0].erase("time");
                }
                (void)session.send(call);
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  if (model.any && draw.chance(15))
    return refused(static_cast<int>(draw.below(kSubjects)), draw.below(2) == 0);
  std::vector<Change> changes(1 + draw.below(3));
  const int who = static_cast<int>(draw.below(kUsers));
  for (Change& change : changes) {
    change = {.user = who,
              .subject = static_cast<int>(draw.below(kSubjects)),
              .day = static_cast<int>(draw.below(kDays)),
              .times = static_cast<int>(draw.between(1, 4)),
              .price = draw.below(2) == 0 ? draw.pick(kPrices) : 0};
  }
  return tracking(std::move(changes));
}

bool agrees(const series::Points& points, const std::string& member,
            const std::array<double, kDays>& expected) {
  for (int day = 0; day < kDays; ++day) {
    const double found = points.at(std::chrono::floor<days>(when(day)), member);
    if (std::abs(found - expected[static_cast<std::size_t>(day)]) > 0.005) return false;
  }
  return true;
}

void look(Session& session, const std::string& requirement, const series::Series& of,
          const Fields& subject, const std::array<double, kDays>& expected) {
  const Fields query = {
      {"length", std::to_string(kDays + 2)}, {"unit", "day"}, {"ending_at", to_text(present())}};
  session.eventually_of(
      requirement,
      [&] {
        return agrees(series::read(session, of, subject, query), of.counts.front(), expected);
      },
      fmt::format("{} of {} is what was tracked", of.counts.front(), subject.front().second));
}

// What changed, by day, and another one, which did not.
void inspect(const Model& model, Session& session) {
  if (!model.any) return;
  const auto index = static_cast<std::size_t>(model.looked);
  const std::string subject = name_of(session, model.looked);
  const std::string other = name_of(session, 1 - model.looked);
  if (model.bought) {
    const Tally& tally = model.products[index];
    // A series that takes no notice of the product counts what anybody bought.
    for (const auto& of : {quantities(), revenue()}) {
      const double none =
          series::read(session, of, {{"product", name(session, "_none")}}, around(when(0)))
              .total(of.counts.front());
      session.expect_of(of.operation + "/limited-to-product", none == 0,
                        "of a product that nobody bought there is nothing", std::to_string(none));
    }
    look(session, kCounts[1], quantities(), {{"product", subject}}, tally.count);
    look(session, kCounts[2], revenue(), {{"product", subject}}, tally.money);
    look(session, kCounts[1], quantities(), {{"product", other}}, model.products[1 - index].count);
  } else {
    look(session, kCounts[0], events(), {{"event", subject}}, model.events[index].count);
    look(session, kCounts[0], events(), {{"event", other}}, model.events[1 - index].count);
  }
}

const MachineRegistration kRegistration{
    {.name = "events",
     .judges = {kCounts.begin(), kCounts.end()},
     .uses = {"users.track", "users.export.ids", "events.data_series", "purchases.quantity_series",
              "purchases.revenue_series"},
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::tracked
