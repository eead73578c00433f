#include "mock/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/error.h"
#include "mock/json_edit.h"
#include "mock/limits.h"

namespace brazecheck::mock {

namespace {

/// What follows the kind.
enum class Form {
  kNothing,
  kText,              ///< the rest as it is
  kOperation,         ///< operation
  kOperationPointer,  ///< operation:pointer
  kOperationStatus,   ///< operation:status
  kRequirement,       ///< requirement
  kErrorStatus,       ///< requirement, or operation/error, then :status
  kErrorText,         ///< requirement, or operation/error, then :text
};

struct KindInfo {
  FaultKind kind;
  std::string_view name;
  Form form;
  std::string_view arguments;
  std::string_view effect;
};

constexpr std::array<KindInfo, 19> kKinds{{
    {FaultKind::kAccept, "accept", Form::kRequirement, ":<requirement>",
     "its breaches are overlooked"},
    {FaultKind::kRefuseLimit, "refuse-limit", Form::kRequirement, ":<requirement>",
     "values exactly at its limit are refused"},
    {FaultKind::kStatus, "status", Form::kOperationStatus, ":<operation>:<status>",
     "success is answered with another status"},
    {FaultKind::kDrop, "drop", Form::kOperationPointer, ":<operation>:<pointer>",
     "a member is missing from the success body"},
    {FaultKind::kRetype, "retype", Form::kOperationPointer, ":<operation>:<pointer>",
     "a member of the success body has another type"},
    {FaultKind::kErrorStatus, "error-status", Form::kErrorStatus,
     ":<requirement, or operation/error>:<status>", "a refusal has another status"},
    {FaultKind::kErrorId, "error-id", Form::kErrorText, ":<requirement, or operation/error>:<text>",
     "a refusal names another error"},
    {FaultKind::kNoAuth, "no-auth", Form::kNothing, "", "calls without a key are accepted"},
    {FaultKind::kAnyKey, "any-key", Form::kNothing, "", "unknown keys are accepted"},
    {FaultKind::kNoPermissions, "no-permissions", Form::kNothing, "",
     "every key may do everything"},
    {FaultKind::kNoRateHeaders, "no-rate-headers", Form::kNothing, "", "no rate-limit headers"},
    {FaultKind::kContentType, "content-type", Form::kText, ":<type>",
     "answers are labelled with another type"},
    {FaultKind::kLostWrite, "lost-write", Form::kOperation, ":<operation>",
     "success is answered, nothing is stored"},
    {FaultKind::kStaleDelete, "stale-delete", Form::kOperation, ":<operation>",
     "what is deleted stays"},
    {FaultKind::kDropPage, "drop-page", Form::kNothing, "", "each further page skips an item"},
    {FaultKind::kServerError, "server-error", Form::kOperation, ":<operation>",
     "answered with 500"},
    {FaultKind::kHang, "hang", Form::kOperation, ":<operation>", "no answer"},
    {FaultKind::kTruncate, "truncate", Form::kOperation, ":<operation>",
     "the connection closes in the body"},
    {FaultKind::kMalformed, "malformed", Form::kOperation, ":<operation>",
     "the body is broken JSON"},
}};

[[noreturn]] void unknown(const std::string& fault, const std::string& message) {
  throw InputError("mock.unknown-fault", fault, message);
}

int parse_status(const std::string& fault, std::string_view text) {
  int status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (error != std::errc() || end != text.data() + text.size() || status < 200 || status > 599) {
    unknown(fault, fmt::format("'{}' is not a status from 200 to 599", text));
  }
  return status;
}

const Contract* find_operation(const ContractIndex& index, const std::string& fault,
                               std::string_view id) {
  if (const Contract* contract = index.find(id)) return contract;
  std::string known;
  for (const auto& contract : index.operations()) {
    known += (known.empty() ? "" : ", ") + contract->operation;
  }
  unknown(fault, fmt::format("there is no operation '{}'; there are: {}", id, known));
}

const Requirement* find_requirement(const ContractIndex& index, const std::string& fault,
                                    const std::string& id) {
  if (const Requirement* requirement = index.find_requirement(id)) return requirement;
  // The list of all would fill screens: those of the same scope are what a typing error needs.
  const std::string scope = id.substr(0, id.find('/') + 1);
  std::string near;
  int count = 0;
  for (const Requirement* requirement : index.requirements()) {
    if (scope.size() > 1 && requirement->id.starts_with(scope) && ++count <= 30) {
      near += (near.empty() ? "" : ", ") + requirement->id;
    }
  }
  unknown(fault,
          fmt::format("there is no requirement '{}'{}", id,
                      near.empty() ? "; brazecheck list shows all" : "; there are: " + near));
}

/// Whether the emulator asks before it refuses for this reason.
bool can_be_overlooked(const ContractIndex& index, const Requirement& requirement) {
  if (requirement.side != Side::kRequest) return false;
  constexpr std::array kOfAllOperations = {"key-required",         "key-known",
                                           "key-permission",       "request-json",
                                           "request-content-type", "request-body-size"};
  return !requirement.keyword.empty() ||
         std::any_of(kOfAllOperations.begin(), kOfAllOperations.end(),
                     [&](const char* id) { return &index.common(id) == &requirement; });
}

}  // namespace

std::vector<std::string> fault_grammar() {
  std::vector<std::string> lines;
  for (const KindInfo& info : kKinds) {
    lines.push_back(fmt::format("{}{}  {}", info.name, info.arguments, info.effect));
  }
  return lines;
}

Faults::Faults(const ContractIndex& index, const std::vector<std::string>& faults) {
  for (const std::string& text : faults) faults_.push_back(parse(index, text));
}

Faults::Fault Faults::parse(const ContractIndex& index, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto info = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const KindInfo& kind) { return kind.name == name; });
  if (info == kKinds.end()) {
    unknown(text, fmt::format("there is no fault '{}'; there are:\n  {}", name,
                              fmt::join(fault_grammar(), "\n  ")));
  }
  Fault fault;
  fault.kind = info->kind;
  if ((info->form == Form::kNothing) != rest.empty()) {
    unknown(text, fmt::format("write {}{}", info->name, info->arguments));
  }
  // Operation ids hold no colon and statuses no more of them, so the outermost ones divide.
  const std::size_t first = rest.find(':');
  const std::size_t last = rest.rfind(':');
  const bool divided = first != std::string::npos;
  switch (info->form) {
    case Form::kNothing:
      break;
    case Form::kText:
      fault.argument = rest;
      break;
    case Form::kOperation:
      fault.contract = find_operation(index, text, rest);
      break;
    case Form::kOperationPointer:
    case Form::kOperationStatus:
      if (!divided) unknown(text, fmt::format("write {}{}", info->name, info->arguments));
      fault.contract = find_operation(index, text, rest.substr(0, first));
      fault.argument = rest.substr(first + 1);
      if (info->form == Form::kOperationStatus) fault.status = parse_status(text, fault.argument);
      if (info->form == Form::kOperationPointer && !fault.argument.starts_with('/')) {
        unknown(text, fmt::format("'{}' is not a JSON pointer", fault.argument));
      }
      break;
    case Form::kRequirement:
      fault.requirement = find_requirement(index, text, rest);
      if (fault.kind == FaultKind::kAccept && !can_be_overlooked(index, *fault.requirement)) {
        unknown(
            text,
            "that is nothing that a request by itself breaks: it speaks of state or of answers");
      }
      if (fault.kind == FaultKind::kRefuseLimit && !has_limit(*fault.requirement)) {
        unknown(text, "that requirement sets no limit");
      }
      break;
    case Form::kErrorStatus:
    case Form::kErrorText: {
      if (!divided) unknown(text, fmt::format("write {}{}", info->name, info->arguments));
      const std::string subject = rest.substr(0, last);
      fault.argument = rest.substr(last + 1);
      if (info->form == Form::kErrorStatus) fault.status = parse_status(text, fault.argument);
      const std::size_t slash = subject.find('/');
      const Contract* contract = index.find(subject.substr(0, slash));
      if (contract != nullptr && slash != std::string::npos) {
        fault.error = contract->find_error(subject.substr(slash + 1));
        if (fault.error != nullptr) fault.contract = contract;
      }
      if (fault.error == nullptr) fault.requirement = find_requirement(index, text, subject);
      break;
    }
  }
  return fault;
}

