#include "suites/users/commands.h"

// Users tracked, named, joined and deleted in any order:
// https://www.braze.com/docs/api/endpoints/user_data/
namespace brazecheck::users {
namespace {

Command next(const Population& model, Draw& draw) {
  if (model.people.empty() || (model.people.size() < 3 && draw.chance(45))) {
    // The first one says whether users are created at all.
    return model.next == 0 || draw.chance(70) ? create(model, draw) : create_anonymous(model, draw);
  }
  std::vector<int> numbers;
  for (const auto& [number, person] : model.people) numbers.push_back(number);
  const int number = draw.pick(numbers), other = draw.pick(numbers);
  switch (draw.below(16)) {
    case 0:
      return set(number, draw);
    case 1:
      return unset(model, number, draw);
    case 2:
      return increment(number, draw);
    case 3:
      return change_list(number, draw);
    case 4:
      return merge_object(number, draw);
    case 5:
      return change_objects(number, draw);
    case 6:
    case 7:
      return happen(number, draw);
    case 8:
      return add_alias(model, number);
    case 9:
      return rename_alias(number);
    case 10:
      return identify_user(number);
    case 11:
      return rename_user(number);
    case 12:
      return remove_old_id(number);
    case 13:
      return merge_users(number, other);
    case 14:
      return delete_user(number);
    default:
      return refused(number);
  }
}

const MachineRegistration kMachine{
    {.name = "users",
     .judges = {kCreated,
                kWritten,
                kAliasCreated,
                kOnlyNamed,
                "users.track/null-removes",
                "users.track/increments",
                "users.track/array-add-remove",
                "users.track/objects-merge",
                "users.track/quantity-counts",
                "users.track/repeated-events-count",
                "users.track/partial-success",
                kAliasResolves,
                "users.alias.update/alias-renamed",
                "users.identify/user-identified",
                "users.external_ids.rename/new-id-is-primary",
                "users.external_ids.rename/profile-kept",
                "users.external_ids.rename/found-by-both-ids",
                "users.external_ids.remove/removed-id-finds-nobody",
                "users.external_ids.remove/profile-stays",
                "users.merge/merged-user-is-gone",
                "users.merge/missing-fields-copied",
                "users.merge/kept-values-stay",
                "users.merge/counts-are-summed",
                kDeleted,
                "users.delete/other-users-stay",
                "users.export.ids/unknown-ids-are-listed"},
     .uses = {"users.track", "users.export.ids", "users.alias.new", "users.alias.update",
              "users.identify", "users.merge", "users.delete", "users.external_ids.rename",
              "users.external_ids.remove"},
     .draw = commands_of<Population>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::users
