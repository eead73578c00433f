#pragma once

#include <string>
#include <vector>

#include "suites/scenario.h"

/// Users whom a scenario creates to be reached by email address and phone number.
namespace brazecheck::audience {

/// Somebody with an address and a number of their own.
struct Person {
  std::string external_id;
  std::string email;
  std::string phone;  ///< E.164, with the plus sign
};

/// Operations that create() and exported() call.
[[nodiscard]] std::vector<std::string> with_people(std::vector<std::string> operations);

/// A person of the scenario's own, told apart from its others by `suffix`. Nobody is created yet.
[[nodiscard]] Person person(const Session& session, const std::string& suffix);

/// Creates users, who are deleted when the scenario is over, and waits until they are exported.
/// `attributes` is given to each of them besides. False after a failure.
bool create(Session& session, const std::vector<Person>& people,
            const Json& attributes = Json::object());

/// The exported user, or null.
[[nodiscard]] Json exported(Session& session, const Person& person);
/// The exported users in the order of `people`, each null where there is none.
[[nodiscard]] std::vector<Json> exported(Session& session, const std::vector<Person>& people);

}  // namespace brazecheck::audience
