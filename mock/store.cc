#include "mock/store.h"

#include "contract/contract.h"
#include "mock/json_view.h"
#include "mock/schedules.h"

namespace brazecheck::mock {

namespace {

// Calls whose time has not come: {"due", "call"}, by their number.
constexpr char kPostponed[] = "postponed_calls";

}  // namespace

Store::Store(const ContractIndex& index, Options options, Perform perform)
    : options_(std::move(options)), perform_(std::move(perform)), state_(index, options_.seed) {
  if (!options_.file.empty()) {
    file_ = std::make_unique<StateFile>(options_.file);
    state_.log.keep_rows(true);
  }
  if (file_ != nullptr && !file_->empty()) {
    file_->load(&state_);
    state_.log.begin(false);
  } else if (!options_.fixtures.is_null()) {
    state_.load(options_.fixtures);
    commit();
  }
}

void Store::commit() {
  if (file_ != nullptr) file_->write(state_);
  for (Outgoing& message : state_.outbox) outbox_.push_back(std::move(message));
  state_.outbox.clear();
  state_.log.begin(false);
  state_.users.settle();
}

Reply Store::run(const Handler& handler, const Call& call, bool forget,
                 const std::function<Json()>& postponed, FaultEffects* effects) {
  catch_up(call.now);
  send_scheduled(call.now);
  const bool later = call.contract->asynchronous && options_.consistency.count() > 0;
  const std::lock_guard lock(mutex_);
  // What works item by item never refuses after it has changed something: no need to be prepared.
  state_.log.begin(!handler.item_by_item || later || forget);
  Reply reply;
  try {
    reply = effects == nullptr ? handler.run(call, state_) : effects->run(handler, call, state_);
  } catch (...) {
    state_.log.undo();
    state_.outbox.clear();
    throw;
  }
  if (!reply.succeeded() || forget || later) {
    state_.log.undo();
    state_.outbox.clear();
  }
  if (reply.succeeded() && later && !forget) {
    state_.table(kPostponed)
        .put(std::to_string(call.number),
             {{"due", (call.now + options_.consistency).time_since_epoch().count()},
              {"call", postponed()}});
  }
  commit();
  return reply;
}

void Store::catch_up(Time now) {
  if (options_.consistency.count() == 0) return;
  const std::lock_guard lock(mutex_);
  const std::int64_t present = now.time_since_epoch().count();
  for (;;) {
    Table& calls = state_.table(kPostponed);
    // All wait equally long, so they become due in their order.
    const auto first = calls.page(0, 1);
    if (first.empty()) return;
    const Json due = member(first.front()->document, "due");
    if (due.is_number_integer() && due.get<std::int64_t>() > present) return;
    const Json call = member(first.front()->document, "call");
    const std::string id = first.front()->id;
    state_.log.begin(false);
    calls.erase(id);
    perform_(call, now, state_);
    commit();
  }
}

void Store::send_scheduled(Time now) {
  const std::lock_guard lock(mutex_);
  if (state_.table(kSchedules).empty()) return;
  state_.log.begin(false);
  send_due(&state_, now);
  commit();
}

bool Store::waiting() const {
  const std::lock_guard lock(mutex_);
  const auto calls = state_.tables().find(kPostponed);
  return calls != state_.tables().end() && !calls->second.empty();
}

void Store::with_state(const std::function<void(State&)>& action) {
  const std::lock_guard lock(mutex_);
  state_.log.begin(false);
  action(state_);
  commit();
}

void Store::reset() {
  const std::lock_guard lock(mutex_);
  state_.log.begin(false);
  if (options_.fixtures.is_null()) {
    state_.clear();
  } else {
    state_.load(options_.fixtures);
  }
  commit();
}

std::vector<Outgoing> Store::take_outbox() {
  const std::lock_guard lock(mutex_);
  return std::exchange(outbox_, {});
}

}  // namespace brazecheck::mock
