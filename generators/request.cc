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

}  // namespace brazecheck
