#include "mock/fault_grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/error.h"
#include "mock/clock.h"
#include "mock/fault_kinds.h"
#include "mock/limits.h"

namespace brazecheck::mock {

namespace {

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

/// Reads what follows a kind into a fault.
class Reader {
 public:
  Reader(const ContractIndex& index, const FaultKindInfo& info, const std::string& text)
      : index_(index), info_(info) {
    fault_.kind = info.kind;
    fault_.text = text;
  }

  Fault read(std::string rest) {
    if (info_.passing) fault_.probability = take_probability(fault_.text, &rest);
    switch (info_.form) {
      case FaultForm::kNothing:
        if (!rest.empty()) misspelt();
        break;
      case FaultForm::kAnyOperation:
        fault_.everywhere = rest.empty() || rest == kEverywhere;
        if (!fault_.everywhere) fault_.contract = find_operation(index_, fault_.text, rest);
        break;
      case FaultForm::kTypeOf:
        if (rest.find(':') == std::string::npos) {
          fault_.everywhere = true;
        } else {
          read_operation(&rest);
        }
        fault_.argument = required(rest);
        break;
      case FaultForm::kOperation:
        set_operation(required(rest));
        break;
      case FaultForm::kRequirement:
        read_requirement(required(rest));
        break;
      case FaultForm::kErrorStatus:
      case FaultForm::kErrorText:
        read_error(rest);
        break;
      default:
        read_operation(&rest);
        read_argument(rest);
    }
    return std::move(fault_);
  }

 private:
  [[noreturn]] void misspelt() const {
    unknown(fault_.text, fmt::format("write {}{}", info_.name, info_.arguments));
  }

  const std::string& required(const std::string& text) const {
    if (text.empty()) misspelt();
    return text;
  }

  void set_operation(const std::string& id) {
    fault_.everywhere = info_.passing && id == kEverywhere;
    if (!fault_.everywhere) fault_.contract = find_operation(index_, fault_.text, id);
  }

  /// Takes "users.track:" off the front; operation ids hold no colon.
  void read_operation(std::string* rest) { set_operation(required(take(rest))); }

  /// Takes what stands before the first colon off the front, and the colon.
  std::string take(std::string* rest) const {
    const std::size_t colon = rest->find(':');
    if (colon == std::string::npos) misspelt();
    std::string first = rest->substr(0, colon);
    rest->erase(0, colon + 1);
    return first;
  }

  void set_pointer(const std::string& pointer) {
    if (!pointer.starts_with('/'))
      unknown(fault_.text, fmt::format("'{}' is not a JSON pointer", pointer));
    fault_.argument = pointer;
  }

  /// What stands behind the operation.
  void read_argument(std::string rest) {
    switch (info_.form) {
      case FaultForm::kOperationStatus:
        fault_.argument = rest;
        fault_.status = parse_status(fault_.text, rest);
        break;
      case FaultForm::kOperationDelay:
        fault_.argument = rest;
        fault_.delay = parse_delay(fault_.text, rest);
        break;
      case FaultForm::kTwoOperations:
        fault_.other = find_operation(index_, fault_.text, rest);
        break;
      case FaultForm::kOperationPointer:
        set_pointer(rest);
        break;
      case FaultForm::kOperationValue:
        read_value(rest);
        break;
      case FaultForm::kOperationDistortion:
        set_pointer(take(&rest));
        fault_.distortion = Distortion::parse(rest);
        if (!fault_.distortion) {
          unknown(fault_.text, fmt::format("there is no way '{}'; there are:\n  {}", rest,
                                           fmt::join(Distortion::grammar(), "\n  ")));
        }
        break;
      case FaultForm::kHeader:
        fault_.name = required(take(&rest));
        fault_.argument = required(rest);
        break;
      default:
        fault_.argument = rest;
    }
  }

  void read_value(const std::string& rest) {
    const std::size_t equals = rest.find('=');
    set_pointer(rest.substr(0, equals));
    if (equals == std::string::npos) return;
    fault_.value = Json::parse(rest.substr(equals + 1), nullptr, false);
    if (fault_.value->is_discarded())
      unknown(fault_.text, fmt::format("'{}' is not JSON", rest.substr(equals + 1)));
  }

  void read_requirement(const std::string& id) {
    fault_.requirement = find_requirement(index_, fault_.text, id);
    const bool of_breaches = fault_.kind == FaultKind::kAccept ||
                             fault_.kind == FaultKind::kCrash ||
                             fault_.kind == FaultKind::kRefusedEffect;
    if (of_breaches && !can_be_overlooked(index_, *fault_.requirement)) {
      unknown(fault_.text,
              "that is nothing that a request by itself breaks: it speaks of state or of answers");
    }
    if (fault_.kind == FaultKind::kRefusedEffect && fault_.requirement->keyword.empty())
      unknown(fault_.text, "what breaks that is no call that could take effect");
    if (!of_breaches && !has_limit(*fault_.requirement))
      unknown(fault_.text, "that requirement sets no limit");
  }

  /// Statuses and names of errors hold no colon, so the last one divides.
  void read_error(const std::string& rest) {
    const std::size_t last = required(rest).rfind(':');
    if (last == std::string::npos) misspelt();
    const std::string subject = rest.substr(0, last);
    fault_.argument = rest.substr(last + 1);
    if (info_.form == FaultForm::kErrorStatus)
      fault_.status = parse_status(fault_.text, fault_.argument);
    const std::size_t slash = subject.find('/');
    const Contract* contract = index_.find(subject.substr(0, slash));
    if (contract != nullptr && slash != std::string::npos) {
      fault_.error = contract->find_error(subject.substr(slash + 1));
      if (fault_.error != nullptr) fault_.contract = contract;
    }
    if (fault_.error == nullptr)
      fault_.requirement = find_requirement(index_, fault_.text, subject);
  }

  const ContractIndex& index_;
  const FaultKindInfo& info_;
  Fault fault_;
};

}  // namespace

bool Fault::happens(std::uint64_t draw) const {
  if (probability >= 1) return true;
  // The upper bits as a fraction of one.
  const double fraction = static_cast<double>(stable_hash(draw, text) >> 11) * 0x1p-53;
  return fraction < probability;
}

std::vector<std::string> fault_grammar() {
  std::vector<std::string> lines;
  for (const FaultKindInfo& info : fault_kinds()) {
    std::string line = fmt::format("{}{}{}  {}", info.name, info.arguments,
                                   info.passing ? "[@probability]" : "", info.effect);
    if (info.kind == FaultKind::kAnswer)
      line += fmt::format("; ways: {}", fmt::join(Distortion::names(), ", "));
    lines.push_back(std::move(line));
  }
  return lines;
}

Fault parse_fault(const ContractIndex& index, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const auto info = std::find_if(fault_kinds().begin(), fault_kinds().end(),
                                 [&](const FaultKindInfo& kind) { return kind.name == name; });
  if (info == fault_kinds().end()) {
    unknown(text, fmt::format("there is no fault '{}'; there are:\n  {}", name,
                              fmt::join(fault_grammar(), "\n  ")));
  }
  return Reader(index, *info, text).read(colon == std::string::npos ? "" : text.substr(colon + 1));
}

}  // namespace brazecheck::mock
