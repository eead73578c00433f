#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kUsers = "scim_users";
/// {id, document: {"name", "teams": [{"id", "name"}], "permission_sets": [{"id", "name",
/// "permissions"}]}}: what permissions may speak of.
constexpr const char* kWorkspaces = "workspaces";
/// {id, document: {"name", "appGroup": what it grants}}
constexpr const char* kRoles = "dashboard_roles";
constexpr const char* kUnset = "N/A";

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// "2024 Nov 11, 4:20 PM", as the pages print times of dashboard users.
std::string to_dashboard_time(Time time) {
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto hour = clock.hours();
  return fmt::format("{} {} {}, {}:{:02} {}", static_cast<int>(date.year()),
                     kMonths.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<unsigned>(date.day()), std::chrono::make12(hour).count(),
                     clock.minutes().count(), std::chrono::is_pm(hour) ? "PM" : "AM");
}

/// The user that has this address, in whichever case it is written; null when there is none.
const Table::Row* find_user(const Table& users, const std::string& user_name) {
  const std::string wanted = lower(user_name);
  for (const Table::Row* row : users.rows()) {
    if (lower(text(row->document, "userName")) == wanted) return row;
  }
  return nullptr;
}

/// Whether `entry` names the thing: by its id, its name, or both.
bool names(const Json& entry, const char* id_member, const char* name_member, const std::string& id,
           const Json& thing) {
  const Json& sent_id = member(entry, id_member);
  const Json& sent_name = member(entry, name_member);
  return (sent_id.is_null() || sent_id == id) &&
         (sent_name.is_null() || sent_name == member(thing, "name")) &&
         !(sent_id.is_null() && sent_name.is_null());
}

/// Permissions as answers print them, or what is wrong with those that were sent.
struct Granted {
  Json permissions = Json::object();
  std::string problem;
};

/// The permission set of the workspace that `entry` names, printed; null when there is none.
Json permission_set(const Json& workspace, const Json& entry) {
  // The pages spell the member in two ways, and take both.
  const char* id_member = member(entry, "appGroupPermissionSetId").is_null()
                              ? "appGroupPermissionSetID"
                              : "appGroupPermissionSetId";
  for (const Json& set : items(workspace, "permission_sets")) {
    if (!names(entry, id_member, "appGroupPermissionSetName", text(set, "id"), set)) continue;
    return {{"appGroupPermissionSetName", member(set, "name")},
            {"appGroupPermissionSetId", member(set, "id")},
            {"permissions", member(set, "permissions")}};
  }
  return nullptr;
}

Json team(const Json& workspace, const Json& entry) {
  for (const Json& known : items(workspace, "teams")) {
    if (!names(entry, "teamId", "teamName", text(known, "id"), known)) continue;
    return {{"teamId", member(known, "id")},
            {"teamName", member(known, "name")},
            {"teamPermissions", member(entry, "teamPermissions")}};
  }
  return nullptr;
}

/// An entry of `appGroup`, printed; null with `problem` set when it names something unknown.
Json workspace(const Table& workspaces, const Json& entry, std::string* problem) {
  for (const Table::Row* row : workspaces.rows()) {
    if (!names(entry, "appGroupId", "appGroupName", row->id, row->document)) continue;
    Json printed = {{"appGroupId", row->id}, {"appGroupName", member(row->document, "name")}};
    if (const Json& own = member(entry, "appGroupPermissions"); !own.is_null()) {
      printed["appGroupPermissions"] = own;
    }
    for (const Json& wanted : items(entry, "appGroupPermissionSets")) {
      Json set = permission_set(row->document, wanted);
      if (set.is_null()) *problem = "The workspace has no such permission set";
      printed["appGroupPermissionSets"].push_back(std::move(set));
    }
    for (const Json& wanted : items(entry, "team")) {
      Json found = team(row->document, wanted);
      if (found.is_null()) *problem = "The workspace has no such team";
      printed["team"].push_back(std::move(found));
    }
    return printed;
  }
  *problem = "No workspace has this name or ID";
  return nullptr;
}

