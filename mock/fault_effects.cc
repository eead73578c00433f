#include "mock/fault_effects.h"

#include <algorithm>
#include <array>

#include "contract/contract.h"
#include "mock/json_view.h"
#include "mock/schedules.h"

namespace brazecheck::mock {

namespace {

// Enough to find a neighbour in.
constexpr std::size_t kRemembered = 60;

constexpr std::array kOnRows = {FaultKind::kKeep, FaultKind::kSpill, FaultKind::kDeleteNeighbour};

/// What makes a thing that thing: never copied to another.
bool is_identity(std::string_view name) {
  return name == "id" || name == "name" || name == "braze_id" || name == "external_id" ||
         name == "aliases" || name == "deprecated_ids" || name == "created_at" ||
         name == "updated" || name == "random_bucket" || name.ends_with("_id");
}

/// Gives `target` what has changed from `before` to `after`.
void copy_changes(const Json& before, const Json& after, Json* target) {
  for (const auto& [name, value] : after.items()) {
    const Json& old = member(before, name);
    if (is_identity(name) || value == old) continue;
    Json& slot = (*target)[name];
    if (value.is_object() && old.is_object() && slot.is_object()) {
      copy_changes(old, value, &slot);
    } else {
      slot = value;
    }
  }
}

void erase_row(const std::string& kind, const std::string& id, State* state) {
  if (kind == kCatalogKind) {
    state->catalogs.erase(id);
  } else if (kind.starts_with(kItemsKindPrefix)) {
    if (Catalog* catalog = state->catalogs.edit(kind.substr(kItemsKindPrefix.size())))
      catalog->items.erase(id);
  } else if (state->tables().contains(kind)) {
    state->table(kind).erase(id);
  } else if (Profile* profile = state->users.by_braze_id(id)) {
    state->users.remove(profile);
  }
}

/// Catalogs are only put where none is: their items stay as they are.
void put_row(const std::string& kind, const std::string& id, const Json& document, State* state) {
  Catalog* catalog = kind == kCatalogKind ? state->catalogs.edit(id) : nullptr;
  if (catalog != nullptr) {
    static_cast<CatalogHead&>(*catalog) = catalog_head(document);
  } else {
    state->put_row(kind, id, document);
  }
}

/// The row, also where it is a user who is not open.
Json row_of(const std::string& kind, const std::string& id, State* state) {
  Json row = state->row(kind, id);
  if (!row.is_null() || kind != "users") return row;
  const Profile* profile = state->users.by_braze_id(id);
  return profile == nullptr ? Json() : to_json(*profile);
}

void start_over(State* state) {
  state->log.undo();
  state->outbox.clear();
  state->log.begin(true);
}

std::string key_of(const Call& call) {
  Json key = Json::array({call.contract->operation, call.raw_path, call.body});
  for (const auto& [name, value] : call.query) key.push_back(name + "=" + value);
  return key.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::shared_ptr<FaultEffects> FaultEffects::of(std::shared_ptr<const Faults> faults) {
  const bool needed =
      std::any_of(faults->all().begin(), faults->all().end(), [](const Fault& fault) {
        return fault.kind == FaultKind::kStored || fault.kind == FaultKind::kSalvage ||
               fault.kind == FaultKind::kStale || fault.kind == FaultKind::kCached ||
               std::find(kOnRows.begin(), kOnRows.end(), fault.kind) != kOnRows.end();
      });
  return needed ? std::make_shared<FaultEffects>(std::move(faults)) : nullptr;
}

Reply FaultEffects::run(const Handler& handler, const Call& call, State& state) {
  if (auto old = old_answer(handler, call, state)) return std::move(*old);
  const bool kept = state.log.keeps_rows();
  state.log.keep_rows(true);
  state.log.begin(true);
  const bool on_rows = std::any_of(kOnRows.begin(), kOnRows.end(), [&](FaultKind kind) {
    return faults_->has(kind, call.contract);
  });
  Reply reply = on_rows ? carry_out_on_rows(handler, call, state) : carry_out(handler, call, state);
  if (reply.succeeded() && call.contract->effect != Effect::kRead) {
    for (const auto& [kind, id] : state.log.rows()) {
      auto& ids = touched_[kind];
      std::erase(ids, id);
      ids.push_front(id);
      if (ids.size() > kRemembered) ids.pop_back();
    }
  }
  state.log.keep_rows(kept);
  if (reply.succeeded() && faults_->has(FaultKind::kCached, call.contract))
    cached_.emplace(key_of(call), reply);
  return reply;
}

std::optional<Reply> FaultEffects::old_answer(const Handler& handler, const Call& call,
                                              const State& state) {
  if (const auto known = cached_.find(key_of(call)); known != cached_.end()) return known->second;
  if (!has_shadows_) {
    has_shadows_ = true;
    for (const Fault& fault : faults_->all()) {
      if (fault.kind != FaultKind::kStale) continue;
      Shadow shadow{&fault, std::make_unique<State>(*call.index, call.seed)};
      shadow.state->load(state.to_json());
      shadows_.push_back(std::move(shadow));
    }
  }
  std::optional<Reply> old;
  for (Shadow& shadow : shadows_) {
    const bool shown = call.contract == shadow.fault->contract;
    if (!shown && (call.contract == shadow.fault->other || call.contract->effect == Effect::kRead))
      continue;
    State& behind = *shadow.state;
    behind.log.begin(true);
    send_due(&behind, call.now);
    behind.log.begin(true);
    Reply reply = handler.run(call, behind);
    if (!reply.succeeded()) behind.log.undo();
    behind.outbox.clear();
    behind.log.begin(false);
    behind.users.settle();
    if (shown) old = std::move(reply);
  }
  return old;
}

Reply FaultEffects::carry_out(const Handler& handler, const Call& call, State& state) {
  Reply reply = handler.run(call, state);
  const std::optional<Call> written =
      faults_->miswritten(call, reply.succeeded() ? FaultKind::kStored : FaultKind::kSalvage);
  if (!written) return reply;
  start_over(&state);
  if (!handler.run(*written, state).succeeded()) {
    start_over(&state);
  } else if (!reply.succeeded()) {
    // Nothing is left to be taken back for the refusal.
    state.log.begin(false);
  }
  return reply;
}

Reply FaultEffects::carry_out_on_rows(const Handler& handler, const Call& call, State& state) {
  Reply reply = carry_out(handler, call, state);
  if (!reply.succeeded()) return reply;
  // What the rows were before is only known once everything is taken back: the call runs twice.
  std::vector<Change> changes;
  for (const auto& [kind, id] : state.log.rows())
    changes.push_back({kind, id, {}, row_of(kind, id, &state)});
  start_over(&state);
  for (Change& change : changes) change.before = row_of(change.kind, change.id, &state);
  std::erase_if(changes, [](const Change& change) { return change.before == change.after; });
  start_over(&state);
  reply = carry_out(handler, call, state);
  for (const Fault& fault : faults_->all()) {
    if (fault.concerns(call.contract)) alter(fault, changes, &state);
  }
  return reply;
}

void FaultEffects::alter(const Fault& fault, const std::vector<Change>& changes,
                         State* state) const {
  for (const Change& change : changes) {
    const auto& [kind, id, before, after] = change;
    if (fault.kind == FaultKind::kKeep && kind.substr(0, kind.find('/')) == fault.argument) {
      if (before.is_null()) {
        erase_row(kind, id, state);
      } else {
        put_row(kind, id, before, state);
      }
    }
    if (fault.kind == FaultKind::kSpill && before.is_object() && after.is_object()) {
      const std::string other = neighbour(change, *state);
      Json document = other.empty() ? Json() : row_of(kind, other, state);
      if (!document.is_object()) continue;
      copy_changes(before, after, &document);
      put_row(kind, other, document, state);
    }
    if (fault.kind == FaultKind::kDeleteNeighbour && after.is_null()) {
      if (const std::string other = neighbour(change, *state); !other.empty())
        erase_row(kind, other, state);
    }
  }
}

std::string FaultEffects::neighbour(const Change& change, const State& state) const {
  const auto ids = touched_.find(change.kind);
  if (ids == touched_.end()) return "";
  for (const std::string& id : ids->second) {
    // Users at rest are not looked at here: row_of() says whether they are still there.
    const bool there = change.kind == "users" || !state.row(change.kind, id).is_null();
    if (id != change.id && there) return id;
  }
  return "";
}

}  // namespace brazecheck::mock
