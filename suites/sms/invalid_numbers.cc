#include <set>

#include "suites/answer.h"
#include "suites/email/dated_list.h"
#include "suites/scenario.h"

// Numbers found invalid: https://www.braze.com/docs/api/endpoints/sms/get_query_invalid_numbers/
// No call puts a number onto the list, so it is looked at as it is.
namespace brazecheck::sms {
namespace {

const dated::DatedList& invalid_numbers() {
  static const dated::DatedList list{.operation = "sms.invalid_phone_numbers.list",
                                     .entries = "sms",
                                     .name = "phone",
                                     .time = "invalid_detected_at",
                                     .order = "sms.invalid_phone_numbers.list/newest-first"};
  return list;
}

// All entries; gives up where there are none.
Json entries(Session& session) {
  Json all = dated::entries_of(session, invalid_numbers(), dated::all_days());
  if (!session.failed() && all.empty()) session.skip("no invalid number is listed");
  return all;
}

void numbers_win(Session& session) {
  const Json all = entries(session);
  if (session.failed()) return;
  const Json number = member(all.front(), "phone");
  if (!number.is_string()) return session.skip("the entries of the list tell no number");
  Fields query = dated::long_ago();
  query.emplace_back("phone_numbers[]", number.get<std::string>());
  query.emplace_back("phone_numbers[]", "+12025550100");
  const Json some = dated::entries_of(session, invalid_numbers(), query);
  if (session.failed()) return;
  std::set<std::string> shown;
  for (const Json& entry : some) shown.insert(member(entry, "phone").dump());
  session.expect(shown.contains(number.dump()),
                 "a number that is named is listed, whatever the range", some.dump());
  for (const std::string& other : shown) {
    session.expect(other == number.dump() || other.find("2025550100") != std::string::npos,
                   "no number is listed that was not named", other);
  }
}

void reason_selects(Session& session) {
  const Json all = entries(session);
  if (session.failed()) return;
  std::set<std::string> reasons;
  for (const Json& entry : all) {
    const Json reason = member(entry, "reason");
    if (reason.is_string()) reasons.insert(reason.get<std::string>());
  }
  if (reasons.size() < 2) return session.skip("no two listed numbers have different reasons");
  for (const std::string& reason : reasons) {
    Fields query = dated::all_days();
    query.emplace_back("reason", reason);
    const Json some = dated::entries_of(session, invalid_numbers(), query);
    session.expect(!some.empty() || session.failed(),
                   "with the reason of a listed number that number is listed", reason);
    for (const Json& entry : some) {
      session.expect(member(entry, "reason") == reason,
                     "with a reason only numbers of that reason are listed", entry.dump());
    }
  }
}

void reason_shown(Session& session) {
  for (const Json& entry : entries(session)) {
    session.expect(member(entry, "reason").is_string(), "every entry says its reason",
                   entry.dump());
  }
}

const std::vector<std::string> kUses = {"sms.invalid_phone_numbers.list"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/newest-first", kUses,
                          dated::newest_come_first(invalid_numbers(), {{}})}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/default-limit", kUses,
                          dated::keeps_default_limit(invalid_numbers())}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/at-most-limit", kUses,
                          dated::keeps_limit(invalid_numbers())}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/offset-skips", kUses,
                          dated::windows_follow(invalid_numbers())}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/within-range", kUses,
                          dated::within_range(invalid_numbers())}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/dates-are-utc", kUses,
                          dated::days_are_utc(invalid_numbers())}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/numbers-win", kUses, numbers_win}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/reason-selects", kUses, reason_selects}},
    ScenarioRegistration{{"sms.invalid_phone_numbers.list/reason-shown", kUses, reason_shown}},
};

}  // namespace
}  // namespace brazecheck::sms
