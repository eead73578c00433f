#include "mock/admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "mock/answers.h"
#include "mock/error_body.h"
#include "mock/http_wire.h"
#include "mock/json_input.h"
#include "mock/words.h"

namespace brazecheck::mock {

namespace {

/// Whether two content types are the same but for their parameters.
bool same_type(std::string_view a, std::string_view b) {
  return same_word(trimmed(a.substr(0, a.find(';'))), trimmed(b.substr(0, b.find(';'))));
}

bool is_json(std::string_view content_type) { return same_type(content_type, "application/json"); }

}  // namespace

std::optional<std::string> bearer_key(const Fields& headers, bool any_scheme) {
  const std::string* header = find_header(headers, "Authorization");
  if (header == nullptr) return std::nullopt;
  const std::string_view text = trimmed(*header);
  const std::size_t blank = text.find(' ');
  if (any_scheme) {
    return std::string(blank == std::string_view::npos ? text : trimmed(text.substr(blank)));
  }
  if (blank == std::string_view::npos || !same_word(text.substr(0, blank), "Bearer")) {
    return std::nullopt;
  }
  const std::string_view key = trimmed(text.substr(blank));
  if (key.empty()) return std::nullopt;
  return std::string(key);
}

std::optional<Reply> check_key(const ContractIndex& index, const Keys& keys, const HttpQuery& query,
                               const Contract* contract, const Faults& faults) {
  const auto enforced = [&](std::string_view name) {
    return !faults.overlooks(index.common(name));
  };
  const std::optional<std::string> key =
      bearer_key(query.headers, faults.has(FaultKind::kAnyScheme, contract));
  if (!key) {
    // Another scheme is a key that is not understood, not one that is missing.
    const bool missing = find_header(query.headers, "Authorization") == nullptr;
    if (missing && (faults.has(FaultKind::kNoAuth, contract) || !enforced("key-required")))
      return std::nullopt;
    return refuse_common(index, contract, "key-required", 401, "Invalid API key: ");
  }
  const auto entry = keys.find(*key);
  const bool known = entry != keys.end() && (contract == nullptr || !entry->second.only ||
                                             *entry->second.only == contract->authentication);
  if (!known) {
    if (faults.has(FaultKind::kAnyKey, contract) || !enforced("key-known")) return std::nullopt;
    return refuse_common(index, contract, "key-known", 401, "Invalid API key: " + *key);
  }
  if (contract == nullptr || !enforced("key-permission")) return std::nullopt;
  const KeyGrant& grant = entry->second;
  if (grant.permissions && !contract->permission.empty() &&
      !grant.permissions->contains(contract->permission) &&
      !faults.has(FaultKind::kNoPermissions, contract)) {
    return refuse_common(index, contract, "key-permission", 403,
                         "You do not have permission to access this resource");
  }
  if (!admits(grant, query.remote_address)) {
    const std::string text = "Invalid whitelisted IPs";
    Reply reply = refuse_common(index, contract, "key-permission", 403, text);
    // Some pages give the allowlist a status of its own.
    for (const Requirement* own : contract->requirements) {
      if (own->status == 0 || !own->id.ends_with("-allowlist")) continue;
      reply.status = own->status;
      reply.body = error_body(*contract, reply.status, "", text, {});
    }
    return reply;
  }
  return std::nullopt;
}

const Contract* nearest(const ContractIndex& index, std::string_view method, std::string path) {
  for (auto slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/')) {
    path.resize(slash);
    if (const Contract* contract = index.match(method, path).contract) return contract;
  }
  return nullptr;
}

std::string allowed_methods(const ContractIndex& index, const std::string& path) {
  std::set<std::string> methods;
  for (const auto& contract : index.operations()) {
    if (!methods.contains(contract->method) && index.match(contract->method, path).contract) {
      methods.insert(contract->method);
    }
  }
  return fmt::format("{}", fmt::join(methods, ", "));
}

bool refuses(const Finding& finding, bool strict) {
  const Requirement& requirement = *finding.requirement;
  if (requirement.level == Level::kMay) return false;
  const bool refusing =
      requirement.outcome == Outcome::kRejected || requirement.outcome == Outcome::kReported;
  return strict || (requirement.level == Level::kMust && refusing);
}

std::optional<Reply> check_form(const ContractIndex& index, bool strict, const HttpQuery& query,
                                const Contract& contract, const Faults& faults, Request* request) {
  const auto enforced = [&](std::string_view name) {
    return !faults.overlooks(index.common(name));
  };
  // What the server was told to read depends on the target alone; an operation may take less.
  const bool over_own = contract.has_body && query.body.size() > contract.max_body_bytes;
  if (query.body_too_large || (over_own && enforced("request-body-size"))) {
    return refuse_common(index, &contract, "request-body-size", 413, "Request Entity Too Large");
  }
  request->query = target_query(query.target);
  for (const auto& [name, value] : query.headers) {
    // The key is a secret, and the content type is judged here.
    if (same_word(name, "Authorization") || same_word(name, "Content-Type")) continue;
    request->headers.emplace_back(name, value);
  }
  for (const Parameter& parameter : contract.header_parameters) {
    if (!parameter.required || find_header(query.headers, parameter.name) != nullptr) continue;
    const Finding missing{Side::kRequest, parameter.required_by, "/headers/" + parameter.name,
                          "the header", "none"};
    if (refuses(missing, strict) && !faults.overlooks(*parameter.required_by)) {
      return refuse(index, contract, missing, Json());
    }
  }
  // Some clients send a body with everything; where none is expected it has no meaning.
  if (query.body.empty() || !contract.has_body) return std::nullopt;
  const std::string* type = find_header(query.headers, "Content-Type");
  if (type != nullptr && !is_json(*type)) {
    // Some operations take other types; their bodies are not judged by the schema.
    const auto& types = contract.content_types;
    if (std::find_if(types.begin(), types.end(), [&](const std::string& own) {
          return !is_json(own) && same_type(own, *type);
        }) != types.end()) {
      request->body_text = query.body;
      request->headers.emplace_back("Content-Type", *type);
      return std::nullopt;
    }
    if (enforced("request-content-type")) {
      return refuse_common(index, &contract, "request-content-type", 415, "Unsupported Media Type");
    }
  }
  request->body = parse_body(query.body);
  if (!request->body && enforced("request-json")) {
    return refuse_common(index, &contract, "request-json", 400,
                         "The request body is not valid JSON");
  }
  return std::nullopt;
}

}  // namespace brazecheck::mock
