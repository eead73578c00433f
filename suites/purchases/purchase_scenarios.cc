#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "suites/answer.h"
#include "suites/events/tracked.h"
#include "suites/pages.h"

// What was bought: the products, how many of them, and the money paid for them.
// https://www.braze.com/docs/api/endpoints/export/purchases/get_list_product_id/
// https://www.braze.com/docs/api/endpoints/export/purchases/get_number_of_purchases/
// https://www.braze.com/docs/api/endpoints/export/purchases/get_revenue_series/
namespace brazecheck::tracked {
namespace {

using series::Points;
using series::Series;

// Two of them still have cents, which a series must not round.
constexpr double kPrice = 2.25;

// One of the two series, and what a purchase of one piece adds to it.
struct Measure {
  Series series;
  std::string counts;  ///< requirement that it counts what was bought
  double of_one = 1;

  [[nodiscard]] std::string requirement(const char* name) const {
    return series.operation + "/" + name;
  }
  [[nodiscard]] const std::string& member() const { return series.counts.front(); }
};

Measure by_quantity() { return {quantities(), "purchases.quantity_series/counts-quantities", 1}; }
Measure by_money() { return {revenue(), "purchases.revenue_series/adds-up-prices", kPrice}; }

Moment when() { return morning(2); }

Occurrence bought(const std::string& product, int quantity, std::string app = "") {
  return {.name = product, .times = quantity, .at = when(), .app = std::move(app), .price = kPrice};
}

double total(Session& session, const Measure& measure, const Fields& of) {
  return series::read(session, measure.series, of, around(when())).total(measure.member());
}

bool same(double a, double b) { return std::abs(a - b) < 0.005; }

// A product of the scenario's own, bought twice in no app. Whether the series takes notice of the
// product is looked at first: else everything bought anywhere would be counted.
std::string own_product(Session& session, const Measure& measure, const std::string& external_id) {
  const std::string product = name(session);
  happen(session, external_id, {bought(product, 2)});
  const double whole = total(session, measure, {});
  const double none = total(session, measure, {{"product", name(session, "_none")}});
  session.expect_of(measure.requirement("limited-to-product"), none == 0 || none < whole,
                    "of a product that nobody bought there is nothing", std::to_string(none));
  session.eventually_of(
      measure.counts,
      [&] {
        return same(total(session, measure, {{"product", product}}), 2 * measure.of_one);
      },
      fmt::format("a product that was bought twice counts {}", 2 * measure.of_one));
  return product;
}

std::function<void(Session&)> counts(Measure measure) {
  return [measure = std::move(measure)](Session& session) {
    const std::string product = own_product(session, measure, user(session));
    const Points by_day =
        series::read(session, measure.series, {{"product", product}}, around(when()));
    const double of_day =
        by_day.at(std::chrono::floor<std::chrono::days>(when()), measure.member());
    session.expect(same(of_day, 2 * measure.of_one), "what was bought counts for its day",
                   std::to_string(of_day));
  };
}

std::function<void(Session&)> limited_to_product(Measure measure) {
  return [measure = std::move(measure)](Session& session) {
    const std::string external_id = user(session);
    const std::string product = own_product(session, measure, external_id);
    const std::string other = name(session, "b");
    session.ok(track(external_id, {bought(other, 3)}));
    session.eventually_of(
        measure.counts,
        [&] {
          return same(total(session, measure, {{"product", other}}), 3 * measure.of_one);
        },
        fmt::format("a product that was bought three times counts {}", 3 * measure.of_one));
    const double found = total(session, measure, {{"product", product}});
    session.expect(same(found, 2 * measure.of_one), "another product does not count",
                   std::to_string(found));
  };
}

// Without product the series grows by what is bought of either of two. It may grow by more:
// others buy, too.
std::function<void(Session&)> all_products(Measure measure) {
  return [measure = std::move(measure)](Session& session) {
    const std::string external_id = user(session);
    const double before = total(session, measure, {});
    (void)own_product(session, measure, external_id);
    session.ok(track(external_id, {bought(name(session, "b"), 3)}));
    const double mine = 5 * measure.of_one;
    session.eventually([&] { return total(session, measure, {}) - before >= mine - 0.005; },
                       fmt::format("two products add {} to the series of all", mine));
  };
}

void in_app(Session& session, const Measure& measure, bool of_app) {
  const std::string app = session.supplied("app_id");
  const std::string external_id = user(session);
  const std::string product = own_product(session, measure, external_id);
  session.ok(track(external_id, {bought(product, 1, app)}));
  const std::string all_apps = measure.requirement("all-apps-default");
  session.eventually_of(
      all_apps,
      [&] {
        return same(total(session, measure, {{"product", product}}), 3 * measure.of_one);
      },
      "what was bought in an app counts beside what was bought in none");
  if (!of_app) return;
  session.eventually(
      [&] {
        return same(total(session, measure, {{"product", product}, {"app_id", app}}),
                    measure.of_one);
      },
      "of three purchases the one in the app is counted");
}

std::function<void(Session&)> limited_to_app(Measure measure) {
  return [measure = std::move(measure)](Session& session) { in_app(session, measure, true); };
}
std::function<void(Session&)> all_apps(Measure measure) {
  return [measure = std::move(measure)](Session& session) { in_app(session, measure, false); };
}

Listing products_listed() {
  return {.operation = "purchases.product_list",
          .entries = "products",
          .key = "",
          .disjoint = "purchases.product_list/pages-are-complete"};
}

// Products whose names come first and last: a list that lacks an end lacks one of them.
std::vector<std::string> own_products(Session& session) {
  const std::vector<std::string> products = {"000_" + name(session),
                                             "zzz_" + name(session) + "_Tea"};
  happen(session, user(session), {bought(products[0], 1), bought(products[1], 1)});
  session.eventually_of(
      "purchases.product_list/lists-what-was-bought",
      [&] {
        const Walk walked = walk(session, products_listed());
        if (!walked.ended) {
          // Pages that come again are read no further.
          const std::set<Json> all(walked.entries.begin(), walked.entries.end());
          session.expect_of("purchases.product_list/pages-are-complete",
                            all.size() == walked.entries.size(), "no product is on two pages",
                            fmt::format("{} on {} pages, {} of them different",
                                        walked.entries.size(), walked.sizes.size(), all.size()));
          session.skip("the list has more pages than are read");
        }
        return std::all_of(products.begin(), products.end(), [&](const std::string& product) {
          return std::find(walked.entries.begin(), walked.entries.end(), product) !=
                 walked.entries.end();
        });
      },
      "products that were bought are listed");
  return products;
}

struct Registrations {
  Registrations() {
    for (const Measure& measure : {by_quantity(), by_money()}) of_series(measure);
    const std::vector<std::string> list = {"purchases.product_list"};
    const std::vector<std::string> tracked = {"purchases.product_list", "users.track",
                                              "users.export.ids"};
    ScenarioRegistration{
        {"purchases.product_list/page-default", list, first_page_by_default(products_listed())}};
    ScenarioRegistration{{"purchases.product_list/pages-are-complete", tracked,
                          pages_neither_repeat_nor_skip(products_listed(), own_products)}};
    ScenarioRegistration{
        {"purchases.product_list/empty-past-the-end", list, empty_past_the_end(products_listed())}};
    ScenarioRegistration{{"purchases.product_list/lists-what-was-bought", tracked,
                          [](Session& session) { (void)own_products(session); }}};
  }

 private:
  static void of_series(const Measure& measure) {
    const Series& one = measure.series;
    const std::vector<std::string> alone = {one.operation};
    const std::vector<std::string> tracked = {one.operation, "users.track", "users.export.ids"};
    const auto add = [&](const char* name, const std::vector<std::string>& uses,
                         std::function<void(Session&)> play) {
      ScenarioRegistration{{measure.requirement(name), uses, std::move(play)}};
    };
    add("at-most-length-points", alone, series::at_most_length(one));
    add("one-point-a-unit", alone, series::one_point_a_unit(one));
    add("points-in-window", alone, series::within_window(one));
    add("ending-at-default", alone, series::ends_now_by_default(one));
    add("unit-default", alone, series::days_by_default(one));
    add("time-by-unit", alone, series::time_by_unit(one));
    add("limited-to-product", tracked, limited_to_product(measure));
    add("all-products-default", tracked, all_products(measure));
    add("limited-to-app", tracked, limited_to_app(measure));
    add("all-apps-default", tracked, all_apps(measure));
    ScenarioRegistration{{measure.counts, tracked, counts(measure)}};
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::tracked
