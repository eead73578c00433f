#include <fmt/format.h>

#include <algorithm>

#include "suites/catalogs/shelf.h"
#include "suites/machine.h"

// Two catalogs, their fields, items and selections in any order of commands.
namespace brazecheck::catalogs {
namespace {

using Command = Step<Shelf>;
using Ids = std::vector<std::string>;

// A command on one catalog: its model after it is what `apply` makes of that, and what does not
// show is laid to `written`.
Command on(std::size_t number, std::string text, std::string written,
           std::function<bool(const Shelf::Catalog&)> possible,
           std::function<void(Shelf::Catalog&)> apply,
           std::function<void(const Shelf::Catalog&, Session&)> run, Ids ids = {},
           bool fields_changed = false) {
  return {
      .text = fmt::format("catalog {}: {}", number + 1, text),
      .possible = [=](const Shelf& model) { return possible(model.catalogs[number]); },
      .apply =
          [=](Shelf& model) {
            apply(model.catalogs[number]);
            model.at = number;
            model.written = written;
            model.ids = ids;
            model.fields_changed = fields_changed;
          },
      .run = [=](const Shelf& before, Session& session) { run(before.catalogs[number], session); }};
}

bool exists(const Shelf::Catalog& catalog) { return catalog.exists; }

bool has_fields(const Shelf::Catalog& catalog, const Json& values) {
  return catalog.exists &&
         std::all_of(values.items().begin(), values.items().end(),
                     [&](const auto& v) { return catalog.fields.contains(v.key()); });
}

bool has(const Shelf::Catalog& catalog, const std::string& id) {
  return catalog.items.contains(id);
}

Command create_catalog(std::size_t number) {
  return on(
      number, "create", kCatalogExists,
      [](const Shelf::Catalog& catalog) { return !catalog.exists; },
      [](Shelf::Catalog& catalog) {
        const bool existed = catalog.existed;
        catalog = new_catalog();
        catalog.existed = existed;
      },
      [number](const Shelf::Catalog&, Session& session) {
        (void)catalogs::create(session, suffix(number));
      },
      {}, true);
}

Command delete_catalog(std::size_t number) {
  return on(
      number, "delete", "catalogs.delete/deleted-catalogs-are-gone", exists,
      [](Shelf::Catalog& catalog) {
        catalog = {};
        catalog.existed = true;
      },
      [number](const Shelf::Catalog&, Session& session) {
        (void)done(session, removal(session, suffix(number)));
      });
}

Command create_taken_catalog(std::size_t number) {
  return on(
      number, "create again, which is refused", "catalogs.create/refused-changes-nothing", exists,
      [](Shelf::Catalog&) {},
      [number](const Shelf::Catalog&, Session& session) {
        const int status = refused(session, creation(session, suffix(number)));
        if (!session.failed())
          session.expect_of("catalogs.create/error-catalog-name-already-exists", status >= 400,
                            "a name that is taken is refused", std::to_string(status));
      });
}

Command change_field(std::size_t number, const std::string& field, bool there) {
  const auto call = [=](const Session& session) {
    return in(
        session, number,
        there
            ? on_catalog(session, "field.delete", std::nullopt, {{"field_name", field}})
            : on_catalog(session, "fields.create",
                         Json{{"fields", {{{"name", field}, {"type", field_types().at(field)}}}}}));
  };
  Command command = on(
      number, (there ? "delete field " : "add field ") + field,
      there ? "catalogs.field.delete/deleted-fields-are-gone"
            : "catalogs.fields.create/added-fields-are-listed",
      [=](const Shelf::Catalog& catalog) {
        return catalog.exists && catalog.fields.contains(field) == there;
      },
      [=](Shelf::Catalog& catalog) {
        if (!there) {
          catalog.fields.insert(field);
          return;
        }
        catalog.fields.erase(field);
        for (auto& [id, item] : catalog.items) item.erase(field);
      },
      [=](const Shelf::Catalog&, Session& session) { (void)done(session, call(session)); }, {},
      true);
  command.apply = [apply = command.apply, field](Shelf& model) {
    apply(model);
    model.field = field;
  };
  return command;
}

enum class Verb { kCreate, kEdit, kReplace };

struct Writing {
  Verb verb;
  std::string operation;
  std::string shows;  ///< the statement that what it writes can be read
};

const std::vector<Writing>& writings(bool bulk) {
  static const std::vector<Writing> single = {
      {Verb::kCreate, "catalogs.item.create", "created-items-are-readable"},
      {Verb::kEdit, "catalogs.item.patch", "edits-are-readable"},
      {Verb::kReplace, "catalogs.item.replace", "replacements-are-readable"}};
  static const std::vector<Writing> many = {
      {Verb::kCreate, "catalogs.items.create_many", "items-are-created"},
      {Verb::kEdit, "catalogs.items.patch_many", "edits-are-readable"},
      {Verb::kReplace, "catalogs.items.replace_many", "replacements-are-readable"}};
  return bulk ? many : single;
}

bool can_write(const Shelf::Catalog& catalog, Verb verb, const std::string& id) {
  return verb == Verb::kReplace || has(catalog, id) == (verb == Verb::kEdit);
}

// The ids that a command of this verb may name.
Ids writable(const Shelf::Catalog& catalog, Verb verb) {
  Ids ids;
  for (const auto& id : item_ids()) {
    if (can_write(catalog, verb, id)) ids.push_back(id);
  }
  return ids;
}

// Changes of a list in an edit, where the item has one.
void draw_list_change(const Shelf::Catalog& catalog, const std::string& id, Draw& draw,
                      Json* values) {
  const auto item = catalog.items.find(id);
  if (item == catalog.items.end() || !member(item->second, "Tags").is_array()) return;
  if (!draw.chance(55)) return;
  const Json entries = {"a", "b", "new", 7, "\u00fc"};
  Json change = {{"$add", Json::array({entries[draw.below(entries.size())]})}};
  if (draw.chance(55)) change = {{"$remove", Json::array({entries[draw.below(entries.size())]})}};
  (*values)["Tags"] = change;
}

struct Written {
  std::string id;
  Json values;
};

void write_to(Shelf::Catalog* catalog, Verb verb, const Written& written) {
  if (verb != Verb::kEdit) catalog->items[written.id] = Json::object();
  edit(&catalog->items[written.id], written.values);
}

Call writing_call(const Session& session, std::size_t number, const std::string& operation,
                  const std::vector<Written>& all) {
  if (operation.find(".items.") == std::string::npos)
    return in(session, number, one(session, operation, all[0].id, all[0].values));
  Json items = Json::array();
  for (const auto& [id, values] : all) {
    items.push_back(values);
    items.back()["id"] = id;
  }
  return in(session, number, many(session, operation, std::move(items)));
}

Ids ids_of(const std::vector<Written>& all) {
  Ids ids;
  for (const auto& written : all) ids.push_back(written.id);
  return ids;
}

Command write(std::size_t number, const Writing& writing, const std::vector<Written>& all) {
  std::string text = writing.operation.substr(writing.operation.find('.') + 1);
  for (const auto& [id, values] : all) text += fmt::format(" {} {}", id, values.dump());
  const std::string written = writing.operation + "/" + writing.shows;
  return on(
      number, text, written,
      [=](const Shelf::Catalog& catalog) {
        return std::all_of(all.begin(), all.end(), [&](const Written& one) {
          const bool changes_list = member(one.values, "Tags").is_object();
          const auto item = catalog.items.find(one.id);
          return has_fields(catalog, one.values) && can_write(catalog, writing.verb, one.id) &&
                 (!changes_list ||
                  (item != catalog.items.end() && member(item->second, "Tags").is_array()));
        });
      },
      [=](Shelf::Catalog& catalog) {
        for (const auto& one : all) write_to(&catalog, writing.verb, one);
      },
      [=](const Shelf::Catalog&, Session& session) {
        (void)done(session, writing_call(session, number, writing.operation, all));
      },
      ids_of(all));
}

// A bulk call with good items, and at its end one that is not: nothing of it is done.
Command write_refused(std::size_t number, const Writing& writing, std::vector<Written> all,
                      bool unknown_field) {
  all.back().values = unknown_field ? Json{{"No_Such_Field", 1}} : Json{{"Open", {1, 2}}};
  return on(
      number, fmt::format("{} of {} items, refused for the last", writing.operation, all.size()),
      writing.operation + "/refused-changes-nothing",
      [=](const Shelf::Catalog& catalog) {
        return catalog.exists && std::all_of(all.begin(), all.end(), [&](const Written& one) {
                 return can_write(catalog, writing.verb, one.id) &&
                        (&one == &all.back() || has_fields(catalog, one.values));
               });
      },
      [](Shelf::Catalog&) {},
      [=](const Shelf::Catalog&, Session& session) {
        const int status = refused(session, writing_call(session, number, writing.operation, all));
        if (session.failed()) return;
        session.expect_of(writing.operation + (unknown_field ? "/error-invalid-fields"
                                                             : "/error-unable-to-coerce-value"),
                          status >= 400, "an item that does not fit its catalog is refused",
                          std::to_string(status));
      },
      ids_of(all));
}

Command delete_items(std::size_t number, const Ids& ids, bool bulk) {
  const std::string operation = bulk ? "catalogs.items.delete_many" : "catalogs.item.delete";
  return on(
      number, fmt::format("{} {}", bulk ? "delete in bulk" : "delete", fmt::join(ids, " ")),
      operation + "/deleted-items-are-gone",
      [=](const Shelf::Catalog& catalog) {
        return std::all_of(ids.begin(), ids.end(),
                           [&](const auto& id) { return has(catalog, id); });
      },
      [=](Shelf::Catalog& catalog) {
        for (const auto& id : ids) catalog.items.erase(id);
      },
      [=](const Shelf::Catalog&, Session& session) {
        Json items = Json::array();
        for (const auto& id : ids) items.push_back({{"id", id}});
        (void)done(session, in(session, number,
                               bulk ? many(session, operation, std::move(items))
                                    : one(session, operation, ids[0])));
      },
      ids);
}

// Makes or drops a selection. No operation lists them: that it is there shows in that its name is
// taken, that it is gone in that it cannot be dropped again.
Command change_selection(std::size_t number, const std::string& name, bool there) {
  const auto making = [=](const Session& session) {
    const Json filter = {{"field", "Name"}, {"operator", "equals"}, {"value", "x"}};
    return in(session, number,
              on_catalog(session, "selections.create",
                         Json{{"selection",
                               {{"name", name},
                                {"external_id", name + session.token()},
                                {"filters", Json::array({filter})}}}}));
  };
  const auto dropping = [=](const Session& session) {
    return in(session, number,
              on_catalog(session, "selection.delete", std::nullopt, {{"selection_name", name}}));
  };
  const std::string written = there ? "catalogs.selection.delete/deleted-selections-are-gone"
                                    : "catalogs.selections.create/created-selections-exist";
  return on(
      number, (there ? "drop selection " : "make selection ") + name, written,
      [=](const Shelf::Catalog& catalog) {
        return catalog.exists && catalog.selections.contains(name) == there;
      },
      [=](Shelf::Catalog& catalog) {
        if (there)
          catalog.selections.erase(name);
        else
          catalog.selections.insert(name);
      },
      [=](const Shelf::Catalog&, Session& session) {
        if (!done(session, there ? dropping(session) : making(session))) return;
        session.eventually_of(
            written,
            [&] {
              // A call of another operation lets the one before take effect.
              return done(session, in(session, number, on_catalog(session, "items.list"))) &&
                     refused(session, there ? dropping(session) : making(session)) >= 400;
            },
            there ? "a selection that was dropped is gone" : "a selection that was made is there");
      });
}

std::vector<Written> draw_written(const Shelf::Catalog& catalog, Verb verb, bool bulk, Draw& draw) {
  Ids ids = writable(catalog, verb);
  const std::size_t count = bulk ? 1 + draw.below(3) : 1;
  std::vector<Written> all;
  while (!ids.empty() && all.size() < count) {
    const auto at = static_cast<std::ptrdiff_t>(draw.below(ids.size()));
    Written written{ids[static_cast<std::size_t>(at)], draw_values(catalog.fields, draw)};
    if (verb == Verb::kEdit) draw_list_change(catalog, written.id, draw, &written.values);
    all.push_back(std::move(written));
    ids.erase(ids.begin() + at);
  }
  return all;
}

Command next(const Shelf& model, Draw& draw) {
  const std::size_t number = draw.chance(70) ? 0 : 1;
  const Shelf::Catalog& catalog = model.catalogs[number];
  if (!catalog.exists) return create_catalog(number);
  const std::size_t what = draw.below(100);
  if (what < 4) return delete_catalog(number);
  if (what < 8) return create_taken_catalog(number);
  if (what < 24) {
    static const Ids fields = {"Stars", "Note-2", "More", "Rating"};
    const std::string field = draw.pick(fields);
    return change_field(number, field, catalog.fields.contains(field));
  }
  if (what < 32) {
    static const Ids names = {"s", "S", "first choice"};
    const std::string name = draw.pick(names);
    return change_selection(number, name, catalog.selections.contains(name));
  }
  const bool bulk = draw.chance(55);
  if (what < 46 && !catalog.items.empty()) {
    Ids ids;
    for (const auto& [id, item] : catalog.items) {
      if (ids.empty() || (bulk && draw.chance(55))) ids.push_back(id);
    }
    return delete_items(number, ids, bulk);
  }
  Writing writing = writings(bulk)[draw.below(3)];
  auto all = draw_written(catalog, writing.verb, bulk, draw);
  if (all.empty()) {
    writing = writings(bulk).back();  // a replacement is always possible
    all = draw_written(catalog, writing.verb, bulk, draw);
  }
  if (bulk && all.size() > 1 && draw.chance(35))
    return write_refused(number, writing, std::move(all), draw.chance(55));
  return write(number, writing, all);
}

const MachineRegistration kRegistration{
    {.name = "catalogs",
     .judges = {kCatalogExists,
                "catalogs.create/refused-changes-nothing",
                "catalogs.delete/deleted-catalogs-are-gone",
                "catalogs.delete/items-go-along",
                "catalogs.field.delete/deleted-fields-are-gone",
                "catalogs.field.delete/values-go-along",
                "catalogs.fields.create/added-fields-are-listed",
                kItemCreated,
                "catalogs.item.delete/deleted-items-are-gone",
                kItemRead,
                "catalogs.item.patch/edits-are-readable",
                "catalogs.item.replace/replacements-are-readable",
                kItemsCreated,
                "catalogs.items.create_many/refused-changes-nothing",
                "catalogs.items.delete_many/deleted-items-are-gone",
                kItemsListed,
                "catalogs.items.list/pages-are-complete",
                "catalogs.items.patch_many/edits-are-readable",
                "catalogs.items.patch_many/refused-changes-nothing",
                "catalogs.items.replace_many/replacements-are-readable",
                "catalogs.items.replace_many/refused-changes-nothing",
                "catalogs.list/counts-items",
                kCatalogListed,
                "catalogs.selection.delete/deleted-selections-are-gone",
                "catalogs.selections.create/created-selections-exist"},
     .uses = item_uses({"catalogs.list", "catalogs.fields.create", "catalogs.field.delete",
                        "catalogs.item.patch", "catalogs.item.replace", "catalogs.item.delete",
                        "catalogs.items.create_many", "catalogs.items.patch_many",
                        "catalogs.items.replace_many", "catalogs.items.delete_many",
                        "catalogs.selections.create", "catalogs.selection.delete"}),
     .draw = commands_of<Shelf>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::catalogs
