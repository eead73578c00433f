#include "suites/catalogs/stock.h"
#include "suites/groundwork.h"

// Selections of a catalog:
// https://www.braze.com/docs/api/endpoints/catalogs/catalog_selections/
namespace brazecheck::catalogs {
namespace {

constexpr char kExists[] = "catalogs.selections.create/created-selections-exist";

Call selecting(const Session& session, const std::string& name, Json filters = nullptr) {
  Json selection = {{"name", name}, {"external_id", name + "_" + session.token()}};
  if (!filters.is_null()) selection["filters"] = std::move(filters);
  return on_catalog(session, "selections.create", Json{{"selection", std::move(selection)}});
}

Call dropping(const Session& session, const std::string& name) {
  return on_catalog(session, "selection.delete", std::nullopt, {{"selection_name", name}});
}

// Lets what was accepted before take effect: calls of one operation in a row are not kept apart.
bool settled(Session& session) { return done(session, on_catalog(session, "items.list")); }

// Whether the name is taken: who tries again is refused.
bool taken(Session& session, const std::string& name) {
  return settled(session) && refused(session, selecting(session, name)) >= 400;
}

void created_selections_exist(Session& session) {
  if (!create(session) || !done(session, selecting(session, "s"))) return;
  session.eventually([&] { return taken(session, "s"); },
                     "the name of a selection that was created is taken");
  if (session.failed()) return;
  const int status = refused(session, dropping(session, "s"));
  session.expect(status < 300, "a selection that was created can be deleted",
                 std::to_string(status));
}

void deleted_selections_are_gone(Session& session) {
  if (!create(session) || !done(session, selecting(session, "s"))) return;
  session.eventually_of(
      kExists, [&] { return taken(session, "s"); },
      "the name of a selection that was created is taken");
  if (session.failed() || !done(session, dropping(session, "s"))) return;
  session.eventually(
      [&] { return settled(session) && refused(session, dropping(session, "s")) >= 400; },
      "deleting a deleted selection again is refused");
  if (session.failed()) return;
  const int status = refused(session, selecting(session, "s"));
  session.expect(status < 300, "another selection is created under the name of a deleted one",
                 std::to_string(status));
}

// Fields of the scenario's catalog by type, with the operators for it and a value of its own.
struct Fitting {
  const char* field;
  std::vector<const char*> operators;
  Json value;
};

const std::vector<Fitting>& fittings() {
  static const std::vector<Fitting> all = {
      {"Name", {"equals", "does not equal"}, "x"},
      {"Rating", {"equals", "does not equal", "greater than", "less than"}, 2.5},
      {"Open", {"is"}, true},
      {"Opened_At", {"before", "after"}, "2021-09-03T09:03:19.967+00:00"},
      {"Tags", {"includes value", "does not include value"}, "a"}};
  return all;
}

Json filter(const char* field, const char* op, const Json& value) {
  return {{"field", field}, {"operator", op}, {"value", value}};
}

bool refuses_filter(Session& session, const Json& one, const std::string& statement) {
  const int status = refused(session, selecting(session, "bad", Json::array({one})));
  return session.expect(status >= 400, statement, one.dump() + ": " + std::to_string(status));
}

bool takes_filters(Session& session, const char* name, const Json& filters,
                   const std::string& statement) {
  const int status = refused(session, selecting(session, name, filters));
  return session.expect(status > 0 && status < 300, statement,
                        filters.dump() + ": " + std::to_string(status));
}

void operator_fits_field(Session& session) {
  if (!create(session) || !exists(session)) return;
  for (std::size_t i = 0; i < fittings().size(); ++i) {
    const Fitting& of = fittings()[i];
    Json filters = Json::array();
    for (const char* op : of.operators) filters.push_back(filter(of.field, op, of.value));
    if (!takes_filters(session, of.field, filters,
                       "the operators for the type of the field are accepted"))
      return;
    // An operator of the next type, with a value that is right for that operator.
    const Fitting& next = fittings()[(i + 1) % fittings().size()];
    if (!refuses_filter(session, filter(of.field, next.operators.back(), next.value),
                        "an operator for fields of another type is refused"))
      return;
  }
}

void value_fits_field(Session& session) {
  if (!create(session) || !exists(session)) return;
  const Json right = {filter("Name", "equals", "7"), filter("Rating", "equals", 7),
                      filter("Open", "is", false)};
  if (!takes_filters(session, "right", right, "values of the type of their fields are accepted"))
    return;
  // Which values an operator takes at all is the schema's to say.
  for (const Json& wrong :
       {filter("Name", "equals", 7), filter("Name", "does not equal", 0.5),
        filter("Rating", "equals", "7"), filter("Rating", "does not equal", "much")}) {
    if (!refuses_filter(session, wrong, "a value of another type than the field is refused"))
      return;
  }
}

std::vector<std::string> uses(std::vector<std::string> more) {
  more.insert(more.end(), {"catalogs.create", "catalogs.delete", "catalogs.items.list",
                           "catalogs.selections.create"});
  return more;
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kExists, uses({"catalogs.selection.delete"}), created_selections_exist}},
    ScenarioRegistration{{"catalogs.selection.delete/deleted-selections-are-gone",
                          uses({"catalogs.selection.delete"}), deleted_selections_are_gone}},
    ScenarioRegistration{
        {"catalogs.selections.create/operator-fits-field", uses({}), operator_fits_field}},
    ScenarioRegistration{
        {"catalogs.selections.create/value-fits-field", uses({}), value_fits_field}},
};

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"catalogs.selections.create/created-selections-exist"},
};

}  // namespace
}  // namespace brazecheck::catalogs
