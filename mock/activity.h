#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "mock/change_log.h"
#include "mock/clock.h"

namespace brazecheck::mock {

/// What happened when, counted by the hour: tracked events, purchases, new users, sends. The source
/// of every data series.
class Activity {
 public:
  explicit Activity(ChangeLog* log) : log_(log) {}

  /// Adds `amount` to what `subject` of this kind has in the hour of `at`. `scope` is the app that
  /// it happened in, or "". Kinds in use: "events", "purchases", "revenue", "new_users", and what
  /// single handlers keep for themselves.
  void add(std::string_view kind, std::string_view subject, std::string_view scope, Time at,
           double amount);
  /// The sum over [from, to): of one scope, or of all when `scope` is "".
  [[nodiscard]] double sum(std::string_view kind, std::string_view subject, std::string_view scope,
                           Time from, Time to) const;
  /// Subjects of a kind, sorted by name, each once.
  [[nodiscard]] std::vector<std::string> subjects(std::string_view kind) const;
  /// Every row: its key and {"<hour>": amount}.
  [[nodiscard]] Json rows() const;
  [[nodiscard]] Json row(const std::string& key) const;  ///< null when there is none
  void put_row(const std::string& key, const Json& hours);
  void clear();

 private:
  using Hours = std::map<std::int64_t, double>;  ///< hours since the epoch
  static std::string key(std::string_view kind, std::string_view subject, std::string_view scope);
  /// Rows of the subject, of every scope.
  [[nodiscard]] std::pair<std::map<std::string, Hours>::const_iterator,
                          std::map<std::string, Hours>::const_iterator>
  scopes(std::string_view kind, std::string_view subject) const;

  ChangeLog* log_;
  std::map<std::string, Hours> rows_;  ///< by kind, subject and scope with \x1f between
};

inline constexpr std::string_view kActivityKind = "activity";

}  // namespace brazecheck::mock
