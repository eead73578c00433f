#include "suites/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "contract/check.h"
#include "suites/answer.h"

namespace brazecheck {
namespace {

bool is_success(int status) { return status >= 200 && status < 300; }
bool is_refusal(int status) { return status >= 400 && status < 500; }

// Non-fatal errors stand beside the success in arrays that the contract names.
bool reports_errors(const Contract& contract, const Response& response) {
  return response.body &&
         std::any_of(contract.error_lists.begin(), contract.error_lists.end(),
                     [&](const std::string& name) { return !list(*response.body, name).empty(); });
}

std::string body_text(const Response& response) {
  std::string text = response.body
                         ? response.body->dump(-1, ' ', false, Json::error_handler_t::replace)
                         : response.body_text.value_or("");
  constexpr std::size_t kShown = 160;
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
    --end;  // not inside a character
  return text.substr(0, end) + "…";
}

std::string describe(const Response& response) {
  const std::string text = body_text(response);
  return text.empty() ? fmt::format("{} without a body", response.status)
                      : fmt::format("{} {}", response.status, text);
}

const DocumentedError* documented_error(const ContractIndex& index, const Case& tested,
                                        const std::string& name) {
  if (name.empty()) return nullptr;
  if (const auto* own = tested.contract->find_error(name)) return own;
  for (const auto& error : index.common_rules().errors) {
    if (error.id == name || error.message == name) return &error;
  }
  return nullptr;
}

// Errors with an id come as {errors: [{id}]} or {error_code}; those without are known by their
// text, which stands at the top, under the name that the family has for it, or in the list.
// `worded`: the documented text goes with the id, as where the error itself was provoked; a text
// may speak of what was wrong with one request.
bool names_error(const Response& response, const DocumentedError& error, bool worded = false) {
  if (!response.body) return false;
  const auto is = [](const Json& found, const std::string& name) {
    return !name.empty() && found == name;
  };
  // An id that only the contract gives, to tell errors of one text apart, is not in the answer.
  const bool by_id = !error.id.empty() && response.body->contains("errors");
  for (const char* name : {"message", "error", "detail"}) {
    if (!by_id && is(member(*response.body, name), error.message)) return true;
  }
  if (is(member(*response.body, "error_code"), error.id)) return true;
  const Json errors = list(*response.body, "errors");
  return std::any_of(errors.begin(), errors.end(), [&](const Json& entry) {
    if (is(entry, error.id) || is(entry, error.message)) return true;
    if (by_id) {
      return is(member(entry, "id"), error.id) &&
             (!worded || error.message.empty() || is(member(entry, "message"), error.message));
    }
    return is(member(entry, "message"), error.message) || is(member(entry, "type"), error.message);
  });
}

std::optional<Departure> expect_accepted(const Case& tested, const Response& response) {
  if (is_accepted(*tested.contract, response)) return std::nullopt;
  const std::string expected = fmt::format("{}, as for every request that keeps the rules",
                                           tested.contract->success_status());
  const char* const what = is_success(response.status) ? "answered with errors" : "refused";
  return Departure{
      fmt::format("{} with {}, although the request keeps every rule", what, response.status),
      expected, describe(response)};
}

std::optional<Departure> expect_refusal(const ContractIndex& index, const Case& tested,
                                        const Response& response) {
  const Requirement& requirement = *tested.requirement;
  if (!is_refusal(response.status)) {
    return Departure{
        fmt::format("answered with {}, although: {}", response.status, requirement.statement),
        requirement.status != 0 ? fmt::format("refused with {}", requirement.status)
                                : "refused with 4xx",
        describe(response)};
  }
  const DocumentedError* error = documented_error(index, tested, requirement.error);
  const DocumentedError* other = documented_error(index, tested, requirement.other_error);
  std::vector<int> statuses;
  if (error != nullptr) {
    statuses = error->statuses;
  } else if (requirement.status != 0) {
    statuses = {requirement.status};
  }
  if (!statuses.empty() &&
      std::find(statuses.begin(), statuses.end(), response.status) == statuses.end()) {
    return Departure{fmt::format("refused with {}, where {} is documented", response.status,
                                 fmt::join(statuses, " or ")),
                     fmt::format("refused with {}", fmt::join(statuses, " or ")),
                     describe(response)};
  }
  // A body of another form than documented is a finding of its own, and names nothing.
  const bool readable = check_response(index, *tested.contract, response).empty();
  if (error != nullptr && readable &&
      !names_error(response, *error, error->requirement == &requirement) &&
      (other == nullptr || !names_error(response, *other))) {
    const std::string& name = error->id.empty() ? error->message : error->id;
    return Departure{fmt::format("refused, but not with the documented error \"{}\"", name),
                     fmt::format("{} with the error \"{}\"", response.status, name),
                     describe(response)};
  }
  return std::nullopt;
}

}  // namespace

bool is_accepted(const Contract& contract, const Response& response) {
  const ResponseSpec* spec = contract.response(response.status);
  return is_success(response.status) && spec != nullptr && !spec->common &&
         !reports_errors(contract, response);
}

std::optional<Departure> judge(const ContractIndex& index, const Case& tested,
                               const Exchange& exchange) {
  const Response& response = *exchange.response;
  // Server errors are a finding of their own (common/no-server-error), and no answer to anything.
  if (tested.expect == Expect::kAccepted) return expect_accepted(tested, response);
  switch (tested.requirement->outcome) {
    case Outcome::kRejected:
      return expect_refusal(index, tested, response);
    case Outcome::kReported:
      if (is_success(response.status) && reports_errors(*tested.contract, response))
        return std::nullopt;
      if (is_refusal(response.status)) return std::nullopt;
      return Departure{fmt::format("answered with {} and no errors, although: {}", response.status,
                                   tested.requirement->statement),
                       "a refusal, or a success that lists the error", describe(response)};
    case Outcome::kIgnored:
      return expect_accepted(tested, response);
    case Outcome::kUndocumented:
      if (response.status < 500) return std::nullopt;
      return Departure{"answered with a server error", "any answer but a server error",
                       describe(response)};
  }
  return std::nullopt;
}

}  // namespace brazecheck
