#include <cctype>

#include "contract/contract_reader.h"
#include "contract/error.h"

// What contracts share: the files beside them, and the errors and statements that both kinds of
// file hold.

namespace brazecheck {
namespace {

// "The max number of ids" -> "the-max-number-of-ids"
std::string slug(const std::string& from) {
  std::string out;
  for (const char c : from) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : found->get<std::string>();
}

std::vector<Profile> ContractReader::read_profiles() {
  const Json& document =
      checked_document("profiles.json", *meta_schema("meta/profiles.schema.json"));
  std::vector<Profile> profiles;
  for (const auto& [name, entry] : document["profiles"].items()) {
    profiles.push_back(
        {name, text_of(entry, "summary"), text_of(entry, "default"), text_of(entry, "source")});
  }
  for (const auto& chosen : documents_.profiles()) {
    if (!document["profiles"].contains(chosen)) {
      throw InputError("contract.unknown-profile", chosen, "profiles.json has no such profile");
    }
  }
  return profiles;
}

void ContractReader::read_rate_limits(CommonRules* rules) {
  const Json& document =
      checked_document("rate_limits.json", *meta_schema("meta/rate_limits.schema.json"));
  const Json& headers = document["headers"];
  rules->limit_header = text_of(headers["limit"], "name");
  rules->remaining_header = text_of(headers["remaining"], "name");
  rules->reset_header = text_of(headers["reset"], "name");
  for (const auto& [name, entry] : document["pools"].items()) {
    Json pool = entry;
    const Json profiles = entry.value("profiles", Json::object());
    for (const auto& [profile, patch] : profiles.items()) {
      if (documents_.profiles().contains(profile)) pool.merge_patch(patch);
    }
    rules->pools[name] = {name, pool["requests"].get<int>(), pool["per_seconds"].get<int>(),
                          text_of(pool, "source")};
  }
}

CommonRules ContractReader::read_common() {
  const std::string file = "common.json";
  const Json& document = checked_document(file, *meta_schema("meta/common.schema.json"));
  CommonRules& rules = common_;
  rules.max_body_bytes = document["limits"]["max_body_bytes"]["value"].get<std::size_t>();
  read_rate_limits(&rules);
  for (const char* name : {"permissions", "instances", "excluded"}) {
    const std::string data = std::string(name) + ".json";
    (void)checked_document(data, *meta_schema("meta/" + std::string(name) + ".schema.json"));
  }

  for (const auto& [status, response] : document["responses"].items()) {
    ResponseSpec spec{.status = std::stoi(status),
                      .body = nullptr,
                      .headers = {},
                      .common = true,
                      .source = text_of(response, "source")};
    if (const auto body = response.find("body"); body != response.end()) {
      const CompileScope scope{.scope = "common",
                               .file = file,
                               .path_prefix = "response." + status,
                               .source = spec.source,
                               .side = Side::kResponse};
      spec.body = compiler_.compile(*body, "/responses/" + status + "/body", scope);
    }
    common_responses_.push_back(std::move(spec));
  }
  status_ = kRefusal;
  for (std::size_t i = 0; i < document["requirements"].size(); ++i) {
    common_requirements_.push_back(read_statement(
        document["requirements"][i], file + "#/requirements/" + std::to_string(i), "common"));
  }
  rules.errors = read_errors(document["errors"], file, "common");
  return rules;
}

std::vector<DocumentedError> ContractReader::read_errors(const Json& errors,
                                                         const std::string& file,
                                                         const std::string& scope) {
  std::vector<DocumentedError> out;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const Json& entry = errors[i];
    DocumentedError error{.id = text_of(entry, "id"),
                          .message = text_of(entry, "message"),
                          .statuses = entry["status"].get<std::vector<int>>(),
                          .when = text_of(entry, "when"),
                          .source = text_of(entry, "source"),
                          .non_fatal = entry.value("non_fatal", false),
                          .provoke = entry.value("provoke", Json()),
                          .not_provocable = text_of(entry, "not_provocable")};
    if (!error.provoke.is_null() || !error.not_provocable.empty()) {
      Requirement requirement{
          .id = scope + "/error-" + slug(error.id.empty() ? error.message : error.id),
          .statement = error.when,
          .level = Level::kMust,
          .basis = Basis::kStated,
          .source = error.source,
          .side = Side::kRequest,
          .outcome = error.non_fatal ? Outcome::kReported : Outcome::kRejected,
          .status = error.statuses.front(),
          .error = error.id.empty() ? error.message : error.id,
          .location = file + "#/errors/" + std::to_string(i),
          .keyword = ""};
      (void)from_string(text_of(entry, "level"), &requirement.level);
      (void)from_string(text_of(entry, "basis"), &requirement.basis);
      error.requirement = set_.add_requirement(std::move(requirement));
    }
    out.push_back(std::move(error));
  }
  return out;
}

const Requirement* ContractReader::read_statement(const Json& entry, const std::string& location,
                                                  const std::string& scope) {
  Requirement requirement{.id = scope + "/" + text_of(entry, "id"),
                          .statement = text_of(entry, "statement"),
                          .source = text_of(entry, "source"),
                          .error = text_of(entry, "error"),
                          .location = location,
                          .keyword = "",
                          .not_testable = text_of(entry, "not_testable")};
  if (const auto value = entry.find("value"); value != entry.end() && value->is_number_integer())
    requirement.value = value->get<std::int64_t>();
  (void)from_string(text_of(entry, "level"), &requirement.level);
  (void)from_string(text_of(entry, "basis"), &requirement.basis);
  (void)from_string(text_of(entry, "outcome"), &requirement.outcome);
  requirement.side = text_of(entry, "side") == "request" ? Side::kRequest : Side::kResponse;
  requirement.status = entry.value("status", 0);
  return set_.add_requirement(std::move(requirement));
}

}  // namespace brazecheck
