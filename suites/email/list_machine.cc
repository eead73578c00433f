#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "suites/answer.h"
#include "suites/email/addresses.h"
#include "suites/machine.h"
#include "suites/subscription/people.h"

// Addresses that are given states, blocked and freed again, each of which a user has.
namespace brazecheck::email {
namespace {

constexpr std::size_t kAddresses = 4;
constexpr char kStatus[] = "email.status";
constexpr char kBlocklist[] = "email.blocklist";
constexpr char kBlacklist[] = "email.blacklist";
constexpr char kFree[] = "email.bounce.remove";

struct Model {
  struct Address {
    std::string state;  ///< "" as long as none was set
    bool known = true;  ///< whether the documentation tells the state
    bool bounced = false;
  };
  bool created = false;
  std::array<Address, kAddresses> addresses;
  std::vector<std::size_t> touched;  ///< by the last command
  std::string writer;                ///< its operation
};

std::vector<audience::Person> people(const Session& session) {
  std::vector<audience::Person> all;
  for (std::size_t i = 0; i < kAddresses; ++i) {
    all.push_back(audience::person(session, fmt::format("_{}", i)));
  }
  return all;
}

std::vector<std::string> named(const Session& session, const std::vector<std::size_t>& which) {
  std::vector<std::string> all;
  for (const std::size_t i : which) all.push_back(people(session)[i].email);
  return all;
}

// Some of the addresses of which `fits` holds; none where it holds of none.
std::vector<std::size_t> some(Draw& draw, const Model& model,
                              const std::function<bool(const Model::Address&)>& fits) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < kAddresses; ++i) {
    if (fits(model.addresses[i])) all.push_back(i);
  }
  if (all.empty()) return {};
  std::vector<std::size_t> which;
  std::copy_if(all.begin(), all.end(), std::back_inserter(which),
               [&](std::size_t) { return draw.chance(45); });
  if (which.empty()) which.push_back(draw.pick(all));
  return which;
}

bool any(const Model::Address&) { return true; }
// What setting a state does to an address that bounced is documented nowhere.
bool settable(const Model::Address& address) { return !address.bounced; }
// Of addresses that are subscribed both effects of a block show, so that an effect that is missing
// is told from a block that did not happen at all.
bool blockable(const Model::Address& address) {
  return address.known && !address.bounced && address.state != "unsubscribed";
}

std::function<bool(const Model&)> possible_for(std::vector<std::size_t> which,
                                               bool (*fits)(const Model::Address&)) {
  return [which = std::move(which), fits](const Model& model) {
    return model.created && std::all_of(which.begin(), which.end(),
                                        [&](auto i) { return fits(model.addresses[i]); });
  };
}

Step<Model> creation() {
  return {.text = "create users with addresses",
          .possible = [](const Model& model) { return !model.created; },
          .apply = [](Model& model) { model.created = true; },
          .run =
              [](const Model&, Session& session) {
                std::vector<std::string> addresses;
                for (const auto& one : people(session)) addresses.push_back(one.email);
                restore_later(session, addresses);
                audience::create(session, people(session));
              }};
}

Step<Model> setting(std::vector<std::size_t> which, std::string state) {
  return {.text = fmt::format("set addresses {} to {}", fmt::join(which, ", "), state),
          .possible = possible_for(which, settable),
          .apply =
              [which, state](Model& model) {
                for (const auto i : which) model.addresses[i] = {state, true, false};
                model.touched = which;
                model.writer = kStatus;
              },
          .run = [which, state](
                     const Model&,
                     Session& session) { set_state(session, named(session, which), state); }};
}

Step<Model> blocking(std::vector<std::size_t> which, const char* operation) {
  return {.text = fmt::format("{} addresses {}", operation, fmt::join(which, ", ")),
          .possible = possible_for(which, blockable),
          .apply =
              [which, operation](Model& model) {
                for (const auto i : which) model.addresses[i] = {"unsubscribed", true, true};
                model.touched = which;
                model.writer = operation;
              },
          .run = [which, operation](
                     const Model&,
                     Session& session) { block(session, operation, named(session, which)); }};
}

Step<Model> freeing(std::vector<std::size_t> which) {
  return {.text = fmt::format("take addresses {} off the bounce list", fmt::join(which, ", ")),
          .possible = [](const Model& model) { return model.created; },
          .apply =
              [which](Model& model) {
                for (const auto i : which) {
                  // Whether the user is subscribed again is documented nowhere.
                  model.addresses[i].known =
                      model.addresses[i].known && !model.addresses[i].bounced;
                  model.addresses[i].bounced = false;
                }
                model.touched = which;
                model.writer = kFree;
              },
          .run = [which](const Model&,
                         Session& session) { block(session, kFree, named(session, which)); }};
}