bool Faults::has(FaultKind kind) const {
  return std::any_of(faults_.begin(), faults_.end(),
                     [&](const Fault& fault) { return fault.kind == kind; });
}

bool Faults::has(FaultKind kind, const Contract& contract) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == kind && fault.contract == &contract;
  });
}

bool Faults::overlooks(const Requirement& requirement) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == FaultKind::kAccept && fault.requirement == &requirement;
  });
}

const Requirement* Faults::refused_limit(const Call& call) const {
  for (const Fault& fault : faults_) {
    if (fault.kind != FaultKind::kRefuseLimit) continue;
    const Contract& contract = *call.contract;
    if (contract.body != nullptr && meets_limit(*contract.body, call.body, *fault.requirement)) {
      return fault.requirement;
    }
    for (const Parameter& parameter : contract.path_parameters) {
      const auto value = call.path.find(parameter.name);
      if (value != call.path.end() &&
          meets_limit(*parameter.schema, Json(value->second), *fault.requirement)) {
        return fault.requirement;
      }
    }
    for (const Parameter& parameter : contract.query_parameters) {
      for (const auto& [name, value] : call.query) {
        if (name == parameter.name &&
            meets_limit(*parameter.schema, Json(value), *fault.requirement)) {
          return fault.requirement;
        }
      }
    }
  }
  return nullptr;
}

