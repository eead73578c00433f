#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace brazecheck::mock {

/// What the request at work has changed, as rows (kind, id): so that it can be undone, and written
/// to the state file. Stores report here before they change a row.
class ChangeLog {
 public:
  using Row = std::pair<std::string, std::string>;

  /// Forgets what was noted. Without `undoable`, changes are not kept for undo() (cheaper).
  void begin(bool undoable) {
    ++request_;
    undoable_ = undoable;
    undo_.clear();
    rows_.clear();
  }
  [[nodiscard]] bool undoable() const { return undoable_; }
  /// Another number for each request: tells a store what it has reported already.
  [[nodiscard]] std::uint64_t request() const { return request_; }
  /// Whether rows are wanted at all.
  void keep_rows(bool keep) { keep_rows_ = keep; }
  [[nodiscard]] bool keeps_rows() const { return keep_rows_; }

  void changed(const std::string& kind, const std::string& id) {
    if (keep_rows_) rows_.emplace(kind, id);
  }
  /// Only called while undoable().
  void on_undo(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

  /// Takes everything back, the latest change first. What the steps themselves report is dropped.
  void undo() {
    const auto steps = std::move(undo_);
    undoable_ = false;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) (*step)();
    begin(false);
  }
  [[nodiscard]] const std::set<Row>& rows() const { return rows_; }

 private:
  std::uint64_t request_ = 1;
  bool undoable_ = false;
  bool keep_rows_ = false;
  std::vector<std::function<void()>> undo_;
  std::set<Row> rows_;
};

}  // namespace brazecheck::mock
