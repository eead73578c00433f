#include "suites/catalogs/stock.h"
#include "suites/lag_probe.h"

namespace brazecheck::catalogs {
namespace {

void items(Session& session) {
  if (!create(session)) return;
  session.ok(many(session, "catalogs.items.create_many", {{{"id", "x1"}, {"Name", "Lamp"}}}));
  session.eventually([&] { return !item_in_list(session, "x1").is_null(); },
                     "an item accepted in bulk is listed");
}

const LagProbeRegistration probe{
    {{"catalogs.items.create_many", "catalogs.create", "catalogs.delete", "catalogs.items.list"},
     items}};

}  // namespace
}  // namespace brazecheck::catalogs
