#include <algorithm>
#include <memory>

#include "contract/check.h"
#include "contract/wire.h"
#include "generators/generate.h"
#include "suites/generic_checks.h"
#include "suites/refusals.h"
#include "suites/scenario.h"

// A refused request changes nothing: where reading the same path shows it, and where a registered
// scenario knows how to look.

namespace brazecheck {
namespace {

constexpr char kRequirement[] = "refused-changes-nothing";
/// One for each rule of an ordinary operation.
constexpr std::size_t kBodies = 24;

/// The operation that reads what `contract` changes: GET on its path, asking for no more.
const Contract* reader_of(const ContractIndex& index, const Contract& contract) {
  for (const auto& other : index.operations()) {
    const auto& query = other->query_parameters;
    const bool asks = std::any_of(query.begin(), query.end(), [](auto& p) { return p.required; });
    if (other->method == "GET" && other->path == contract.path && !asks) return other.get();
  }
  return nullptr;
}

Call call_of(const Json& step, const Variables& variables) {
  const Json entry = substitute(step, variables);
  Call call{.operation = entry.at("operation").get<std::string>(),
            .path = variables,
            .query = query_fields(entry.value("query", Json::object())),
            .body = std::nullopt};
  const Json own = entry.value("path", Json::object());
  for (const auto& [name, value] : own.items()) call.path[name] = value.get<std::string>();
  const Json headers = entry.value("headers", Json::object());
  for (const auto& [name, value] : headers.items())
    call.headers.emplace_back(name, value.get<std::string>());
  if (const auto body = entry.find("body"); body != entry.end()) call.body = *body;
  return call;
}

/// Names that only an accepted request has given to something: nothing to remove here.
bool names_nothing(const Json& step) {
  const std::string text = step.dump();
  return text.find("${") != std::string::npos;
}

/// The request of a case, about the things that `variables` name instead of its own.
Call about(const Case& tested, const Variables& variables) {
  Call call{.operation = tested.contract->operation,
            .path = variables,
            .query = tested.request.query,
            .body = tested.request.body,
            .headers = tested.request.headers};
  if (!call.body) return call;
  std::string text = call.body->dump(-1, ' ', false, Json::error_handler_t::replace);
  for (const auto& [name, value] : tested.variables) {
    const auto mine = variables.find(name);
    if (mine == variables.end() || value.empty()) continue;
    for (auto at = text.find(value); at != std::string::npos;
         at = text.find(value, at + mine->second.size()))
      text.replace(at, value.size(), mine->second);
  }
  call.body = Json::parse(text, nullptr, false);
  return call;
}

/// Bodies that break one rule and would change something if they were taken: each of another rule,
/// or spread over all where there are many.
std::vector<Case> refused_bodies(const ContractIndex& index, const Contract& contract,
                                 std::uint64_t seed) {
  if (!contract.has_body) return {};
  std::vector<Case> all;
  for (auto& made : invalid_cases(index, contract, seed)) {
    if (made.priority > 0 || !made.request.body) continue;
    if (made.requirement->outcome == Outcome::kRejected) all.push_back(std::move(made));
  }
  if (all.size() <= kBodies) return all;
  std::vector<Case> chosen;
  for (std::size_t i = 0; i < kBodies; ++i)
    chosen.push_back(std::move(all[i * (all.size() - 1) / (kBodies - 1)]));
  return chosen;
}

class Refusals {
 public:
  Refusals(const ContractIndex& index, const Contract& contract, const Contract& reader,
           std::uint64_t seed)
      : index_(index),
        contract_(contract),
        read_(base_case(index, reader, index.common(kRequirement), seed)),
        unsigned_(base_case(index, contract, index.common(kRequirement), seed)),
        refused_(refused_bodies(index, contract, seed)) {
    read_.request.query.clear();
    Case signed_wrongly = unsigned_;
    signed_wrongly.request.headers.emplace_back("Authorization", "Basic ${key}");
    refused_.push_back(std::move(signed_wrongly));
  }

