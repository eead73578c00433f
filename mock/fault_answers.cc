#include <algorithm>

#include "mock/faults.h"
#include "mock/json_edit.h"
#include "mock/words.h"

namespace brazecheck::mock {

namespace {

constexpr int kInternalError = 500;
// The value of a header that is left out.
constexpr std::string_view kNone = "-";
/// Whether the reply is the refusal that the fault is about.
bool is_refused_for(const Fault& fault, const Contract* contract, const Reply& reply) {
  if (fault.error != nullptr) return fault.contract == contract && fault.error == reply.error;
  if (fault.requirement == nullptr) return false;
  return fault.requirement == reply.requirement ||
         (reply.error != nullptr && reply.error->requirement == fault.requirement);
}

/// Changes the reply as the fault says; false when the fault is about something else.
bool apply(const Fault& fault, const Contract* contract, bool succeeded, Reply* reply) {
  const bool own_success = succeeded && fault.concerns(contract);
  const bool own_refusal = !succeeded && is_refused_for(fault, contract, *reply);
  switch (fault.kind) {
    case FaultKind::kStatus:
      if (own_success) reply->status = fault.status;
      return own_success;
    case FaultKind::kDrop:
      if (own_success) drop_member(&reply->body, fault.argument);
      return own_success;
    case FaultKind::kRetype:
      if (own_success) retype_member(&reply->body, fault.argument);
      return own_success;
    case FaultKind::kAnswer:
      return own_success && fault.distortion->apply(&reply->body, fault.argument);
    case FaultKind::kRefusal:
      return !succeeded && fault.concerns(contract) &&
             fault.distortion->apply(&reply->body, fault.argument);
    case FaultKind::kErrorStatus:
      if (own_refusal) reply->status = fault.status;
      return own_refusal;
    case FaultKind::kErrorId:
      if (own_refusal) rename_error(&reply->body, fault.argument);
      return own_refusal;
    default:
      return false;
  }
}

/// Takes the header away, and puts it back with this value where it is not "-".
void set_header(const std::string& name, const std::string& value, Fields* headers) {
  std::erase_if(*headers, [&](const auto& field) { return same_word(field.first, name); });
  if (value != kNone) headers->emplace_back(name, value);
}

/// Changes the answer as the fault says; false when the fault is of another kind.
bool apply(const Fault& fault, bool succeeded, HttpAnswer* answer) {
  switch (fault.kind) {
    case FaultKind::kContentType:
      for (auto& [name, value] : answer->headers) {
        if (name == "Content-Type") value = fault.argument;
      }
      return true;
    case FaultKind::kHeader:
      set_header(fault.name, fault.argument, &answer->headers);
      return true;
    case FaultKind::kSuccessHeader:
      if (succeeded) set_header(fault.name, fault.argument, &answer->headers);
      return succeeded;
    case FaultKind::kErrorHeader:
      if (!succeeded) set_header(fault.name, fault.argument, &answer->headers);
      return !succeeded;
    case FaultKind::kSuccessBody:
      if (succeeded) answer->body = fault.argument;
      return succeeded;
    case FaultKind::kErrorBody:
      if (!succeeded) answer->body = fault.argument;
      return !succeeded;
    case FaultKind::kServerError:
      answer->status = kInternalError;
      answer->body = R"({"message":"Internal Server Error"})";
      return true;
    case FaultKind::kHang:
      answer->delivery = HttpAnswer::Delivery::kNever;
      return true;
    case FaultKind::kTruncate:
      if (succeeded) answer->delivery = HttpAnswer::Delivery::kTruncated;
      return succeeded;
    case FaultKind::kMalformed:
      if (!succeeded || answer->body.empty()) return false;
      answer->body.pop_back();
      return true;
    case FaultKind::kLatency:
      answer->delay += fault.delay;
      return true;
    case FaultKind::kReset:
      answer->delivery = HttpAnswer::Delivery::kReset;
      return true;
    case FaultKind::kSlowBody:
      answer->delivery = HttpAnswer::Delivery::kSlow;
      return true;
    default:
      return false;
  }
}

}  // namespace

void Faults::spoil(const Contract* contract, std::uint64_t draw, Reply* reply, Names* names) const {
  const bool succeeded = reply->succeeded();
  for (const Fault& fault : faults_) {
    if (fault.happens(draw) && apply(fault, contract, succeeded, reply)) {
      names->push_back(fault.text);
    }
  }
}

void Faults::spoil(const Contract* contract, std::uint64_t draw, bool succeeded, HttpAnswer* answer,
                   Names* names) const {
  for (const Fault& fault : faults_) {
    if (fault.concerns(contract) && fault.happens(draw) && apply(fault, succeeded, answer)) {
      names->push_back(fault.text);
    }
  }
}

}  // namespace brazecheck::mock
