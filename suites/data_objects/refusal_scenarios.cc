#include "suites/data_objects/stock.h"
#include "suites/refusals.h"

// What refused calls leave of data objects.
namespace brazecheck::data_objects {
namespace {

void creates_none(Session& session) {
  const Object object = own_object(session);
  if (session.failed()) return;
  tidy(session, object);
  Call shapeless = create_call(object, {{"name", "Acme"}});
  (*shapeless.body)["attributes"] = "Acme";
  if (!refusals::refused_strangers(session, create_call(object, {{"name", "Acme"}})) ||
      !refusals::refused(session, shapeless))
    return;
  const Json found = read(session, object);
  session.expect(found.is_null(), "an object whose creation was refused is not there",
                 found.dump());
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {refusals::requirement_of("data_objects.objects.create"),
         {"data_objects.objects.create", "data_objects.objects.get", "data_objects.objects.delete"},
         creates_none}},
};

}  // namespace
}  // namespace brazecheck::data_objects
