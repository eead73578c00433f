#include "mock/error_body.h"

#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"

namespace brazecheck::mock {

namespace {

/// What a refusal has to say, whatever the form.
struct Refusal {
  int status = 0;
  bool detailed = false;  ///< raised by the operation itself, not by what all have in common
  std::string id;
  std::string text;
  const std::vector<Culprit>* culprits = nullptr;
};

Json filled(const Schema& form, const Refusal& refusal);

/// Names or values of the culprits: the members of catalog errors that list them.
Json list_of_culprits(std::string_view name, const Refusal& refusal) {
  Json list = Json::array();
  for (const Culprit& culprit : *refusal.culprits) {
    list.push_back(name == "parameters" ? Json(culprit.parameter) : culprit.value);
  }
  return list;
}

Json value_of(std::string_view name, const Schema* schema, const Refusal& refusal) {
  if (name == "parameters" || name == "parameter_values") return list_of_culprits(name, refusal);
  if (schema == nullptr) return refusal.text;
  const Schema& form = resolved(*schema);
  if (form.types == kInteger) return refusal.status;
  if (form.types == kObject) return filled(form, refusal);
  if (form.types == kArray) {
    // A list that holds one certain text: the name of a schema.
    if (form.contains != nullptr && !resolved(*form.contains).enumeration.empty()) {
      return Json::array({resolved(*form.contains).enumeration.front()});
    }
    const bool objects = form.items != nullptr && resolved(*form.items).allows(kObject) &&
                         !resolved(*form.items).allows(kString);
    return Json::array({objects ? filled(resolved(*form.items), refusal) : Json(refusal.text)});
  }
  return name == "id" ? refusal.id : refusal.text;
}

/// Adds what `form` requires; `owner` declares the members that its parts only name.
void fill(const Schema& form, const Schema& owner, const Refusal& refusal, Json* body) {
  for (const Schema::Required& member : form.required) {
    const Schema* schema = form.property(member.name);
    if (schema == nullptr) schema = owner.property(member.name);
    if (!body->contains(member.name)) {
      (*body)[member.name] = value_of(member.name, schema, refusal);
    }
  }
  if (!form.any_of.empty()) fill(resolved(*form.any_of.front()), form, refusal, body);
  for (const Schema* part : form.all_of) {
    const Schema& branch = resolved(*part);
    if (branch.condition == nullptr) {
      fill(branch, form, refusal, body);
      continue;
    }
    // With a certain text come details: an operation's own refusals have both.
    if (!refusal.detailed || branch.then_schema == nullptr) continue;
    for (const Schema::Property& property : resolved(*branch.condition).properties) {
      const auto& constant = resolved(*property.schema).constant;
      if (constant) (*body)[property.name] = *constant;
    }
    fill(resolved(*branch.then_schema), form, refusal, body);
  }
}

Json filled(const Schema& form, const Refusal& refusal) {
  Json body = Json::object();
  fill(form, form, refusal, &body);
  return body;
}

/// Adds the members that a form has for errors that go by a code: the code, and what it is about.
void add_details(const Contract& contract, const Schema& form, const Refusal& refusal, Json* body) {
  const DocumentedError* error = contract.find_error(refusal.id);
  if (!refusal.detailed || error == nullptr || error->id.empty()) return;
  if (form.property("error_code") == nullptr || form.property("meta") == nullptr) return;
  (*body)["error_code"] = error->id;
  (*body)["meta"] = Json::object();
  for (const Culprit& culprit : *refusal.culprits)
    (*body)["meta"][culprit.parameter] = culprit.value;
}

}  // namespace

std::string error_id(const Contract& contract, int status) {
  for (const DocumentedError& error : contract.errors) {
    const auto& statuses = error.statuses;
    if (!error.id.empty() && std::find(statuses.begin(), statuses.end(), status) != statuses.end())
      return error.id;
  }
  return "";
}

Json error_body(const Contract& contract, int status, std::string_view id, std::string_view text,
                const std::vector<Culprit>& culprits) {
  const ResponseSpec* response = contract.response(status);
  if (response == nullptr || response->body == nullptr) return {{"message", text}};
  const Refusal refusal{status, !id.empty(), id.empty() ? "invalid-request" : std::string(id),
                        std::string(text), &culprits};
  Json body = filled(resolved(*response->body), refusal);
  // A form with ids of errors has nothing to add where all operations refuse alike.
  const Json plain = {{"message", text}};
  if (body.empty() ||
      (!refusal.detailed && body.contains("errors") && is_valid(*response->body, plain))) {
    return plain;
  }
  add_details(contract, resolved(*response->body), refusal, &body);
  return body;
}

}  // namespace brazecheck::mock
