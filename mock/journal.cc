#include "mock/journal.h"

#include <algorithm>

namespace brazecheck::mock {

namespace {

/// A body as it can be shown: JSON where it is that, else its text.
Json shown(const std::string& body, std::size_t bytes) {
  if (body.empty()) return nullptr;
  if (body.size() == bytes) {
    if (Json document = Json::parse(body, nullptr, false); !document.is_discarded())
      return document;
  }
  return body;
}

}  // namespace

std::string_view JournalEntry::verdict() const {
  if (findings.empty()) return "pass";
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.requirement->level == Level::kMust; })
             ? "fail"
             : "warn";
}

void JournalEntry::add_refusal(const Requirement* requirement) {
  // Other requirements that go without a finding speak of state: what is not there, or is already.
  if (requirement == nullptr || !requirement->id.starts_with("common/") ||
      std::any_of(findings.begin(), findings.end(),
                  [&](const Finding& f) { return f.requirement == requirement; })) {
    return;
  }
  const std::string& id = requirement->id;
  std::string pointer;
  if (id.starts_with("common/key-")) pointer = "/headers/Authorization";
  if (id.starts_with("common/unknown-")) pointer = "/path";
  if (id == "common/request-content-type") pointer = "/headers/Content-Type";
  findings.push_back({Side::kRequest, requirement, std::move(pointer), "", ""});
}

Json JournalEntry::to_json(bool with_bodies) const {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"requirement", finding.requirement->id},
                    {"level", to_string(finding.requirement->level)},
                    {"pointer", finding.pointer},
                    {"expected", finding.expected},
                    {"actual", finding.actual},
                    {"statement", finding.requirement->statement},
                    {"source", finding.requirement->source}});
  }
  Json out = {{"number", number},
              {"at", to_export_time(at)},
              {"method", method},
              {"target", target},
              {"operation", operation.empty() ? Json() : Json(operation)},
              {"status", status},
              {"verdict", verdict()},
              {"seconds", seconds},
              {"fault", fault.empty() ? Json() : Json(fault)},
              {"findings", std::move(list)},
              {"request_bytes", request_bytes},
              {"response_bytes", response_bytes}};
  if (with_bodies) {
    out["request_text"] = request_body;
    out["response_text"] = response_body;
    out["request_body"] = shown(request_body, request_bytes);
    out["request_body_cut"] = request_body.size() != request_bytes;
    out["response_body"] = shown(response_body, response_bytes);
    out["response_body_cut"] = response_body.size() != response_bytes;
  }
  return out;
}

void Journal::add(JournalEntry entry) {
  JournalEntry dropped;  // freed after the lock
  const std::lock_guard lock(mutex_);
  newest_ = std::max(newest_, entry.number);
  entries_.push_back(std::move(entry));
  if (entries_.size() > kEntries) {
    dropped = std::move(entries_.front());
    entries_.pop_front();
  }
}

Json Journal::list(std::uint64_t after, std::size_t count) const {
  Json list = Json::array();
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && list.size() < count; ++entry) {
    if (entry->number > after) list.push_back(entry->to_json(false));
  }
  std::reverse(list.begin(), list.end());
  return list;
}

Json Journal::find(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  for (const JournalEntry& entry : entries_) {
    if (entry.number == number) return entry.to_json(true);
  }
  return nullptr;
}

std::uint64_t Journal::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

}  // namespace brazecheck::mock
