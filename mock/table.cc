#include "mock/table.h"

#include <algorithm>

namespace brazecheck::mock {

const Json* Table::find(const std::string& id) const {
  const auto place = places_.find(id);
  return place == places_.end() ? nullptr : &by_place_.at(place->second).document;
}

void Table::note(const std::string& id) {
  log_->changed(kind_, id);
  if (!log_->undoable()) return;
  const auto found = places_.find(id);
  if (found == places_.end()) {
    log_->on_undo([this, id] { erase(id); });
  } else {
    log_->on_undo([this, place = found->second, row = by_place_.at(found->second)] {
      put_at(place, row.id, row.document);
    });
  }
}

void Table::put(const std::string& id, Json document) {
  const auto place = places_.find(id);
  put_at(place == places_.end() ? next_place_ : place->second, id, std::move(document));
}

void Table::put_at(std::size_t place, const std::string& id, Json document) {
  note(id);
  places_[id] = place;
  by_place_[place] = {id, std::move(document)};
  next_place_ = std::max(next_place_, place + 1);
}

bool Table::erase(const std::string& id) {
  const auto place = places_.find(id);
  if (place == places_.end()) return false;
  note(id);
  by_place_.erase(place->second);
  places_.erase(place);
  return true;
}

void Table::clear() {
  while (!by_place_.empty()) erase(std::string(by_place_.begin()->second.id));
}

std::vector<const Table::Row*> Table::page(std::size_t skip, std::size_t count) const {
  std::vector<const Row*> found;
  if (skip >= by_place_.size()) return found;
  found.reserve(std::min(count, by_place_.size() - skip));
  for (auto row = std::next(by_place_.begin(), static_cast<std::ptrdiff_t>(skip));
       row != by_place_.end() && found.size() < count; ++row) {
    found.push_back(&row->second);
  }
  return found;
}

const Table::Row* Table::find_by(const std::string& name, const Json& value) const {
  for (const auto& [place, row] : by_place_) {
    if (const auto member = row.document.find(name);
        member != row.document.end() && *member == value) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace brazecheck::mock
