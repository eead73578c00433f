#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/audience.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/row_time.h"
#include "mock/stated.h"

namespace brazecheck::mock {

namespace {

constexpr char kUnsubscribed[] = "unsubscribed";

/// An address or number, and when it came onto its list.
struct Entry {
  std::string id;
  Time at{};
  const Json* document = nullptr;
};

/// The rows of a table by the time in their member `when`, newest first.
std::vector<Entry> newest_first(const Call& call, const Table& table, const char* when) {
  std::vector<Entry> entries;
  for (const Table::Row* row : table.rows()) {
    if (const auto at = row_time(row->document, when, call.now)) {
      entries.push_back({row->id, *at, &row->document});
    }
  }
  // Of two with one time the one that came later.
  std::reverse(entries.begin(), entries.end());
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.at > b.at; });
  return entries;
}

/// Whether the time lies between the days named; both are midnight UTC.
bool within_range(const Call& call, Time at) {
  const auto edge = [&](std::string_view name) {
    const std::string* day = call.parameter(name);
    return day == nullptr ? std::nullopt : parse_time(*day);
  };
  const auto from = edge("start_date");
  const auto to = edge("end_date");
  return (!from || at >= *from) && (!to || at <= *to);
}

/// The entries that `offset` and `limit` ask for. A limit outside of what is documented becomes the
/// nearest one inside.
std::vector<Entry> paged(const Call& call, std::vector<Entry> entries) {
  const auto& parameters = call.contract->query_parameters;
  const auto limit = std::find_if(parameters.begin(), parameters.end(),
                                  [](const Parameter& other) { return other.name == "limit"; });
  std::int64_t count = call.number_parameter(
      "limit", static_cast<std::int64_t>(stated_number(*call.contract, "default-limit")));
  if (limit != parameters.end()) {
    const Schema& schema = resolved(*limit->schema);
    if (schema.minimum) count = std::max(count, static_cast<std::int64_t>(*schema.minimum));
    if (schema.maximum) count = std::min(count, static_cast<std::int64_t>(*schema.maximum));
  }
  const auto size = static_cast<std::int64_t>(entries.size());
  std::int64_t begin = call.number_parameter("offset", 0);
  if (begin > 0) begin += call.faults->page_shift(*call.contract);
  begin = std::clamp<std::int64_t>(begin, 0, size);
  const std::int64_t end = std::min(size, begin + count);
  return {entries.begin() + begin, entries.begin() + end};
}

/// Addresses by `email` where it is there, else by range.
void select_addresses(const Call& call, std::vector<Entry>* entries) {
  const std::vector<std::string> wanted = call.parameters("email");
  std::erase_if(*entries, [&](const Entry& entry) {
    if (wanted.empty()) return !within_range(call, entry.at);
    return std::find(wanted.begin(), wanted.end(), entry.id) == wanted.end();
  });
}

Reply answer_addresses(const Call& call, std::vector<Entry> entries, const char* when) {
  Json emails = Json::array();
  for (const Entry& entry : paged(call, std::move(entries))) {
    emails.push_back({{"email", entry.id}, {when, to_spaced_time(entry.at)}});
  }
  return success(*call.contract, {{"emails", std::move(emails)}});
}

Reply hard_bounces(const Call& call, State& state) {
  auto entries = newest_first(call, state.table(kHardBounces), "bounced_at");
  select_addresses(call, &entries);
  return answer_addresses(call, std::move(entries), "hard_bounced_at");
}

Reply unsubscribes(const Call& call, State& state) {
  auto entries = newest_first(call, state.table(kEmailStates), "changed_at");
  std::erase_if(entries,
                [](const Entry& entry) { return text(*entry.document, "state") != kUnsubscribed; });
  select_addresses(call, &entries);
  const std::string* direction = call.parameter("sort_direction");
  if (direction != nullptr && *direction == "asc") std::reverse(entries.begin(), entries.end());
  return answer_addresses(call, std::move(entries), "unsubscribed_at");
}

Reply set_status(const Call& call, State& state) {
  const std::string word = text(call.body, "subscription_state");
  for (const std::string& address : listed_texts(member(call.body, "email"))) {
    set_email_state(&state, address, word, call.now);
  }
  return success(*call.contract);
}

Reply block(const Call& call, State& state) {
  Table& bounces = state.table(kHardBounces);
  for (const std::string& address : listed_texts(member(call.body, "email"))) {
    set_email_state(&state, address, kUnsubscribed, call.now);
    if (!bounces.contains(address)) {
      bounces.put(address, {{"bounced_at", to_export_time(call.now)}});
    }
  }
  return success(*call.contract);
}

Reply remove_bounces(const Call& call, State& state) {
  for (const std::string& address : listed_texts(member(call.body, "email"))) {
    state.table(kHardBounces).erase(address);
  }
  return success(*call.contract);
}

Reply remove_spam(const Call& call, State& state) {
  for (const std::string& address : listed_texts(member(call.body, "email"))) {
    state.table(kSpamReports).erase(address);
    for (Profile* profile : state.users.by_contact("email", address)) {
      state.users.set_field(profile, "marked_email_as_spam_at", nullptr);
      state.users.touch(profile);
    }
  }
  return success(*call.contract);
}

Reply invalid_numbers(const Call& call, State& state) {
  const Table& table = state.table(kInvalidNumbers);
  auto entries = newest_first(call, table, "detected_at");
  const std::vector<std::string> numbers = listed_texts(call, "phone_numbers");
  std::vector<std::string> wanted;
  for (const std::string& number : numbers) {
    if (auto id = number_in(table, number)) wanted.push_back(std::move(*id));
  }
  const std::string* reason = call.parameter("reason");
  std::erase_if(entries, [&](const Entry& entry) {
    if (reason != nullptr && text(*entry.document, "reason") != *reason) return true;
    if (numbers.empty()) return !within_range(call, entry.at);
    return std::find(wanted.begin(), wanted.end(), entry.id) == wanted.end();
  });
  Json list = Json::array();
  for (const Entry& entry : paged(call, std::move(entries))) {
    Json shown = {{"phone", entry.id}, {"invalid_detected_at", to_spaced_time(entry.at)}};
    const Json& why = member(*entry.document, "reason");
    if (why.is_string()) shown["reason"] = why;
    list.push_back(std::move(shown));
  }
  return success(*call.contract, {{"sms", std::move(list)}});
}

Reply remove_invalid_numbers(const Call& call, State& state) {
  Table& table = state.table(kInvalidNumbers);
  for (const std::string& number : listed_texts(member(call.body, "phone_numbers"))) {
    if (const auto id = number_in(table, number)) table.erase(*id);
  }
  return success(*call.contract);
}

}  // namespace

std::vector<Handler> email_handlers() {
  return {{"email.hard_bounces", hard_bounces},
          {"email.unsubscribes", unsubscribes},
          {"email.status", set_status},
          {"email.bounce.remove", remove_bounces},
          {"email.spam.remove", remove_spam},
          {"email.blocklist", block},
          {"email.blacklist", block},
          {"sms.invalid_phone_numbers.list", invalid_numbers},
          {"sms.invalid_phone_numbers.remove", remove_invalid_numbers}};
}

}  // namespace brazecheck::mock
