#include <fmt/format.h>

#include <algorithm>

#include "generators/broken_case.h"
#include "generators/combinations.h"
#include "generators/examples_only.h"
#include "generators/generate.h"
#include "generators/likeness.h"
#include "generators/request_document.h"

// Requests that keep every rule: examples, combinations, random ones.

namespace brazecheck {
namespace {

constexpr int kTriesPerCombination = 2;
constexpr int kTriesPerDraw = 5;
/// Requests in a row that would show nothing new, before combining ends: where there is little to
/// combine the last pairs are worth more tries, which cost little.
constexpr int kVain = 2;
constexpr int kVainOfFew = 12;
constexpr std::size_t kFewPairs = 600;

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

class ValidCases {
 public:
  ValidCases(const ContractIndex& index, const Contract& contract, std::uint64_t seed)
      : index_(index), contract_(contract), seed_(seed) {
    // What the query is as a whole, where parameters do not speak of each other.
    query_.types = kObject;
    for (const auto& parameter : contract.query_parameters) {
      query_.properties.push_back({parameter.name, parameter.schema});
      if (parameter.required) query_.required.push_back({parameter.name, parameter.required_by});
    }
    std::sort(query_.properties.begin(), query_.properties.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
  }

  void examples() {
    for (const Example* example : accepted_examples(contract_)) {
      Case made = blank("example", static_cast<int>(cases_.size()));
      made.label = "example: " + example->name;
      RequestDocument document = example_document(contract_, *example, made.variables, made.token);
      (void)finish(std::move(made), &document, false);
    }
  }

  void combinations(int most) {
    const std::size_t pairs = facet_space(contract_).pairs.size();
    const std::size_t before = cases_.size();
    const int patience = pairs <= kFewPairs ? kVainOfFew : kVain;
    int vain = 0;
    for (int i = 0; vain < patience && cases_.size() < before + static_cast<std::size_t>(most);
         ++i) {
      if (i > 0 && shown_.pairs.size() >= pairs) return;
      vain = combination(i) ? 0 : vain + 1;
    }
  }

  void random(int count) {
    for (int i = 0; i < count; ++i) {
      Case made = blank("valid", i);
      made.label = fmt::format("valid request {}", i);
      made.priority = cases_.empty() ? 0 : 2;
      RequestDocument document;
      for (int attempt = 0; attempt < kTriesPerDraw; ++attempt) {
        const int size = count > 1 ? i * 100 / (count - 1) : 0;
        const rc::Random stream(
            scoped_seed(seed_, fmt::format("{}/valid/{}/{}", contract_.operation, i, attempt)));
        Sampler sampler(Draw(stream), size, made.token);
        const bool plain = attempt + 1 == kTriesPerDraw;
        document = sample_document(contract_, made.variables, sampler, size, plain);
        if (known(document)) break;
      }
      // What speaks of a thing that the target may lack is refused for that.
      if (!known(document) && !cases_.empty()) continue;
      (void)finish(std::move(made), &document, false);
    }
  }

  /// Keeps only what is unlike all before.
  void no_two_alike() { unlike_ = true; }
  [[nodiscard]] std::vector<Case> take() {
    for (std::size_t i = 0; i < cases_.size(); ++i) cases_[i].index = static_cast<int>(i);
    return std::move(cases_);
  }

 private:
  [[nodiscard]] Case blank(const std::string& scope, int number) const {
    Case made;
    made.contract = &contract_;
    made.requirement = &index_.common("valid-accepted");
    made.seed = seed_;
    made.variables = case_variables(contract_, seed_, scope, number);
    made.token = unique_token(seed_, contract_.operation + "/" + scope, number);
    return made;
  }

  /// Takes the case, unless there is one like it, or where it has to be `fresh` it shows nothing
  /// that those before it do not.
  bool finish(Case made, RequestDocument* document, bool fresh) {
    use_fixture_names(contract_, made.variables, std::nullopt, document);
    made.request = to_request(contract_, *document);
    if (unlike_ && alike_.has(made)) return false;
    if (shown_.add(facets_of(contract_, made.request)) == 0 && fresh && !cases_.empty())
      return false;
    if (unlike_) (void)alike_.add(made);
    cases_.push_back(std::move(made));
    return true;
  }

  /// Whether the target's state can know all that the document speaks of.
  [[nodiscard]] bool known(const RequestDocument& document) const {
    return contract_.body == nullptr || !document.contains("body") ||
           from_examples(*contract_.body, document["body"]);
  }

  bool combination(int number) {
    for (int attempt = 0; attempt < kTriesPerCombination; ++attempt) {
      Case made = blank("combined", number);
      made.label = fmt::format("combination {}", number);
      made.priority = cases_.empty() ? 0 : 1;
      // Plain at first: what is combined is then all that a refusal can come of.
      const int size = number == 0 ? 0 : 20 + number % 4 * 15;
      const auto stream = scoped_seed(
          seed_, fmt::format("{}/combined/{}/{}", contract_.operation, number, attempt));
      Sampler sampler(Draw(stream), size, made.token);
      RequestDocument document =
          sample_document(contract_, made.variables, sampler, size, number % 2 == 0);
      mix(sampler, &document);
      if (known(document) &&
          broken_musts(index_, contract_, to_request(contract_, document)).empty())
        return finish(std::move(made), &document, true);
    }
    return false;
  }

  void mix(Sampler& sampler, RequestDocument* document) {
    Mixer mixer(shown_, sampler);
    if (!contract_.query_parameters.empty()) {
      const Schema* whole = contract_.query != nullptr ? contract_.query : &query_;
      Json& query = (*document)["query"];
      if (query.is_null()) query = Json::object();
      mixer.mix({whole}, Place::kQuery, &query);
      // A query cannot say null.
      for (auto it = query.begin(); it != query.end();)
        it = it->is_null() ? query.erase(it) : std::next(it);
    }
    if (contract_.body != nullptr && document->contains("body"))
      mixer.mix({contract_.body}, Place::kBody, &(*document)["body"]);
  }

  const ContractIndex& index_;
  const Contract& contract_;
  std::uint64_t seed_;
  Schema query_;
  bool unlike_ = false;
  Alike alike_;
  Shown shown_;
  std::vector<Case> cases_;
};

}  // namespace

std::vector<Case> valid_cases(const ContractIndex& index, const Contract& contract,
                              std::uint64_t seed, int count) {
  const int random = std::max(1, count / 4);
  ValidCases made(index, contract, seed);
  made.no_two_alike();
  made.examples();
  made.combinations(std::max(0, count + count / 5 - random));
  made.random(random);
  return made.take();
}

std::vector<Case> random_cases(const ContractIndex& index, const Contract& contract,
                               std::uint64_t seed, int count) {
  ValidCases made(index, contract, seed);
  made.random(count);
  return made.take();
}

}  // namespace brazecheck
