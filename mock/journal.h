#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "contract/exchange.h"
#include "mock/clock.h"

namespace brazecheck::mock {

/// One request as the journal keeps it. No header is kept, so no key is.
struct JournalEntry {
  std::uint64_t number = 0;  ///< grows by one with each request
  Time at{};
  std::string method;
  std::string target;
  std::string operation;  ///< "" where the path names none
  int status = 0;
  std::vector<Finding> findings;            ///< of the request
  std::string request_body, response_body;  ///< the first kKeptBytes of them
  std::size_t request_bytes = 0, response_bytes = 0;
  double seconds = 0;
  std::string fault;  ///< the faults that spoiled the answer, with ", " between them, or ""

  /// Adds the requirement common to all operations that the request was refused for, where no
  /// finding says so already: a missing key, a body that is no JSON, a path that leads nowhere.
  /// Null and other requirements add nothing.
  void add_refusal(const Requirement* requirement);

  /// "fail" with a must among the findings, "warn" with others, "pass" without any.
  [[nodiscard]] std::string_view verdict() const;
  [[nodiscard]] Json to_json(bool with_bodies) const;
};

/// The last requests of an emulator, oldest first, in bounded memory. Thread-safe.
class Journal {
 public:
  static constexpr std::size_t kEntries = 1024;
  static constexpr std::size_t kKeptBytes = 32u << 10;
  static constexpr std::size_t kKeptTarget = 2048;

  void add(JournalEntry entry);
  /// Entries with a number above `after`, at most `count` of them, the newest last. Requests that
  /// are answered at the same time may come out of order.
  [[nodiscard]] Json list(std::uint64_t after, std::size_t count) const;
  [[nodiscard]] Json find(std::uint64_t number) const;  ///< with bodies; null when gone
  [[nodiscard]] std::uint64_t newest() const;  ///< the highest number that there ever was, or 0
  void clear();

 private:
  mutable std::mutex mutex_;
  std::deque<JournalEntry> entries_;
  std::uint64_t newest_ = 0;
};

}  // namespace brazecheck::mock
