#include "workspace.h"

#include <gtest/gtest.h>

namespace brazecheck::mock {

const ContractIndex& contracts() {
  static const ContractIndex kIndex = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return kIndex;
}

namespace {

EmulatorOptions options_of(std::vector<std::string> faults, Clock clock) {
  EmulatorOptions options;
  options.keys = {{"full", std::nullopt}, {"reader", std::set<std::string>{"catalogs.get"}}};
  options.faults = std::move(faults);
  options.clock = std::move(clock);
  options.seed = 7;
  return options;
}

}  // namespace

Workspace::Workspace(std::vector<std::string> faults)
    : now(*parse_time("2026-03-01T12:00:30.250Z")),
      emulator_(contracts(), options_of(std::move(faults), [this] { return now; })) {}

Workspace::Workspace(Setup setup)
    : now(*parse_time("2026-03-01T12:00:30.250Z")), emulator_(contracts(), [&] {
        EmulatorOptions options = options_of({}, [this] { return now; });
        setup(&options);
        return options;
      }()) {}

HttpAnswer Workspace::send(std::string_view method, std::string_view target, std::string_view body,
                           std::string_view key) {
  HttpQuery query;
  query.method = method;
  query.target = target;
  query.body = body;
  if (!key.empty()) query.headers.emplace_back("Authorization", "Bearer " + std::string(key));
  if (!body.empty()) query.headers.emplace_back("Content-Type", "application/json");
  return emulator_.handle(query);
}

Workspace::Answer Workspace::call(std::string_view method, std::string_view target,
                                  const Json& body) {
  const HttpAnswer answer = send(method, target, body.is_null() ? "" : body.dump());
  return {answer.status, Json::parse(answer.body, nullptr, false)};
}

void Workspace::track(const Json& body) {
  const Answer answer = call("POST", "/users/track", body);
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_FALSE(answer.body.contains("errors")) << answer.body;
}

Json Workspace::profile(const std::string& external_id) {
  const Json users = export_by({{"external_ids", {external_id}}}).at("users");
  return users.empty() ? Json() : users.at(0);
}

Json Workspace::export_by(Json identifiers) {
  if (!identifiers.contains("fields_to_export")) {
    const Schema* fields =
        resolved(*contracts().find("users.export.ids")->body).property("fields_to_export");
    for (const Json& name : resolved(*resolved(*fields).items).enumeration) {
      identifiers["fields_to_export"].push_back(name);
    }
  }
  const Answer answer = call("POST", "/users/export/ids", identifiers);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.body;
}

std::string header(const HttpAnswer& answer, std::string_view name) {
  const std::string* value = find_header(answer.headers, name);
  return value == nullptr ? "" : *value;
}

}  // namespace brazecheck::mock
