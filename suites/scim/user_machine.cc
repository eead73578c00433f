#include <fmt/format.h>

#include <array>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/scim/dashboard_users.h"

// Dashboard users that are created, changed and deleted, found by id and by address.
namespace brazecheck::scim {
namespace {

constexpr std::size_t kUsers = 3;
constexpr std::array kDepartments = {"agency", "bi", "engineering", "finance", "pm"};
constexpr std::array kNames = {"Ada",
                               "Zoë",
                               "O'Neill \"Z\"",
                               "李",
                               "مريم",
                               "Ł",
                               "Grace \U0001F469\u200D\U0001F4BB",
                               "van der Ä-B",
                               "e\u0301",
                               "NULL"};

/// What a user was last written with.
struct Values {
  std::string given, family, department;
  bool with_company = false;
};

struct Model {
  struct Slot {
    bool there = false;
    bool ever = false;  ///< there is an id, of a user who may be gone
    Values values;
  };
  std::array<Slot, kUsers> slots;
  std::optional<std::size_t> touched;
  std::string writer;
};

User user_of(const Session& session, std::size_t number, const Values& values) {
  User one = user(session, fmt::format("-{}", number));
  one.name = {{"givenName", values.given}, {"familyName", values.family}};
  one.department = values.department;
  one.permissions = {{"appGroup", Json::array()}};
  if (values.with_company) one.permissions["companyPermissions"] = {"manage_company_settings"};
  return one;
}

std::string& id_in(Session& session, std::size_t number) {
  return session.memory()[fmt::format("user {}", number)];
}

Values draw_values(Draw& draw) {
  return {.given = draw.pick(kNames),
          .family = draw.pick(kNames),
          .department = draw.pick(kDepartments),
          .with_company = draw.chance(30)};
}

std::string text_of(const Values& values) {
  return fmt::format("{} {}, {}{}", values.given, values.family, values.department,
                     values.with_company ? ", with a company permission" : "");
}

Step<Model> creation(std::size_t number, Values values) {
  return {.text = fmt::format("create user {}: {}", number, text_of(values)),
          .possible = [number](const Model& model) { return !model.slots[number].there; },
          .apply =
              [number, values](Model& model) {
                model.slots[number] = {true, true, values};
                model.touched = number;
                model.writer = kCreate;
              },
          .run =
              [number, values](const Model&, Session& session) {
                const User one = user_of(session, number, values);
                const Json answer = create(session, one);
                id_in(session, number) = id_of(answer);
                session.expect_of("scim.users.create/keeps-what-was-sent",
                                  (member(answer, "userName") == one.user_name &&
                                   member(answer, "name") == one.name &&
                                   member(answer, "department") == one.department) ||
                                      session.failed(),
                                  "the answer holds what was sent", answer.dump());
              }};
}

// Refused: the user stays as it was.
Step<Model> duplicate(std::size_t number, Values values) {
  return {.text = fmt::format("create user {} again: {}", number, text_of(values)),
          .possible = [number](const Model& model) { return model.slots[number].there; },
          .apply = [number](Model& model) { model.touched = number; },
          .run =
              [number, values](const Model&, Session& session) {
                const Exchange& exchange =
                    session.send(create_call(user_of(session, number, values)));
                if (session.failed()) return;
                const int status = exchange.response->status;
                if (status < 300) {
                  session.tidy_later(delete_call(id_of(exchange.response->body.value_or(Json()))));
                }
                session.expect_of("scim.users.create/error-user-already-exists-in-the-database",
                                  status == 409, "a user name that is taken is refused with 409",
                                  std::to_string(status));
              }};
}

Step<Model> change(std::size_t number, Values values) {
  return {.text = fmt::format("update user {}: {}", number, text_of(values)),
          .possible = [number](const Model& model) { return model.slots[number].there; },
          .apply =
              [number, values](Model& model) {
                model.slots[number].values = values;
                model.touched = number;
                model.writer = kUpdate;
              },
          .run =
              [number, values](const Model&, Session& session) {
                session.ok(update_call(id_in(session, number), user_of(session, number, values)));
              }};
}

Step<Model> deletion(std::size_t number) {
  return {.text = fmt::format("delete user {}", number),
          .possible = [number](const Model& model) { return model.slots[number].there; },
          .apply =
              [number](Model& model) {
                model.slots[number].there = false;
                model.touched = number;
                model.writer = kDelete;
              },
          .run = [number](const Model&,
                          Session& session) { session.ok(delete_call(id_in(session, number))); }};
}

Step<Model> second_deletion(std::size_t number) {
  return {.text = fmt::format("delete user {} again", number),
          .possible =
              [number](const Model& model) {
                return !model.slots[number].there && model.slots[number].ever;
              },
          .apply = {},
          .run =
              [number](const Model&, Session& session) {
                const Exchange& exchange = session.send(delete_call(id_in(session, number)));
                if (session.failed()) return;
                session.expect_of("scim.users.delete/second-deletion-refused",
                                  exchange.response->status == 404,
                                  "deleting a user again is answered with 404",
                                  std::to_string(exchange.response->status));
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  const std::size_t number = draw.below(kUsers);
  const Model::Slot& slot = model.slots[number];
  if (!slot.there) {
    return slot.ever && draw.chance(20) ? second_deletion(number)
                                        : creation(number, draw_values(draw));
  }
  const std::size_t kind = draw.below(10);
  if (kind < 2) return duplicate(number, draw_values(draw));
  return kind < 7 ? change(number, draw_values(draw)) : deletion(number);
}

void inspect_there(const Model& model, std::size_t number, Session& session) {
  const User one = user_of(session, number, model.slots[number].values);
  const bool updated = model.writer == kUpdate;
  Json shown;
  session.eventually_of(
      updated ? "scim.users.update/reads-back" : "scim.users.get/reads-what-was-written",
      [&] {
        shown = read(session, id_in(session, number));
        return shows(shown, one);
      },
      "the user is shown with what was last written");
  session.expect_of("scim.users.update/user-name-stays",
                    member(shown, "userName") == one.user_name || session.failed(),
                    "the user name stays as it was created", shown.dump());
  session.eventually_of(
      "scim.users.search/finds-by-email",
      [&] {
        const Json hits = found(session, one.user_name);
        return hits.size() == 1 && id_of(hits.front()) == id_in(session, number) &&
               member(hits.front(), "name") == one.name;
      },
      "the search finds the user alone, as last written");
}

void inspect_gone(const Session& of, std::size_t number, Session& session) {
  session.eventually_of(
      "scim.users.delete/user-is-gone",
      [&] {
        const bool by_id = read(session, id_in(session, number)).is_null();
        const bool by_name = found(session, user(of, fmt::format("-{}", number)).user_name).empty();
        return by_id && by_name && !session.failed();
      },
      "a deleted user is found neither by id nor by email address");
}

// One user whom the last command did not name.
void inspect_other(const Model& model, Session& session) {
  for (std::size_t i = 0; i < kUsers; ++i) {
    if (i == model.touched || !model.slots[i].there) continue;
    const User other = user_of(session, i, model.slots[i].values);
    const Json shown = read(session, id_in(session, i));
    session.expect_of((model.writer == kDelete ? std::string(kDelete) : std::string(kUpdate)) +
                          "/other-users-stay",
                      shows(shown, other) || session.failed(),
                      "users who are not named stay as they were", shown.dump());
    return;
  }
}

void inspect(const Model& model, Session& session) {
  if (!model.touched) return;
  if (model.slots[*model.touched].there) {
    inspect_there(model, *model.touched, session);
  } else {
    inspect_gone(session, *model.touched, session);
  }
  inspect_other(model, session);
}

const MachineRegistration kMachine{
    {.name = "scim",
     .judges = {"scim.users.create/id-finds-the-user", "scim.users.create/keeps-what-was-sent",
                "scim.users.get/reads-what-was-written", "scim.users.search/finds-by-email",
                "scim.users.update/reads-back", "scim.users.update/user-name-stays",
                "scim.users.update/other-users-stay", "scim.users.delete/user-is-gone",
                "scim.users.delete/other-users-stay", "scim.users.delete/second-deletion-refused"},
     .uses = {kCreate, kGet, kSearch, kUpdate, kDelete},
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::scim
