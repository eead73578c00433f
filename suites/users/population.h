#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "generators/draw.h"
#include "suites/users/calls.h"

namespace brazecheck::users {

/// How often something happened, and when: in days before the machine's first user came to be.
struct Tally {
  int count = 0;
  int first = 0;
  int last = 0;

  void add(int times, int days);
  void merge(const Tally& other);
};

/// A user as the machine's model has it. Names are numbers; on the wire a token leads them.
struct Person {
  std::string id;                              ///< name of the external ID; "" for none
  std::vector<std::string> deprecated;         ///< names of those before
  std::map<std::string, std::string> aliases;  ///< label -> name
  Json values = Json::object();                ///< attributes, of Braze's and of the customer's own
  std::map<std::string, Tally> events;
  std::map<std::string, Tally> products;
  double revenue = 0;
};

/// Whom and what the last command concerned, and to which requirements it is laid when the target
/// shows something else.
struct Blames {
  std::set<int> touched;
  std::string found;   ///< that those are there, by the ID or alias that they have then
  std::string values;  ///< their attributes
  std::string counts;  ///< their events and purchases
  std::string gone;    ///< what finds nobody any more
  std::string others;  ///< that everybody else stayed as they were
};

/// What the target should hold.
struct Population {
  std::map<int, Person> people;
  int next = 0;                                                   ///< number of the next new name
  std::vector<std::string> gone;                                  ///< names of IDs that find nobody
  std::vector<std::pair<std::string, std::string>> gone_aliases;  ///< label and name
  Blames last;
};

/// On the wire: an external ID, the alias of a label and a name.
[[nodiscard]] std::string wire_id(const Session& session, const std::string& name);
[[nodiscard]] Json wire_alias(const Session& session, const std::string& label,
                              const std::string& name);
/// What tracked objects name the user by.
[[nodiscard]] Json identifier(const Session& session, const Person& person);
/// The text of the moment so many days before the machine's first user came to be; REQUIRES: that
/// one has been seen.
[[nodiscard]] std::string day_text(Session& session, int days);

/// One to `most` attributes with values of all types.
[[nodiscard]] Json drawn_values(Draw& draw, int most);
/// Names of attributes that hold whole numbers, lists, objects and lists of objects.
inline constexpr char kCounter[] = "visits";
inline constexpr char kList[] = "likes";
inline constexpr char kObject[] = "home";
inline constexpr char kObjects[] = "pets";

/// Holds the target against the model: one request when all is well.
void inspect(const Population& after, Session& session);

}  // namespace brazecheck::users
