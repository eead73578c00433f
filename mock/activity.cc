#include "mock/activity.h"

#include <charconv>

namespace brazecheck::mock {

namespace {

constexpr char kSeparator = '\x1f';

std::int64_t hour_of(Time at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

}  // namespace

std::string Activity::key(std::string_view kind, std::string_view subject, std::string_view scope) {
  std::string key;
  key.reserve(kind.size() + subject.size() + scope.size() + 2);
  key.append(kind).push_back(kSeparator);
  key.append(subject).push_back(kSeparator);
  key.append(scope);
  return key;
}

void Activity::add(std::string_view kind, std::string_view subject, std::string_view scope, Time at,
                   double amount) {
  std::string row = key(kind, subject, scope);
  const std::int64_t hour = hour_of(at);
  log_->changed(std::string(kActivityKind), row);
  double& slot = rows_[row][hour];
  if (log_->undoable()) {
    log_->on_undo([this, row = std::move(row), hour, before = slot] {
      Hours& hours = rows_[row];
      if (before == 0) {
        hours.erase(hour);
      } else {
        hours[hour] = before;
      }
      if (hours.empty()) rows_.erase(row);
    });
  }
  slot += amount;
}

std::pair<std::map<std::string, Activity::Hours>::const_iterator,
          std::map<std::string, Activity::Hours>::const_iterator>
Activity::scopes(std::string_view kind, std::string_view subject) const {
  const std::string first = key(kind, subject, "");
  std::string last = first;
  last.back() = kSeparator + 1;
  return {rows_.lower_bound(first), rows_.lower_bound(last)};
}

double Activity::sum(std::string_view kind, std::string_view subject, std::string_view scope,
                     Time from, Time to) const {
  double total = 0;
  const auto add_hours = [&](const Hours& hours) {
    const auto end = hours.lower_bound(hour_of(to));
    for (auto hour = hours.lower_bound(hour_of(from)); hour != end; ++hour) total += hour->second;
  };
  if (!scope.empty()) {
    const auto row = rows_.find(key(kind, subject, scope));
    if (row != rows_.end()) add_hours(row->second);
    return total;
  }
  const auto [begin, end] = scopes(kind, subject);
  for (auto row = begin; row != end; ++row) add_hours(row->second);
  return total;
}

std::vector<std::string> Activity::subjects(std::string_view kind) const {
  std::vector<std::string> found;
  const std::string prefix = std::string(kind) + kSeparator;
  for (auto row = rows_.lower_bound(prefix); row != rows_.end(); ++row) {
    if (!row->first.starts_with(prefix)) break;
    std::string subject =
        row->first.substr(prefix.size(), row->first.rfind(kSeparator) - prefix.size());
    if (found.empty() || found.back() != subject) found.push_back(std::move(subject));
  }
  return found;
}

Json Activity::row(const std::string& key) const {
  const auto row = rows_.find(key);
  if (row == rows_.end()) return nullptr;
  Json hours = Json::object();
  for (const auto& [hour, amount] : row->second) hours[std::to_string(hour)] = amount;
  return hours;
}

Json Activity::rows() const {
  Json all = Json::object();
  for (const auto& [key, hours] : rows_) all[key] = row(key);
  return all;
}

void Activity::put_row(const std::string& key, const Json& hours) {
  log_->changed(std::string(kActivityKind), key);
  Hours& row = rows_[key];
  row.clear();
  if (!hours.is_object()) return;
  for (const auto& [name, amount] : hours.items()) {
    std::int64_t hour = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), hour);
    if (error == std::errc() && amount.is_number()) row[hour] = amount.get<double>();
  }
}

void Activity::clear() {
  for (const auto& [key, hours] : rows_) log_->changed(std::string(kActivityKind), key);
  rows_.clear();
}

}  // namespace brazecheck::mock
