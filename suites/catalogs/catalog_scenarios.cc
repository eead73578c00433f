#include "suites/catalogs/stock.h"

// The life of a catalog: https://www.braze.com/docs/api/endpoints/catalogs/
namespace brazecheck::catalogs {
namespace {

void lists_created_catalogs(Session& session) {
  if (!create(session)) return;
  session.eventually([&] { return listed(session).is_object(); }, "a created catalog is listed");
  const Json found = listed(session);
  if (session.failed()) return;
  session.expect(member(found, "description") == "Made by brazecheck", "with its description",
                 found.dump());
  session.expect(list(found, "fields").size() == 6, "with its six fields", found.dump());
  session.expect(member(found, "num_items") == 0, "with no items", found.dump());
}

void counts_items(Session& session) {
  if (!create(session)) return;
  session.ok(
      many(session, "catalogs.items.create_many", {{{"id", "a"}}, {{"id", "b"}}, {{"id", "c"}}}));
  session.eventually([&] { return member(listed(session), "num_items") == 3; },
                     "num_items is 3 after three items were created");
}

void deleted_catalogs_are_gone(Session& session) {
  if (!create(session)) return;
  session.eventually([&] { return listed(session).is_object(); }, "a created catalog is listed");
  if (!remove(session)) return;
  session.eventually([&] { return listed(session).is_null() && !session.failed(); },
                     "a deleted catalog is listed no more");
  const Exchange& again = session.send(removal(session));
  if (!session.failed())
    session.expect(again.response->status == 404, "deleting it again answers 404",
                   std::to_string(again.response->status));
}

void name_is_free_again(Session& session) {
  if (create(session) && remove(session) && create(session)) remove(session);
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"catalogs.list/lists-created-catalogs",
                          {"catalogs.create", "catalogs.list", "catalogs.delete"},
                          lists_created_catalogs}},
    ScenarioRegistration{
        {"catalogs.list/counts-items",
         {"catalogs.create", "catalogs.list", "catalogs.items.create_many", "catalogs.delete"},
         counts_items}},
    ScenarioRegistration{{"catalogs.delete/deleted-catalogs-are-gone",
                          {"catalogs.create", "catalogs.list", "catalogs.delete"},
                          deleted_catalogs_are_gone}},
    ScenarioRegistration{{"catalogs.delete/name-is-free-again",
                          {"catalogs.create", "catalogs.delete"},
                          name_is_free_again}},
};

}  // namespace
}  // namespace brazecheck::catalogs
