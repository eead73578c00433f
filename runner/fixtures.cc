#include "runner/fixtures.h"

#include <fmt/format.h>

#include "contract/error.h"
#include "contract/wire.h"
#include "generators/generate.h"
#include "suites/judge.h"

namespace brazecheck {
namespace {

std::string describe(const Exchange& exchange) {
  if (exchange.error) return exchange.error->message;
  return fmt::format("{} {} answered {}", exchange.request.method, exchange.request.path,
                     exchange.response->status);
}

constexpr std::string_view kBodyVariable = "${body:";

// The case's variables, and what its teardown takes from the request's body.
Variables teardown_variables(const Case& tested) {
  Variables variables = tested.variables;
  const std::string text = tested.contract->fixture.teardown.dump();
  for (auto at = text.find(kBodyVariable); at != std::string::npos;
       at = text.find(kBodyVariable, at + 1)) {
    const auto pointer = at + kBodyVariable.size();
    const auto end = text.find('}', pointer);
    if (end == std::string::npos || !tested.request.body) break;
    const Json::json_pointer place(text.substr(pointer, end - pointer));
    if (!tested.request.body->contains(place)) continue;
    const Json& value = (*tested.request.body)[place];
    if (value.is_string()) variables[text.substr(at + 2, end - at - 2)] = value.get<std::string>();
  }
  return variables;
}

// Nothing was made under a name that is not known.
bool complete(const Json& teardown) {
  return teardown.dump().find(kBodyVariable) == std::string::npos;
}

}  // namespace

std::vector<FixtureStep> fixture_steps(const ContractIndex& index, const std::string& where,
                                       const Json& steps, const Variables& variables) {
  std::vector<FixtureStep> out;
  for (const auto& tmpl : steps) {
    const Json entry = substitute(tmpl, variables);
    if (!entry.is_object() || !entry.value("operation", Json()).is_string()) {
      throw InputError("contract.invalid", where, "a step is an object with an operation");
    }
    const std::string operation = entry.at("operation").get<std::string>();
    FixtureStep step{index.find(operation), {}};
    if (step.contract == nullptr) {
      throw InputError("contract.invalid", where, "there is no operation " + operation);
    }
    Variables path = variables;
    const Json own_path = entry.value("path", Json::object());
    for (const auto& [name, value] : own_path.items()) {
      if (!value.is_string())
        throw InputError("contract.invalid", where, "a path parameter of a step is text: " + name);
      path[name] = value.get<std::string>();
    }
    step.request.method = step.contract->method;
    step.request.path = expand_path(step.contract->path, path);
    if (step.request.path.find('{') != std::string::npos) {
      throw InputError("contract.invalid", where,
                       "a step lacks a path parameter: " + step.request.path);
    }
    step.request.query = query_fields(entry.value("query", Json::object()));
    if (const auto body = entry.find("body"); body != entry.end()) step.request.body = *body;
    out.push_back(std::move(step));
  }
  return out;
}

std::string Fixtures::key(const Case& tested) {
  std::string key = tested.contract->operation;
  for (const auto& [name, value] : tested.variables) key += "\n" + name + "=" + value;
  return key;
}

void Fixtures::note(const Json& teardown) {
  const std::lock_guard lock(mutex_);
  if (journal_) journal_(teardown);
}

std::string Fixtures::set_up(const Contract& contract, const Json& steps,
                             const Variables& variables, const Sender& send) {
  int number = 0;
  for (const auto& step : fixture_steps(index_, contract.file + "#/fixture", steps, variables)) {
    const Exchange exchange = send(*step.contract, step.request, number++);
    if (!exchange.response || !is_accepted(*step.contract, *exchange.response)) {
      return "the state that the case needs could not be reached: " + describe(exchange);
    }
  }
  return "";
}

std::string Fixtures::ensure(const Case& tested, const Sender& send) {
  const Fixture& fixture = tested.contract->fixture;
  const Json teardown = substitute(fixture.teardown, teardown_variables(tested));
  if (fixture.setup.empty()) {
    if (fixture.per_case && !teardown.empty() && complete(teardown)) note(teardown);
    return "";
  }
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries_[key(tested)];
    if (!slot) slot = std::make_shared<Entry>();
    entry = slot;
  }
  std::call_once(entry->once, [&] {
    note(teardown);
    if (!fixture.per_case) {
      const std::lock_guard lock(mutex_);
      made_.emplace_back(tested.contract, tested.variables);
    }
    entry->problem = set_up(*tested.contract, fixture.setup, tested.variables, send);
  });
  return entry->problem;
}

std::string Fixtures::prepare(const Case& tested, const Sender& send) {
  return tested.extra_setup.empty()
             ? ""
             : set_up(*tested.contract, tested.extra_setup, tested.variables, send);
}

void Fixtures::release(const Case& tested, bool accepted, const Sender& send) {
  const Fixture& fixture = tested.contract->fixture;
  const bool made = !fixture.setup.empty() || !tested.extra_setup.empty();
  if (!fixture.per_case || (!made && !accepted)) return;
  const Json teardown = substitute(fixture.teardown, teardown_variables(tested));
  if (!complete(teardown)) return;
  int number = 0;
  for (const auto& step :
       fixture_steps(index_, tested.contract->file + "#/fixture", teardown, tested.variables)) {
    (void)send(*step.contract, step.request, number++);
  }
}

int Fixtures::tear_down(const Sender& send) {
  int refused = 0;
  for (auto made = made_.rbegin(); made != made_.rend(); ++made) {
    for (const auto& step : fixture_steps(index_, made->first->file + "#/fixture",
                                          made->first->fixture.teardown, made->second)) {
      const Exchange exchange = send(*step.contract, step.request, 0);
      // A case may have taken the thing down itself: 404 is as good.
      const bool gone = exchange.response && exchange.response->status == 404;
      if (!gone && (!exchange.response || !is_accepted(*step.contract, *exchange.response)))
        ++refused;
    }
  }
  made_.clear();
  return refused;
}

}  // namespace brazecheck
