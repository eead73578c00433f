#include "mock/fault_grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/error.h"
#include "mock/limits.h"

namespace brazecheck::mock {

namespace {

/// What follows the kind.
enum class Form {
  kNothing,
  kOperation,         ///< operation
  kOperationPointer,  ///< operation:pointer
  kOperationStatus,   ///< operation:status
  kOperationDelay,    ///< operation:milliseconds
  kTypeOf,            ///< [operation:]content type
  kRequirement,       ///< requirement
  kErrorStatus,       ///< requirement, or operation/error, then :status
  kErrorText,         ///< requirement, or operation/error, then :text
};

struct KindInfo {
  FaultKind kind;
  std::string_view name;
  Form form;
  bool passing;  ///< a passing trouble: takes "*" for all operations, and a probability
  std::string_view arguments;
  std::string_view effect;
};

constexpr std::array<KindInfo, 25> kKinds{{
    {FaultKind::kAccept, "accept", Form::kRequirement, false, ":<requirement>",
     "its breaches are overlooked"},
    {FaultKind::kRefuseLimit, "refuse-limit", Form::kRequirement, false, ":<requirement>",
     "values exactly at its limit are refused"},
    {FaultKind::kStatus, "status", Form::kOperationStatus, false, ":<operation>:<status>",
     "success is answered with another status"},
    {FaultKind::kDrop, "drop", Form::kOperationPointer, false, ":<operation>:<pointer>",
     "a member is missing from the success body"},
    {FaultKind::kRetype, "retype", Form::kOperationPointer, false, ":<operation>:<pointer>",
     "a member of the success body has another type"},
    {FaultKind::kErrorStatus, "error-status", Form::kErrorStatus, false,
     ":<requirement, or operation/error>:<status>", "a refusal has another status"},
    {FaultKind::kErrorId, "error-id", Form::kErrorText, false,
     ":<requirement, or operation/error>:<text>", "a refusal names another error"},
    {FaultKind::kNoAuth, "no-auth", Form::kNothing, false, "", "calls without a key are accepted"},
    {FaultKind::kAnyKey, "any-key", Form::kNothing, false, "", "unknown keys are accepted"},
    {FaultKind::kNoPermissions, "no-permissions", Form::kNothing, false, "",
     "every key may do everything"},
    {FaultKind::kNoRateHeaders, "no-rate-headers", Form::kNothing, false, "",
     "no rate-limit headers"},
    {FaultKind::kContentType, "content-type", Form::kTypeOf, true, ":[<operation or *>:]<type>",
     "answers are labelled with another type"},
    {FaultKind::kLostWrite, "lost-write", Form::kOperation, false, ":<operation>",
     "success is answered, nothing is stored"},
    {FaultKind::kStaleDelete, "stale-delete", Form::kOperation, false, ":<operation>",
     "what is deleted stays"},
    {FaultKind::kDropPage, "drop-page", Form::kNothing, false, "",
     "each further page skips an item"},
    {FaultKind::kServerError, "server-error", Form::kOperation, true, ":<operation or *>",
     "answered with 500"},
    {FaultKind::kHang, "hang", Form::kOperation, true, ":<operation or *>", "no answer"},
    {FaultKind::kTruncate, "truncate", Form::kOperation, true, ":<operation or *>",
     "the connection closes in the body"},
    {FaultKind::kMalformed, "malformed", Form::kOperation, true, ":<operation or *>",
     "the body is broken JSON"},
    {FaultKind::kLatency, "latency", Form::kOperationDelay, true,
     ":<operation or *>:<milliseconds>", "the answer comes late"},
    {FaultKind::kReset, "reset", Form::kOperation, true, ":<operation or *>",
     "the connection is reset after the call took effect"},
    {FaultKind::kSlowBody, "slow-body", Form::kOperation, true, ":<operation or *>",
     "the body trickles in for two seconds"},
    {FaultKind::kError, "error", Form::kOperationStatus, true, ":<operation or *>:<status>",
     "answered with this status, nothing is done"},
    {FaultKind::kRateLimited, "rate-limited", Form::kOperation, true, ":<operation or *>",
     "answered with 429, nothing is done"},
    {FaultKind::kRateLimitedBare, "rate-limited-bare", Form::kOperation, true, ":<operation or *>",
     "the same without rate-limit headers"},
}};

constexpr std::chrono::minutes kMaxDelay{10};
constexpr std::string_view kEverywhere = "*";

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

std::chrono::milliseconds parse_delay(const std::string& fault, std::string_view text) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 0 ||
      std::chrono::milliseconds(count) > kMaxDelay) {
    unknown(fault, fmt::format("'{}' is not a time from 0 to {} milliseconds", text,
                               std::chrono::milliseconds(kMaxDelay).count()));
  }
  return std::chrono::milliseconds(count);
}

/// Takes "@0.25" from the end of `rest`; 1 where there is none.
double take_probability(const std::string& fault, std::string* rest) {
  const std::size_t at = rest->rfind('@');
  if (at == std::string::npos) return 1;
  double probability = 0;
  const char* const last = rest->data() + rest->size();
  const auto [end, error] = std::from_chars(rest->data() + at + 1, last, probability);
  if (error != std::errc() || end != last || !(probability > 0 && probability <= 1)) {
    unknown(fault,
            fmt::format("'{}' is not a probability above 0 and up to 1", rest->substr(at + 1)));
  }
  rest->resize(at);
  return probability;
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
    lines.push_back(fmt::format("{}{}{}  {}", info.name, info.arguments,
                                info.passing ? "[@probability]" : "", info.effect));
  }
  return lines;
}

Fault parse_fault(const ContractIndex& index, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto info = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const KindInfo& kind) { return kind.name == name; });
  if (info == kKinds.end()) {
    unknown(text, fmt::format("there is no fault '{}'; there are:\n  {}", name,
                              fmt::join(fault_grammar(), "\n  ")));
  }
  Fault fault;
  fault.kind = info->kind;
  fault.text = text;
  if (info->passing) fault.probability = take_probability(text, &rest);
  const auto set_operation = [&](const std::string& id) {
    fault.everywhere = info->passing && id == kEverywhere;
    if (!fault.everywhere) fault.contract = find_operation(index, text, id);
  };
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
    case Form::kTypeOf:
      // Content types hold no colon either.
      fault.everywhere = !divided;
      if (divided) set_operation(rest.substr(0, first));
      fault.argument = divided ? rest.substr(first + 1) : rest;
      break;
    case Form::kOperation:
      set_operation(rest);
      break;
    case Form::kOperationPointer:
    case Form::kOperationStatus:
    case Form::kOperationDelay:
      if (!divided) unknown(text, fmt::format("write {}{}", info->name, info->arguments));
      set_operation(rest.substr(0, first));
      fault.argument = rest.substr(first + 1);
      if (info->form == Form::kOperationStatus) fault.status = parse_status(text, fault.argument);
      if (info->form == Form::kOperationDelay) fault.delay = parse_delay(text, fault.argument);
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

}  // namespace brazecheck::mock