Granted grant(State* state, const Json& sent) {
  Granted granted;
  if (const Json& company = member(sent, "companyPermissions"); company.is_array()) {
    granted.permissions["companyPermissions"] = company;
  }
  for (const Json& entry : items(sent, "roles")) {
    const auto roles = state->table(kRoles).rows();
    const auto role = std::find_if(roles.begin(), roles.end(), [&](const Table::Row* row) {
      return names(entry, "roleId", "roleName", row->id, row->document);
    });
    if (role == roles.end()) {
      granted.problem = "No role has this name or ID";
      return granted;
    }
    granted.permissions["roles"].push_back({{"roleName", member((*role)->document, "name")},
                                            {"roleId", (*role)->id},
                                            {"appGroup", member((*role)->document, "appGroup")}});
  }
  granted.permissions["appGroup"] = Json::array();
  for (const Json& entry : items(sent, "appGroup")) {
    granted.permissions["appGroup"].push_back(
        workspace(state->table(kWorkspaces), entry, &granted.problem));
  }
  return granted;
}

/// The user as answers print it: alone with the schema of users, and with the time of creation
/// where the operation asks for it.
Json printed(const Json& user, bool alone, bool with_creation) {
  Json out = user;
  if (alone) out["schemas"] = {"urn:ietf:params:scim:schemas:core:2.0:User"};
  if (!with_creation) out.erase("createdAt");
  return out;
}

Reply answer(const Call& call, Json body) {
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = std::move(body);
  return reply;
}

/// A refusal, labelled as its page prints it where that is not plain JSON.
Reply refused(const Call& call, std::string_view error) {
  Reply reply = refuse(*call.contract, error);
  const ResponseSpec* response = call.contract->response(reply.status);
  if (response != nullptr && !response->content_types.empty()) {
    reply.headers.emplace_back("Content-Type", response->content_types.front() + "; charset=utf-8");
  }
  return reply;
}

/// Refuses with the one error that the contract documents with this status.
Reply refused(const Call& call) {
  for (const DocumentedError& error : call.contract->errors) {
    if (!error.statuses.empty()) return refused(call, error.message);
  }
  return refused(call, "");
}

Reply create(const Call& call, State& state) {
  Table& users = state.table(kUsers);
  const std::string user_name = text(call.body, "userName");
  if (find_user(users, user_name) != nullptr) return refused(call);
  Granted granted = grant(&state, member(call.body, "permissions"));
  if (!granted.problem.empty()) return refused(call, granted.problem);
  const std::string hex = call.new_hex("dashboard user");
  const std::string id = fmt::format("{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 8),
                                     hex.substr(16, 8), hex.substr(24));
  const Json user = {{"id", id},
                     {"userName", user_name},
                     {"name", member(call.body, "name")},
                     {"department", member(call.body, "department")},
                     {"lastSignInAt", kUnset},
                     {"createdAt", to_dashboard_time(call.now)},
                     {"permissions", std::move(granted.permissions)}};
  users.put(id, user);
  return answer(call, printed(user, true, false));
}

Reply get(const Call& call, State& state) {
  const Json* user = state.table(kUsers).find(call.path.at("id"));
  if (user == nullptr) return refused(call);
  return answer(call, printed(*user, true, true));
}

Reply search(const Call& call, State& state) {
  const std::string* filter = call.parameter("filter");
  // The contract has seen to the form of the filter: the address is what stands in quotes.
  const std::size_t first = filter == nullptr ? std::string::npos : filter->find('"');
  const std::size_t last = filter == nullptr ? std::string::npos : filter->rfind('"');
  Json found = Json::array();
  if (first != std::string::npos && last > first) {
    const Table::Row* user =
        find_user(state.table(kUsers), filter->substr(first + 1, last - first - 1));
    if (user != nullptr) found.push_back(printed(user->document, false, false));
  }
  return answer(call, {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
                       {"totalResults", found.size()},
                       {"Resources", found}});
}

Reply update(const Call& call, State& state) {
  Table& users = state.table(kUsers);
  const std::string& id = call.path.at("id");
  const Json* stored = users.find(id);
  if (stored == nullptr) return refused(call);
  Granted granted = grant(&state, member(call.body, "permissions"));
  if (!granted.problem.empty()) return refused(call, granted.problem);
  Json user = *stored;
  // The user name stays, whatever the body says.
  user["name"] = member(call.body, "name");
  user["department"] = member(call.body, "department");
  user["permissions"] = std::move(granted.permissions);
  users.put(id, user);
  return answer(call, printed(user, true, false));
}

Reply remove(const Call& call, State& state) {
  if (!state.table(kUsers).erase(call.path.at("id"))) return refused(call);
  return answer(call, nullptr);
}

}  // namespace

std::vector<Handler> scim_handlers() {
  return {{"scim.users.create", create},
          {"scim.users.get", get},
          {"scim.users.search", search},
          {"scim.users.update", update},
          {"scim.users.delete", remove}};
}

}  // namespace brazecheck::mock
