#pragma once

#include <map>
#include <string>
#include <vector>

#include "mock/activity.h"
#include "mock/catalogs.h"
#include "mock/change_log.h"
#include "mock/table.h"
#include "mock/users.h"

namespace brazecheck::mock {

/// A message that the workspace sends to somebody else: an answer to a `callback_endpoint`.
struct Outgoing {
  std::string url;
  Json body;
};

/// Everything that the emulated workspace knows. Whatever handlers change in it can be undone and
/// is reported to the log, row by row.
class State {
 public:
  /// `seed` decides the ids of users.
  State(const ContractIndex& index, std::uint64_t seed) : users(index, seed, &log) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// The documents of a family ("email_templates"); made when first asked for.
  [[nodiscard]] Table& table(const std::string& name) {
    return tables_.try_emplace(name, name, &log).first->second;
  }
  [[nodiscard]] const std::map<std::string, Table>& tables() const { return tables_; }

  /// All of it: {"users": […], "catalogs": [{…, "items": [{"id", "values"}]}], "tables": {name:
  /// [{"id", "document"}]}, "activity": {…}}.
  [[nodiscard]] Json to_json() const;
  /// Takes the place of everything. Throws InputError("mock.bad-state", pointer, …) and changes
  /// nothing when the document has another form.
  void load(const Json& document);
  /// The same on top of what is there: rows with a known id take its place.
  void add(const Json& document);
  void clear();

  /// One row as a state file keeps it; null when there is no such row. Kinds are those of the log.
  [[nodiscard]] Json row(const std::string& kind, const std::string& id) const;
  /// Puts such a row back. Rows of one kind come in the order of their places.
  void put_row(const std::string& kind, const std::string& id, const Json& document);
  /// Where the row stands among those of its kind; 0 where order has no meaning.
  [[nodiscard]] std::size_t place(const std::string& kind, const std::string& id) const;

  ChangeLog log;
  Users users;
  Catalogs catalogs{&log};
  Activity activity{&log};
  std::vector<Outgoing> outbox;  ///< sent when the call has taken effect

 private:
  [[nodiscard]] const Table* find_table(const std::string& kind) const;

  std::map<std::string, Table> tables_;
};

}  // namespace brazecheck::mock
