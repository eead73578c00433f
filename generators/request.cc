#include <fmt/format.h>

#include "contract/check.h"
#include "contract/error.h"
#include "generators/generate.h"
#include "generators/request_document.h"
#include "generators/shrink.h"

// Valid values and requests.

namespace brazecheck {
namespace {

constexpr std::size_t kShrinksPerStep = 200;

/// A value whose shrinks are those that `Conforms` lets pass, lazily and again and again.
struct ShrinkingValue {
  Json current;
  const Schema* schema;

  [[nodiscard]] Json value() const { return current; }
  [[nodiscard]] rc::Seq<rc::Shrinkable<Json>> shrinks() const {
    std::vector<rc::Shrinkable<Json>> smaller;
    for (auto& candidate : smaller_values(current, kShrinksPerStep)) {
      if (!is_valid(*schema, candidate)) continue;
      smaller.push_back(
          rc::makeShrinkable<ShrinkingValue>(ShrinkingValue{std::move(candidate), schema}));
    }
    return rc::seq::fromContainer(std::move(smaller));
  }
};

bool breaks_nothing(const ContractIndex& index, const Contract& contract, const Request& request) {
  return check_request(index, contract, request).empty();
}

struct ShrinkingRequest {
  Request current;
  const ContractIndex* index;
  const Contract* contract;

  [[nodiscard]] Request value() const { return current; }
  [[nodiscard]] rc::Seq<rc::Shrinkable<Request>> shrinks() const {
    std::vector<rc::Shrinkable<Request>> smaller;
    for (auto& candidate : smaller_requests(current, kShrinksPerStep)) {
      if (!breaks_nothing(*index, *contract, candidate)) continue;
      smaller.push_back(rc::makeShrinkable<ShrinkingRequest>(
          ShrinkingRequest{std::move(candidate), index, contract}));
    }
    return rc::seq::fromContainer(std::move(smaller));
  }
};

/// Examples that show an accepted request.
std::vector<const Example*> accepted_examples(const Contract& contract) {
  std::vector<const Example*> found;
  for (const auto& example : contract.examples) {
    if (!example.request.is_object()) continue;
    const int status = example.response.is_object() ? example.response.value("status", 200) : 200;
    if (status < 300) found.push_back(&example);
  }
  return found;
}

}  // namespace

std::vector<Request> smaller_requests(const Request& request, std::size_t limit) {
  std::vector<Request> found;
  if (!request.query.empty()) {
    found.push_back(request);
    found.back().query.clear();
  }
  for (std::size_t i = 0; request.query.size() > 1 && i < request.query.size(); ++i) {
    found.push_back(request);
    found.back().query.erase(found.back().query.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    found.push_back(request);
    found.back().headers.erase(found.back().headers.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (!request.body || found.size() >= limit) return found;
  Request bare = request;
  bare.body.reset();
  found.push_back(bare);
  for (auto& body : smaller_values(*request.body, limit - std::min(limit, found.size()))) {
    found.push_back(bare);
    found.back().body = std::move(body);
  }
  return found;
}

rc::Gen<Json> value_gen(const Schema& schema, std::string token) {
  return [&schema, token = std::move(token)](const rc::Random& random, int size) {
    Sampler sampler(Draw(random), size, token);
    auto value = sampler.sample({&schema});
    if (!value) {
      throw InputError("generate.unsatisfiable", schema.location,
                       "no value conforms to this schema");
    }
    return rc::makeShrinkable<ShrinkingValue>(ShrinkingValue{std::move(*value), &schema});
  };
}

rc::Gen<Request> request_gen(const ContractIndex& index, const Contract& contract,
                             Variables variables, std::string token) {
  return [&index, &contract, variables = std::move(variables), token = std::move(token)](
             const rc::Random& random, int size) {
    Sampler sampler(Draw(random), size, token);
    auto document = sample_document(contract, variables, sampler, size, false);
    use_fixture_names(contract, variables, std::nullopt, &document);
    Request request = to_request(contract, document);
    return rc::makeShrinkable<ShrinkingRequest>(
        ShrinkingRequest{std::move(request), &index, &contract});
  };
}

std::vector<Case> valid_cases(const ContractIndex& index, const Contract& contract,
                              std::uint64_t seed, int count) {
  const auto examples = accepted_examples(contract);
  std::vector<Case> cases;
  for (int i = 0; i < count; ++i) {
    Case made;
    made.contract = &contract;
    made.requirement = &index.common("valid-accepted");
    made.seed = seed;
    made.index = i;
    made.variables = case_variables(contract, seed, "valid", i);
    const std::string token = unique_token(seed, contract.operation + "/valid", i);
    made.token = token;
    RequestDocument document;
    if (static_cast<std::size_t>(i) < examples.size()) {
      const Example& example = *examples[static_cast<std::size_t>(i)];
      made.label = "example: " + example.name;
      document = example_document(contract, example, made.variables, token);
    } else {
      const int size = count > 1 ? i * 100 / (count - 1) : 0;
      const rc::Random random(scoped_seed(seed, fmt::format("{}/valid/{}", contract.operation, i)));
      Sampler sampler(Draw(random), size, token);
      made.label = fmt::format("valid request {}", i);
      document = sample_document(contract, made.variables, sampler, size, false);
    }
    use_fixture_names(contract, made.variables, std::nullopt, &document);
    made.request = to_request(contract, document);
    cases.push_back(std::move(made));
  }
  return cases;
}

}  // namespace brazecheck