bool Faults::concerns(const Fault& fault, const Contract* contract, const Reply& reply) {
  if (fault.error != nullptr) return fault.contract == contract && fault.error == reply.error;
  if (fault.requirement == nullptr) return false;
  return fault.requirement == reply.requirement ||
         (reply.error != nullptr && reply.error->requirement == fault.requirement);
}

void Faults::spoil(const Contract* contract, Reply* reply) const {
  const bool succeeded = reply->succeeded();
  for (const Fault& fault : faults_) {
    const bool own_success = succeeded && contract != nullptr && fault.contract == contract;
    switch (fault.kind) {
      case FaultKind::kStatus:
        if (own_success) reply->status = fault.status;
        break;
      case FaultKind::kDrop:
        if (own_success) drop_member(&reply->body, fault.argument);
        break;
      case FaultKind::kRetype:
        if (own_success) retype_member(&reply->body, fault.argument);
        break;
      case FaultKind::kErrorStatus:
        if (!succeeded && concerns(fault, contract, *reply)) reply->status = fault.status;
        break;
      case FaultKind::kErrorId:
        if (!succeeded && concerns(fault, contract, *reply))
          rename_error(&reply->body, fault.argument);
        break;
      default:
        break;
    }
  }
}

void Faults::spoil(const Contract* contract, bool succeeded, HttpAnswer* answer) const {
  for (const Fault& fault : faults_) {
    const bool own = contract != nullptr && fault.contract == contract;
    if (fault.kind == FaultKind::kContentType) {
      for (auto& [name, value] : answer->headers) {
        if (name == "Content-Type") value = fault.argument;
      }
    } else if (fault.kind == FaultKind::kServerError && own) {
      answer->status = 500;
      answer->body = R"({"message":"Internal Server Error"})";
    } else if (fault.kind == FaultKind::kHang && own) {
      answer->delivery = HttpAnswer::Delivery::kNever;
    } else if (fault.kind == FaultKind::kTruncate && own && succeeded) {
      answer->delivery = HttpAnswer::Delivery::kTruncated;
    } else if (fault.kind == FaultKind::kMalformed && own && succeeded && !answer->body.empty()) {
      answer->body.pop_back();
    }
  }
}

}  // namespace brazecheck::mock
