#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "contract/json.h"
#include "mock/change_log.h"

namespace brazecheck::mock {

/// Documents by id, in the order in which they were first put. What most families of operations
/// keep: templates, schedules, SCIM users, items of a catalog.
class Table {
 public:
  struct Row {
    std::string id;
    Json document;
  };

  /// `kind` names its rows in the log, which must outlive the table.
  Table(std::string kind, ChangeLog* log) : kind_(std::move(kind)), log_(log) {}

  [[nodiscard]] const Json* find(const std::string& id) const;
  [[nodiscard]] bool contains(const std::string& id) const { return find(id) != nullptr; }
  /// Creates the document at the end, or takes the place of the one with this id.
  void put(const std::string& id, Json document);
  /// The same at a given place of the order (what a state file remembers).
  void put_at(std::size_t place, const std::string& id, Json document);
  bool erase(const std::string& id);
  void clear();

  [[nodiscard]] std::size_t size() const { return by_place_.size(); }
  [[nodiscard]] bool empty() const { return by_place_.empty(); }
  /// At most `count` rows after the first `skip`.
  [[nodiscard]] std::vector<const Row*> page(std::size_t skip, std::size_t count) const;
  /// All rows, oldest first.
  [[nodiscard]] std::vector<const Row*> rows() const { return page(0, by_place_.size()); }
  /// The first row whose member `name` equals `value`, or null.
  [[nodiscard]] const Row* find_by(const std::string& name, const Json& value) const;
  /// Where the row stands in the order; only for an id that is there.
  [[nodiscard]] std::size_t place(const std::string& id) const { return places_.at(id); }
  [[nodiscard]] const std::string& kind() const { return kind_; }

 private:
  void note(const std::string& id);

  std::string kind_;
  ChangeLog* log_;
  std::map<std::size_t, Row> by_place_;
  std::unordered_map<std::string, std::size_t> places_;
  std::size_t next_place_ = 0;
};

}  // namespace brazecheck::mock
