#include <set>

#include "mock/answers.h"
#include "mock/export_files.h"
#include "mock/exported_profile.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

Reply export_ids(const Call& call, State& state) {
  Users& users = state.users;
  const ExportForm form{call.contract, member(call.body, "fields_to_export"), nullptr,
                        call.now - kExportedDays};
  Json found = Json::array();
  Json unknown = Json::array();
  std::set<const Profile*> shown;
  const auto add = [&](const Profile* profile, const Json& identifier) {
    if (profile == nullptr) {
      unknown.push_back(identifier);
    } else if (shown.insert(profile).second) {
      found.push_back(exported_profile(form, *profile));
    }
  };
  for (const Json& id : items(call.body, "external_ids")) {
    const Profile* profile = users.by_external_id(text(id));
    add(profile != nullptr ? profile : users.by_deprecated_id(text(id)), text(id));
  }
  for (const Json& alias : items(call.body, "user_aliases")) {
    const Profile* profile =
        users.by_alias({text(alias, "alias_label"), text(alias, "alias_name")});
    add(profile, text(alias, "alias_name"));
  }
  if (const std::string id = text(call.body, "braze_id"); !id.empty())
    add(users.by_braze_id(id), id);
  if (const std::string id = text(call.body, "device_id"); !id.empty())
    add(users.by_device(id), id);
  const auto add_contacts = [&](const char* field, const char* parameter) {
    const std::string value = text(call.body, parameter);
    if (value.empty()) return;
    const auto profiles = users.by_contact(field, value);
    if (profiles.empty()) add(nullptr, value);
    for (const Profile* profile : profiles) add(profile, value);
  };
  add_contacts("email", "email_address");
  add_contacts("phone", "phone");
  Json extra = {{"users", std::move(found)}};
  if (!unknown.empty()) extra["invalid_user_ids"] = std::move(unknown);
  return success(*call.contract, std::move(extra));
}

}  // namespace

std::vector<Handler> export_handlers() {
  std::vector<Handler> handlers = export_file_handlers();
  handlers.push_back({"users.export.ids", export_ids});
  return handlers;
}

}  // namespace brazecheck::mock