// Refused: it leaves every address as it was.
Step<Model> refusal(std::vector<std::size_t> which) {
  return {
      .text = fmt::format("set addresses {} to a state that there is not", fmt::join(which, ", ")),
      .possible = [](const Model& model) { return model.created; },
      .apply = {},
      .run =
          [which](const Model&, Session& session) {
            const Exchange& exchange =
                session.send({.operation = kStatus,
                              .path = {},
                              .query = {},
                              .body = Json{{"email", named(session, which)},
                                           {"subscription_state", "undecided"}}});
            if (session.failed()) return;
            session.expect_of(
                "email.status/subscription_state-enum", exchange.response->status >= 400,
                "a state that there is not is refused", std::to_string(exchange.response->status));
          }};
}

Step<Model> next(const Model& model, Draw& draw) {
  if (!model.created) return creation();
  const std::size_t kind = draw.below(10);
  if (kind == 0) return refusal(some(draw, model, any));
  if (kind >= 6) {
    const auto which = some(draw, model, blockable);
    if (!which.empty()) return blocking(which, draw.chance(60) ? kBlocklist : kBlacklist);
  }
  static constexpr std::array kStates = {"unsubscribed", "subscribed", "opted_in"};
  const auto which = some(draw, model, settable);
  if (which.empty() || kind < 3) return freeing(some(draw, model, any));
  return setting(which, draw.pick(kStates));
}

// Whom a wrong state is laid to.
std::string state_requirement(const std::string& writer) {
  return writer == kBlocklist || writer == kBlacklist ? writer + "/unsubscribed"
                                                      : "email.status/state-is-exported";
}

bool agrees(const Model::Address& address, const Json& user) {
  if (!address.known) return true;
  const Json state = member(user, "email_subscribe");
  // As long as nothing was set the user is subscribed, whether or not that is said.
  if (address.state.empty()) return state.is_null() || state == "subscribed";
  return state == address.state;
}

void inspect_states(const Model& model, Session& session) {
  std::vector<Json> users;
  const auto wrong = [&](bool touched) {
    std::string numbers;
    for (std::size_t i = 0; i < kAddresses; ++i) {
      const bool own =
          std::find(model.touched.begin(), model.touched.end(), i) != model.touched.end();
      if (own == touched && !agrees(model.addresses[i], users.at(i)))
        numbers += fmt::format(" {}", i);
    }
    return numbers;
  };
  session.eventually_of(
      state_requirement(model.writer),
      [&] {
        users = audience::exported(session, people(session));
        return wrong(true).empty();
      },
      "users are exported with the state that their address was given last");
  if (session.failed()) return;
  const std::string others = wrong(false);
  session.expect_of("email.status/others-keep-their-state", others.empty(),
                    "addresses that are not named keep their state", "wrong:" + others);
}

void inspect_lists(const Model& model, Session& session) {
  const std::size_t which = model.touched.front();
  const Model::Address& address = model.addresses[which];
  const std::string email = people(session)[which].email;
  if (address.known) {
    const bool gone = address.state == "unsubscribed";
    session.eventually_of(
        gone ? "email.unsubscribes/lists-what-was-set" : "email.unsubscribes/email-selects",
        [&] { return listed(session, unsubscribes(), email) == gone && !session.failed(); },
        gone ? "an address that unsubscribed is listed" : "a subscribed address is not listed");
  }
  std::string requirement = "email.hard_bounces/email-wins";
  if (address.bounced) {
    requirement =
        (model.writer == kBlacklist ? kBlacklist : kBlocklist) + std::string("/hard-bounced");
  } else if (model.writer == kFree) {
    requirement = "email.bounce.remove/no-longer-listed";
  }
  session.eventually_of(
      requirement,
      [&] {
        return listed(session, hard_bounces(), email) == address.bounced && !session.failed();
      },
      address.bounced ? "a blocked address is listed as hard bounced"
                      : "an address that did not bounce, or was taken off, is not listed");
}

// One address that the last command did not name.
void inspect_other_bounce(const Model& model, Session& session) {
  for (std::size_t i = 0; i < kAddresses; ++i) {
    if (std::find(model.touched.begin(), model.touched.end(), i) != model.touched.end()) continue;
    if (!model.addresses[i].bounced) continue;
    session.expect_of("email.bounce.remove/others-stay-listed",
                      listed(session, hard_bounces(), people(session)[i].email) || session.failed(),
                      "an address that was not named stays on the bounce list");
    return;
  }
}

void inspect(const Model& model, Session& session) {
  if (model.writer.empty()) return;
  inspect_states(model, session);
  inspect_lists(model, session);
  inspect_other_bounce(model, session);
}

const MachineRegistration kMachine{
    {.name = "email_lists",
     .judges = {"email.status/state-is-exported", "email.status/others-keep-their-state",
                "email.blocklist/unsubscribed", "email.blocklist/hard-bounced",
                "email.blacklist/unsubscribed", "email.blacklist/hard-bounced",
                "email.bounce.remove/no-longer-listed", "email.bounce.remove/others-stay-listed",
                "email.unsubscribes/lists-what-was-set", "email.unsubscribes/email-selects"},
     .uses = audience::with_people(
         {kStatus, kBlocklist, kBlacklist, kFree, "email.unsubscribes", "email.hard_bounces"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::email
