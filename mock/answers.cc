#include "mock/answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "mock/error_body.h"

namespace brazecheck::mock {

namespace {

bool is_position(std::string_view token) {
  return !token.empty() &&
         std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Stands for what was wrong where no error is documented.
constexpr std::string_view kNoId = "invalid-request";

/// The text of an error: what the page prints, else when it is raised.
const std::string& text_of(const DocumentedError& error) {
  return error.message.empty() ? error.when : error.message;
}

int first_refusal(const Contract& contract) {
  for (const ResponseSpec& response : contract.responses) {
    if (!response.common && response.status >= 400 && response.status < 500) return response.status;
  }
  return 400;
}

std::string common_error_text(const ContractIndex& index, const Requirement& requirement) {
  if (requirement.error.empty()) return "";
  for (const DocumentedError& error : index.common_rules().errors) {
    if (error.message == requirement.error || error.id == requirement.error) return error.message;
  }
  return "";
}

/// A sentence in the style of the service for breaches that no page has a text for.
std::string plain_text(const Finding& finding) {
  const std::string name = last_name(finding.pointer);
  if (name.empty()) return "The request is not valid: " + finding.expected + " expected";
  return fmt::format("'{}' is not valid", name);
}

Json value_at(const Json& body, const std::string& pointer) {
  try {
    const Json::json_pointer place(pointer);
    if (body.contains(place)) return body.at(place);
  } catch (const Json::exception&) {
    // Not a place in the body (a path or query parameter).
  }
  return nullptr;
}

}  // namespace

std::string last_name(const std::string& pointer) {
  std::string_view rest = pointer;
  while (!rest.empty()) {
    const std::size_t slash = rest.rfind('/');
    const std::string_view token = rest.substr(slash == std::string_view::npos ? 0 : slash + 1);
    if (!is_position(token)) return std::string(token);
    rest = rest.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
  return "";
}

Reply success(const Contract& contract, Json extra) {
  extra["message"] = "success";
  Reply reply;
  reply.status = contract.success_status();
  reply.body = std::move(extra);
  return reply;
}

Reply refuse(const Contract& contract, std::string_view error,
             const std::vector<Culprit>& culprits) {
  Reply reply;
  reply.error = contract.find_error(error);
  reply.requirement = reply.error != nullptr ? reply.error->requirement : nullptr;
  reply.status = reply.error != nullptr && !reply.error->statuses.empty()
                     ? reply.error->statuses.front()
                     : first_refusal(contract);
  const std::string text = reply.error != nullptr ? text_of(*reply.error) : std::string(error);
  const bool named = reply.error == nullptr || !reply.error->id.empty();
  reply.body = error_body(contract, reply.status, named ? error : kNoId, text, culprits);
  return reply;
}

std::string error_text(const ContractIndex& index, const Contract& contract,
                       const Finding& finding) {
  const Requirement& requirement = *finding.requirement;
  if (!requirement.error.empty()) {
    if (const DocumentedError* error = contract.find_error(requirement.error)) {
      return error->message.empty() ? error->id : error->message;
    }
    if (std::string text = common_error_text(index, requirement); !text.empty()) return text;
    return requirement.error;
  }
  return plain_text(finding);
}

Reply refuse(const ContractIndex& index, const Contract& contract, const Finding& finding,
             const Json& body) {
  const Requirement& requirement = *finding.requirement;
  const DocumentedError* error =
      requirement.error.empty() ? nullptr : contract.find_error(requirement.error);
  std::vector<Culprit> culprits;
  if (const std::string name = last_name(finding.pointer); !name.empty()) {
    Json value = value_at(body, finding.pointer);
    if (value.is_structured()) value = nullptr;
    culprits.push_back({name, std::move(value)});
  }
  Reply reply;
  if (error != nullptr) {
    reply = refuse(contract, requirement.error, culprits);
    // The error may be documented with several statuses; the requirement says which one applies.
    const auto& statuses = error->statuses;
    if (std::find(statuses.begin(), statuses.end(), requirement.status) != statuses.end()) {
      reply.status = requirement.status;
    }
  } else {
    const std::string text = error_text(index, contract, finding);
    reply.status = requirement.status != 0 ? requirement.status : first_refusal(contract);
    reply.body = error_body(contract, reply.status, kNoId, text, culprits);
  }
  reply.requirement = &requirement;
  return reply;
}

Reply refuse_common(const ContractIndex& index, const Contract* contract, std::string_view name,
                    int status, const std::string& text) {
  Reply reply;
  reply.requirement = &index.common(name);
  // An operation may read the requirement otherwise, with another status.
  const Requirement& own = contract == nullptr ? *reply.requirement : index.common(name, *contract);
  reply.status = own.status != 0 ? own.status : status;
  const std::string documented = common_error_text(index, *reply.requirement);
  const std::string& said = documented.empty() ? text : documented;
  reply.body = contract == nullptr ? Json{{"message", said}}
                                   : error_body(*contract, reply.status, "", said, {});
  return reply;
}

}  // namespace brazecheck::mock
