#include <fmt/format.h>

#include <algorithm>

#include "contract/check.h"
#include "suites/generic_checks.h"

// What stands around the rules of a page: bodies and headers.

namespace brazecheck {
namespace {

/// Deeper than any document that somebody writes, and shallow enough for every limit of size.
constexpr std::size_t kHostileDepth = 5'000;

std::string body_bytes(const Case& tested) {
  return tested.request.body
             ? tested.request.body->dump(-1, ' ', false, Json::error_handler_t::replace)
             : "{}";
}

Case with_bytes(Case tested, std::string bytes) {
  tested.request.body_text = std::move(bytes);
  tested.request.body.reset();
  return tested;
}

/// Whether a request with this body is refused for sure: it breaks rules, none of which may go by
/// with a success. A single one has a case of its own.
bool is_refused(const ContractIndex& index, const Contract& contract, Request request) {
  const auto findings = check_request(index, contract, request);
  return findings.size() > 1 &&
         std::all_of(findings.begin(), findings.end(), [](const auto& found) {
           return found.requirement->level == Level::kMust &&
                  found.requirement->outcome == Outcome::kRejected;
         });
}

void add_empty_bodies(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                      std::vector<Check>* out) {
  std::vector<Case> cases;
  const auto add = [&](Case tested) {
    tested.priority = cases.empty() ? 0 : 1;
    tested.index = static_cast<int>(cases.size());
    cases.push_back(std::move(tested));
  };
  Case empty = stateless_case(index, contract, "request-empty", seed, "a body without members");
  empty.request.body = Json::object();
  if (is_refused(index, contract, empty.request)) add(std::move(empty));
  if (contract.body_required) {
    add(with_bytes(stateless_case(index, contract, "request-empty", seed,
                                  "a body without bytes, labelled as JSON"),
                   ""));
  }
  if (!cases.empty()) out->push_back(check_of(std::move(cases)));
}

void add_hostile_bodies(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                        std::vector<Check>* out) {
  const auto hostile = [&](const char* label, std::string bytes) {
    return with_bytes(stateless_case(index, contract, "request-hostile", seed, label),
                      std::move(bytes));
  };
  Case nested = hostile("lists within lists",
                        std::string(kHostileDepth, '[') + std::string(kHostileDepth, ']'));
  Case no_text = hostile("bytes that are no UTF-8", "{\"\xFF\xC0\x80\": \"\xED\xA0\x80\"}");
  no_text.index = nested.priority = no_text.priority = 1;
  out->push_back(check_of({std::move(nested), std::move(no_text)}));
}

}  // namespace

void add_body_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     std::vector<Check>* out) {
  if (!contract.has_body) return;
  Case malformed =
      stateless_case(index, contract, "request-json", seed, "a body cut off in the middle");
  const std::string whole = body_bytes(malformed);
  out->push_back(check_of(
      {with_bytes(std::move(malformed),
                  whole.substr(0, whole.size() - std::min<std::size_t>(whole.size(), 1)))}));

  Case mislabelled =
      stateless_case(index, contract, "request-content-type", seed, "JSON labelled text/plain");
  mislabelled.request.headers.emplace_back("Content-Type", "text/plain");
  out->push_back(check_of({std::move(mislabelled)}));

  // White space after the document: nothing but the size is wrong.
  const std::size_t limit = contract.max_body_bytes;
  Case oversized =
      stateless_case(index, contract, "request-body-size", seed,
                     fmt::format("{} bytes where at most {} are allowed", limit + 1, limit));
  std::string padded = body_bytes(oversized);
  padded.resize(limit + 1, ' ');
  out->push_back(check_of({with_bytes(std::move(oversized), std::move(padded))}));

  add_empty_bodies(index, contract, seed, out);
  add_hostile_bodies(index, contract, seed, out);
}

// Recordings may leave headers out, so no finding tells of one that is missing: the case does.
void add_header_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                       std::vector<Check>* out) {
  for (const auto& parameter : contract.header_parameters) {
    if (!parameter.required) continue;
    Case tested = base_case(index, contract, *parameter.required_by, seed);
    tested.label = "without the header " + parameter.name;
    auto& headers = tested.request.headers;
    std::erase_if(headers, [&](const auto& header) { return header.first == parameter.name; });
    out->push_back(check_of({std::move(tested)}));
  }
}

}  // namespace brazecheck
