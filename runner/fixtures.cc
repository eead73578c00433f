#include "runner/fixtures.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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
constexpr std::string_view kAnswerVariable = "${answer:";

// Adds what `text` takes from places of `document`: "${body:/pointer}".
void take_places(const std::string& text, std::string_view kind, const Json& document,
                 Variables* variables) {
  for (auto at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1)) {
    const auto pointer = at + kind.size();
    const auto end = text.find('}', pointer);
    if (end == std::string::npos) break;
    const Json::json_pointer place(text.substr(pointer, end - pointer));
    if (!document.contains(place)) continue;
    const Json& value = document.at(place);
    // What has no name at all cannot be removed by it.
    if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
      (*variables)[text.substr(at + 2, end - at - 2)] = value.get<std::string>();
    }
  }
}

// The case's variables, and what its teardown takes from the request's body and its answer's.
Variables teardown_variables(const Case& tested, const Json& answer = nullptr) {
  Variables variables = tested.variables;
  const std::string text = tested.contract->fixture.teardown.dump();
  if (tested.request.body) take_places(text, kBodyVariable, *tested.request.body, &variables);
  if (!answer.is_null()) take_places(text, kAnswerVariable, answer, &variables);
  return variables;
}

// Nothing was made under a name that is not known.
bool complete(const Fixture& fixture, const Json& teardown) {
  const std::string text = teardown.dump();
  return text.find(kBodyVariable) == std::string::npos &&
         text.find(kAnswerVariable) == std::string::npos &&
         std::none_of(fixture.kept.begin(), fixture.kept.end(), [&](const std::string& name) {
           return text.find("${" + name + "}") != std::string::npos;
         });
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
    const Json headers = entry.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
      step.request.headers.emplace_back(name, value.get<std::string>());
    }
    if (const auto body = entry.find("body"); body != entry.end()) step.request.body = *body;
    out.push_back(std::move(step));
  }
  return out;
}

std::string stands_on(const std::string& requirement) {
  return fmt::format("stands on {}, which does not hold", requirement);
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

std::string Fixtures::distrusted(const std::string& operation) {
  const std::lock_guard lock(mutex_);
  const auto found = distrusted_.find(operation);
  return found == distrusted_.end() ? "" : found->second;
}

std::string Fixtures::set_up(const Contract& contract, const Json& steps, Variables* variables,
                             const Sender& send) {
  for (const auto& step : steps) {
    const std::string broken = distrusted(step.value("operation", ""));
    if (!broken.empty()) return stands_on(broken);
  }
  Settling settling = settling_;
  int number = 0;
  for (const auto& step : steps) {
    // One at a time: a step may speak of what the one before has kept.
    const auto ready =
        fixture_steps(index_, contract.file + "#/fixture", Json::array({step}), *variables);
    settling.before(*ready.front().contract);
    const Exchange exchange = send(*ready.front().contract, ready.front().request, number++);
    settling.after(*ready.front().contract);
    if (!exchange.response || !is_accepted(*ready.front().contract, *exchange.response)) {
      return "the state that the case needs could not be reached: " + describe(exchange);
    }
    const Json keep = step.value("keep", Json::object());
    for (const auto& [name, pointer] : keep.items()) {
      const Json::json_pointer place(pointer.get<std::string>());
      const Json body = exchange.response->body.value_or(Json());
      if (!body.contains(place) || !body.at(place).is_string()) {
        return fmt::format("{} {} answered without {}, which the case needs",
                           exchange.request.method, exchange.request.path, place.to_string());
      }
      (*variables)[name] = body.at(place).get<std::string>();
    }
  }
  settling.finish();
  return "";
}

std::string Fixtures::ensure(Case* tested, const Sender& send) {
  const Fixture& fixture = tested->contract->fixture;
  const Json teardown = substitute(fixture.teardown, teardown_variables(*tested));
  if (fixture.setup.empty()) {
    if (fixture.per_case && !teardown.empty() && complete(fixture, teardown)) note(teardown);
    return "";
  }
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries_[key(*tested)];
    if (!slot) slot = std::make_shared<Entry>();
    entry = slot;
  }
  std::call_once(entry->once, [&] {
    // What the service names itself can be written down only once it has done so.
    if (fixture.kept.empty()) note(teardown);
    Case made = *tested;
    entry->problem = set_up(*tested->contract, fixture.setup, &made.variables, send);
    for (const std::string& name : fixture.kept) {
      const auto value = made.variables.find(name);
      if (value != made.variables.end()) entry->kept.insert(*value);
    }
    supply(entry->kept, &made);
    const Json known = substitute(fixture.teardown, teardown_variables(made));
    if (!fixture.kept.empty() && complete(fixture, known)) note(known);
    if (!fixture.per_case) {
      const std::lock_guard lock(mutex_);
      made_.emplace_back(made.contract, made.variables);
    }
  });
  supply(entry->kept, tested);
  return entry->problem;
}

std::string Fixtures::prepare(const Case& tested, const Sender& send) {
  if (tested.extra_setup.empty()) return "";
  Variables variables = tested.variables;
  return set_up(*tested.contract, tested.extra_setup, &variables, send);
}

void Fixtures::release(const Case& tested, bool accepted, const Json& answer, const Sender& send) {
  const Fixture& fixture = tested.contract->fixture;
  const bool made = !fixture.setup.empty() || !tested.extra_setup.empty();
  if (!fixture.per_case || (!made && !accepted)) return;
  {
    // The case may come again in a smaller form, and needs its fixture then as well.
    const std::lock_guard lock(mutex_);
    entries_.erase(key(tested));
  }
  const Json teardown = substitute(fixture.teardown, teardown_variables(tested, answer));
  Json ready = Json::array();
  // What a refused request did not create has no name, and what was set up before it has one.
  std::copy_if(teardown.begin(), teardown.end(), std::back_inserter(ready),
               [&](const Json& entry) { return complete(fixture, entry); });
  // Names that the service gives can be written down no sooner than now.
  const bool named = fixture.teardown.dump().find(kAnswerVariable) != std::string::npos;
  if (named && accepted && !ready.empty()) note(ready);
  int number = 0;
  for (const auto& step :
       fixture_steps(index_, tested.contract->file + "#/fixture", ready, tested.variables)) {
    (void)send(*step.contract, step.request, number++);
  }
}

std::vector<std::unique_lock<std::mutex>> Fixtures::turns(const std::set<std::string>& names) {
  std::vector<std::unique_lock<std::mutex>> held;
  for (const auto& name : names) {  // in one order for all, lest two wait for each other
    std::mutex* own = nullptr;
    {
      const std::lock_guard lock(mutex_);
      own = &exclusive_[name];
    }
    held.emplace_back(*own);
  }
  return held;
}

int Fixtures::tear_down(const Sender& send) {
  int refused = 0;
  for (auto made = made_.rbegin(); made != made_.rend(); ++made) {
    const Fixture& fixture = made->first->fixture;
    if (!complete(fixture, substitute(fixture.teardown, made->second))) continue;
    for (const auto& step :
         fixture_steps(index_, made->first->file + "#/fixture", fixture.teardown, made->second)) {
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
