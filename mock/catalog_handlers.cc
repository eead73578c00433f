#include <algorithm>
#include <set>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/with_catalog.h"

namespace brazecheck::mock {

namespace {

CatalogField read_field(const Json& field) { return {text(field, "name"), text(field, "type")}; }

/// How many fields a catalog may have: as the contract of its creation says. 0 for no limit.
std::size_t max_fields(const ContractIndex& index) {
  const Contract* contract = index.find("catalogs.create");
  const Schema* schema = contract != nullptr ? contract->body : nullptr;
  for (const char* name : {"catalogs", "fields"}) {
    if (schema == nullptr) return 0;
    schema = resolved(*schema).property(name);
    if (std::string_view(name) == "catalogs" && schema != nullptr) schema = resolved(*schema).items;
  }
  return schema != nullptr ? resolved(*schema).max_items.value_or(0) : 0;
}

/// How many selections a catalog may have: as many as the recipe of the error fills in before the
/// one that is refused. 0 for no limit.
std::size_t max_selections(const Contract& contract) {
  const DocumentedError* error = contract.find_error("selection-limit-reached");
  if (error == nullptr) return 0;
  const auto& steps = items(error->provoke, "setup");
  return static_cast<std::size_t>(std::count_if(steps.begin(), steps.end(), [&](const Json& step) {
    return member(step, "operation") == contract.operation;
  }));
}

Reply list(const Call& call, State& state) {
  Json all = Json::array();
  for (const auto& [name, catalog] : state.catalogs.all()) {
    all.push_back(catalog_document(*catalog));
  }
  return success(*call.contract, {{"catalogs", std::move(all)}});
}

Reply create(const Call& call, State& state) {
  Json created = Json::array();
  for (const Json& entry : items(call.body, "catalogs")) {
    const std::string name = text(entry, "name");
    CatalogHead head;
    head.name = name;
    head.description = member(entry, "description");
    head.updated_at = call.now;
    for (const Json& field : items(entry, "fields")) head.fields.push_back(read_field(field));
    const Catalog* catalog = state.catalogs.create(std::move(head));
    if (catalog == nullptr) {
      return refuse(*call.contract, "catalog-name-already-exists", {{"name", name}});
    }
    created.push_back(catalog_document(*catalog));
  }
  return success(*call.contract, {{"catalogs", std::move(created)}});
}

Reply remove(const Call& call, State& state) {
  return with_catalog(call, &state, [&](const Catalog& catalog) {
    state.catalogs.erase(std::string(catalog.name));
    return success(*call.contract);
  });
}

Reply create_fields(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    const auto& fields = items(call.body, "fields");
    const std::size_t limit = max_fields(*call.index);
    if (limit > 0 && catalog.fields.size() + fields.size() > limit) {
      return refuse(*call.contract, "catalog-exceeds-fields-limit",
                    {{"catalog_name", catalog.name}});
    }
    for (const Json& field : fields) {
      // No error is documented for a field that is there already: it stays as it is.
      const CatalogField wanted = read_field(field);
      if (catalog.field(wanted.name) == nullptr) catalog.fields.push_back(wanted);
    }
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

bool uses_field(const Json& selection, const std::string& field) {
  const auto& filters = items(selection, "filters");
  return member(selection, "sort_field") == field ||
         std::any_of(filters.begin(), filters.end(),
                     [&](const Json& filter) { return member(filter, "field") == field; });
}

Reply delete_field(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    const std::string& name = call.path.at("field_name");
    if (name == "id" || catalog.field(name) == nullptr) {
      return refuse(*call.contract, "invalid-field-name", {{"field_name", name}});
    }
    if (std::any_of(catalog.selections.begin(), catalog.selections.end(),
                    [&](const Json& selection) { return uses_field(selection, name); })) {
      return refuse(*call.contract, "field-referenced-by-selection", {{"field_name", name}});
    }
    std::erase_if(catalog.fields, [&](const CatalogField& field) { return field.name == name; });
    for (const Table::Row* row : catalog.items.rows()) {
      if (!row->document.contains(name)) continue;
      Json values = row->document;
      values.erase(name);
      catalog.items.put(row->id, std::move(values));
    }
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

/// Whether an operator is one for fields of this type.
bool operator_fits(const std::string& type, const std::string& word) {
  static const std::map<std::string, std::set<std::string>> kOperators = {
      {"string", {"equals", "does not equal"}},
      {"number", {"equals", "does not equal", "greater than", "less than"}},
      {"boolean", {"is"}},
      {"time", {"before", "after"}},
      {"array", {"includes value", "does not include value"}},
      {"geo", {"geo within", "geo outside"}}};
  const auto entry = kOperators.find(type);
  return entry != kOperators.end() && entry->second.contains(word);
}

/// The error that a selection raises in this catalog, or "".
std::string selection_error(const Contract& contract, const Catalog& catalog,
                            const Json& selection) {
  const auto& known = catalog.selections;
  if (std::any_of(known.begin(), known.end(), [&](const Json& other) {
        return member(other, "name") == member(selection, "name");
      })) {
    return "selection-name-already-exists";
  }
  std::set<std::string> lists;
  for (const Json& filter : items(selection, "filters")) {
    const CatalogField* field = catalog.field(text(filter, "field"));
    if (field == nullptr || !operator_fits(field->type, text(filter, "operator"))) {
      return "selection-has-invalid-filter";
    }
    if ((field->type == "number" && !member(filter, "value").is_number()) ||
        (field->type == "string" && !member(filter, "value").is_string())) {
      return "selection-has-invalid-filter";
    }
    if (field->type == "array") lists.insert(field->name);
  }
  if (lists.size() > 1) return "selection-contains-too-many-arrays";
  const std::string sort_field = text(selection, "sort_field");
  if (!sort_field.empty() && catalog.field(sort_field) == nullptr) return "invalid-sort-field";
  const std::size_t limit = max_selections(contract);
  if (limit > 0 && known.size() >= limit) return "selection-limit-reached";
  return "";
}

Reply create_selection(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    const Json& selection = member(call.body, "selection");
    const std::string error =
        call.overlooked ? "" : selection_error(*call.contract, catalog, selection);
    if (!error.empty()) {
      return refuse(*call.contract, error, {{"selection", text(selection, "name")}});
    }
    catalog.selections.push_back(selection);
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

Reply delete_selection(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    const std::string& name = call.path.at("selection_name");
    const auto gone = std::erase_if(catalog.selections, [&](const Json& selection) {
      return member(selection, "name") == name;
    });
    if (gone == 0) return refuse(*call.contract, "invalid-selection", {{"selection_name", name}});
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

}  // namespace

std::vector<Handler> catalog_handlers() {
  return {{"catalogs.list", list},
          {"catalogs.create", create},
          {"catalogs.delete", remove},
          {"catalogs.fields.create", create_fields},
          {"catalogs.field.delete", delete_field},
          {"catalogs.selections.create", create_selection},
          {"catalogs.selection.delete", delete_selection}};
}

}  // namespace brazecheck::mock