  void play(Session& session) const {
    // Another scenario may have made things by the token itself.
    Variables variables = fixture_variables(contract_.fixture, session.token() + "r");
    for (const auto& [name, what] : contract_.fixture.needs)
      variables[name] = session.supplied(name);
    const Json& teardown = contract_.fixture.teardown;
    const auto tidy = [&](bool kept) {
      // Sent in reverse.
      for (auto step = teardown.rbegin(); step != teardown.rend(); ++step) {
        if (!names_nothing(substitute(*step, variables)) && kept == names_kept(*step))
          session.tidy_later(call_of(*step, variables));
      }
    };
    if (session.failed()) return;
    tidy(false);
    for (const auto& step : contract_.fixture.setup) {
      const Json answer = session.ok(call_of(step, variables));
      if (session.failed()) return;
      const Json keep = step.value("keep", Json::object());
      for (const auto& [name, pointer] : keep.items()) {
        const Json::json_pointer place(pointer.get<std::string>());
        if (!answer.contains(place) || !answer.at(place).is_string()) {
          session.skip("an answer lacks what the steps after it need");
          return;
        }
        variables[name] = answer.at(place).get<std::string>();
      }
    }
    tidy(true);
    for (const auto& parameter : contract_.path_parameters) {
      const auto named = variables.find(parameter.schema->fixture);
      if (named != variables.end()) variables.emplace(parameter.name, named->second);
    }
    const auto before = reading(session, variables);
    // What is yet to be created need not be there.
    if (before.first >= 300 && contract_.method != "POST")
      session.skip("what the refused requests are about cannot be read");
    if (session.failed()) return;
    for (const Case& tested : refused_) {
      const Call call = about(tested, variables);
      // What was wrong with the address alone is right now.
      const bool wrong = find_header(call.headers, "Authorization") != nullptr ||
                         !check_request(index_, contract_, request_of(contract_, call)).empty();
      if (!wrong) continue;
      const Exchange& exchange = session.send(call);
      if (session.failed()) return;
      const int status = exchange.response->status;
      if (status < 400) session.skip("a request that is to be refused was accepted");
    }
    const Call whole = about(unsigned_, variables);
    // Where no permission is named, none can be missing.
    if (contract_.permission.empty() ? !refusals::refused(session, whole, Credential::kNone)
                                     : !refusals::refused_strangers(session, whole))
      return;
    const auto after = reading(session, variables);
    session.expect(before == after, "what is read is the same before and after refused requests",
                   after.second.dump(-1, ' ', false, Json::error_handler_t::replace));
  }

 private:
  [[nodiscard]] bool names_kept(const Json& step) const {
    const std::string text = step.dump();
    return std::any_of(
        contract_.fixture.kept.begin(), contract_.fixture.kept.end(),
        [&](const std::string& name) { return text.find("${" + name + "}") != std::string::npos; });
  }

  [[nodiscard]] std::pair<int, Json> reading(Session& session, const Variables& variables) const {
    const Exchange& exchange = session.send(about(read_, variables));
    if (session.failed()) return {};
    return {exchange.response->status, exchange.response->body.value_or(Json())};
  }

  const ContractIndex& index_;
  const Contract& contract_;
  Case read_;
  Case unsigned_;  ///< keeps every rule, and is sent by those who may not
  std::vector<Case> refused_;
};

}  // namespace

void add_refusal_check(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                       std::vector<Check>* out) {
  const auto& all = scenarios();
  const auto own = std::find_if(all.begin(), all.end(), [&](const Scenario& scenario) {
    return scenario.requirement == refusals::requirement_of(contract.operation);
  });
  const Contract* reader = reader_of(index, contract);
  const bool readable =
      contract.method != "GET" && reader != nullptr && !contract.fixture.setup.empty();
  if (!readable && own == all.end()) return;
  const Requirement& requirement = index.common(kRequirement, contract);
  Scenario made{
      .requirement = contract.operation + ":" + requirement.id, .uses = {}, .play = nullptr};
  std::vector<std::function<void(Session&)>> plays;
  if (own != all.end()) {
    made.uses = own->uses;
    plays.push_back(own->play);
  }
  if (readable) {
    made.uses.insert(made.uses.end(), {contract.operation, reader->operation});
    for (const Json* steps : {&contract.fixture.setup, &contract.fixture.teardown}) {
      for (const auto& step : *steps) made.uses.push_back(step.at("operation").get<std::string>());
    }
    const auto refusals = std::make_shared<Refusals>(index, contract, *reader, seed);
    plays.emplace_back([refusals](Session& session) { refusals->play(session); });
  }
  made.play = [plays](Session& session) {
    for (const auto& play : plays) play(session);
  };
  const auto scenario = std::make_shared<Scenario>(std::move(made));
  Check check{.contract = &contract,
              .requirement = &requirement,
              .cases = {},
              .scenario = scenario.get(),
              .not_tested = ""};
  check.owned = scenario;
  out->push_back(std::move(check));
}

}  // namespace brazecheck
