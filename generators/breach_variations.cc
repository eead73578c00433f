#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "contract/formats.h"
#include "contract/pattern.h"
#include "generators/text.h"
#include "generators/variations.h"

namespace brazecheck {
namespace {

class Breaches {
 public:
  Breaches(const Site& site, const Surroundings& around, Sampler& sampler)
      : site_(site),
        schema_(*site.schema),
        around_(around),
        sampler_(sampler),
        at_(site.pointer()),
        base_(around.document.at(at_)) {}

  std::vector<Variation> run() {
    switch (site_.keyword) {
      case Keyword::kType:
        types();
        break;
      case Keyword::kEnum:
        enumeration();
        break;
      case Keyword::kConst:
        add("other", "is not the only allowed value");
        add(7, "is not the only allowed value");
        break;
      case Keyword::kMultipleOf:
        multiple();
        break;
      case Keyword::kFormat:
        format();
        break;
      case Keyword::kPattern:
        pattern();
        break;
      case Keyword::kRequired:
        required();
        break;
      case Keyword::kAdditionalProperties:
        extra();
        break;
      case Keyword::kUniqueItems:
        repeated();
        break;
      case Keyword::kContains:
        lacking();
        break;
      case Keyword::kDependencies:
        dependent();
        break;
      case Keyword::kAnyOf:
        group(required_group(schema_.any_of), false);
        break;
      case Keyword::kOneOf:
        group(required_group(schema_.one_of), true);
        break;
      case Keyword::kNot:
        negated();
        break;
      case Keyword::kFalse:
        forbidden();
        break;
      default:
        break;
    }
    return std::move(found_);
  }

 private:
  void add(Json value, const std::string& what) {
    const std::string label = fmt::format("{} {} {}", site_.subject(), quoted(value), what);
    replace(std::move(value), label);
  }
  void replace(Json value, std::string label) {
    if (site_.on_name) {
      if (!value.is_string()) return;
      Json object = base_;
      const auto name = value.get<std::string>();
      const auto member = sampler_.minimal(member_parts(around_.parts, name));
      if (object.contains(name)) return;
      object[name] = member.value_or(Json("x"));
      found_.push_back({at_, std::move(object), false, "as a name in " + label});
      return;
    }
    found_.push_back({at_, std::move(value), false, std::move(label)});
  }

  [[nodiscard]] unsigned allowed() const {
    unsigned types = spelled_types(0);
    for (const Schema* part : around_.parts) types &= spelled_types(part->types);
    return types;
  }

  void types() {
    struct Other {
      unsigned type;
      Json value;
      const char* what;
    };
    static const std::vector<Other> kOthers = {{kInteger, 12345, "a whole number"},
                                               {kString, "text", "a string"},
                                               {kObject, Json::object(), "an object"},
                                               {kArray, Json::array(), "an array"},
                                               {kBoolean, true, "a boolean"},
                                               {kNumber, 1.5, "a fraction"},
                                               {kNull, nullptr, "null"}};
    const unsigned types = spelled_types(schema_.types);
    // What comes nearest to the right type is what a careless target takes for it.
    const unsigned nearest = (types & kObject) != 0    ? kArray
                             : (types & kArray) != 0   ? kObject
                             : (types & kNumber) != 0  ? kString
                             : (types & kInteger) != 0 ? kNumber
                                                       : kInteger;
    const auto add_of = [&](bool near) {
      for (const auto& other : kOthers) {
        if ((types & other.type) != 0 || (other.type == nearest) != near) continue;
        replace(other.value, fmt::format("{} is {}", site_.subject(), other.what));
      }
    };
    add_of(true);
    add_of(false);
  }

  void enumeration() {
    const auto& list = schema_.enumeration;
    const char* const what = "is not in the list";
    for (const auto& entry : list) {
      if (!entry.is_string()) continue;
      const auto text = entry.get<std::string>();
      add(text + "x", what);
      if (!text.empty()) {
        std::string other = text;
        other[0] = static_cast<char>(other[0] ^ 0x20);
        if (std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
            std::find(list.begin(), list.end(), Json(other)) == list.end()) {
          add(other, what);
        }
      }
      add("surely not listed", what);
      return;
    }
    add(987654, what);
    add("surely not listed", what);
  }

  void multiple() {
    const double unit = *schema_.multiple_of;
    add(unit * 1.5, "is no multiple");
    add(unit * 0.1, "is no multiple");
  }

  void format() {
    for (const auto& text : schema_.format->invalid) {
      add(std::string(text), fmt::format("is no {}", schema_.format->name));
    }
  }

  void pattern() {
    std::vector<std::string> tries;
    const std::string sound = base_.is_string() ? base_.get<std::string>() : "abc";
    for (const char* odd : {" ", "!", "$", ".", "é", "/", "\n", "\"", "😀"}) {
      tries.push_back(sound + odd);
      tries.push_back(odd + sound);
      tries.push_back(odd);
    }
    for (const char* whole : {"", "0", "A", "a", "abc", "Abc Def", "-1", "12345678901234567890"})
      tries.emplace_back(whole);
    for (auto& text : tries) {
      if (!schema_.pattern->matches(text)) add(std::move(text), "does not match the pattern");
    }
  }

  void required() {
    Json value = base_;
    if (!value.is_object() || value.erase(site_.required) == 0) return;
    replace(std::move(value), fmt::format("`{}` missing", site_.required));
  }

  void extra() {
    Json value = base_;
    if (!value.is_object()) return;
    value["unexpected_member"] = "text";
    replace(std::move(value), "`unexpected_member`, which nothing describes");
  }

  void repeated() {
    auto list = sampler_.array_of(around_.parts, 1, site_.plan);
    if (!list) return;
    list->push_back(list->front());
    replace(std::move(*list), fmt::format("{} holds the same item twice", site_.subject()));
  }

  void lacking() {
    replace(Json::array(), fmt::format("{} is empty", site_.subject()));
    for (const Json& item : {Json("text"), Json(1), Json::object()}) {
      replace(Json::array({item}),
              fmt::format("{} holds nothing that it must contain", site_.subject()));
    }
  }

  void dependent() {
    for (const auto& dependency : schema_.dependencies) {
      for (const auto& name : dependency.required) {
        Json value = base_;
        if (!give(&value, dependency.name)) continue;
        value.erase(name);
        replace(std::move(value), fmt::format("`{}` without `{}`", dependency.name, name));
      }
      if (dependency.schema == nullptr) continue;
      for (const auto& entry : resolved(*dependency.schema).required) {
        Json value = base_;
        if (!give(&value, dependency.name)) continue;
        value.erase(entry.name);
        replace(std::move(value), fmt::format("`{}` without `{}`", dependency.name, entry.name));
      }
    }
  }

  /// Sees to it that the object has the member; false if no value for it was found.
  bool give(Json* object, const std::string& name) {
    if (!object->is_object()) return false;
    if (object->contains(name)) return true;
    auto member = sampler_.minimal(member_parts(around_.parts, name));
    if (!member) return false;
    (*object)[name] = std::move(*member);
    return true;
  }

  void group(const std::vector<std::string>& names, bool exclusive) {
    if (names.empty()) {
      anything_else();
      return;
    }
    Json none = base_;
    if (!none.is_object()) return;
    for (const auto& name : names) none.erase(name);
    replace(none, fmt::format("none of `{}`", fmt::join(names, "`, `")));
    for (std::size_t i = 0; exclusive && i + 1 < names.size(); ++i) {
      Json two = none;
      if (!give(&two, names[i]) || !give(&two, names[i + 1])) continue;
      replace(std::move(two), fmt::format("`{}` and `{}` together", names[i], names[i + 1]));
    }
  }

  /// Values of every type, for branches that can be missed in many ways.
  void anything_else() {
    const std::array<Json, 9> tries = {12345,
                                       "surely not listed",
                                       Json::object(),
                                       Json::array(),
                                       true,
                                       1.5,
                                       nullptr,
                                       Json{{"unexpected_member", 1}},
                                       Json::array({nullptr})};
    for (const auto& value : tries) add(value, "is none of what is allowed");
    if (!base_.is_object()) return;
    for (const auto& [name, member] : base_.items()) {
      Json less = base_;
      less.erase(name);
      replace(std::move(less), fmt::format("`{}` missing, and with it every allowed form", name));
    }
  }

  void negated() {
    const auto names = negated_group(schema_);
    if (!names.empty()) {
      Json both = base_;
      for (const auto& name : names) {
        if (!give(&both, name)) return;
      }
      // Whatever else the base had may forbid one of them too.
      Json bare = Json::object();
      for (const auto& [name, member] : both.items()) {
        const bool named = std::find(names.begin(), names.end(), name) != names.end();
        if (named || is_required(name)) bare[name] = member;
      }
      const std::string label = names.size() == 1
                                    ? fmt::format("`{}` present", names[0])
                                    : fmt::format("`{}` together", fmt::join(names, "` and `"));
      replace(std::move(bare), label);
      replace(std::move(both), label);
      return;
    }
    Parts parts = around_.parts;
    if (site_.on_name) parts.clear();
    parts.push_back(schema_.negated);
    // The parts themselves say `not`, so the negated schema is sampled alone.
    if (auto value = sampler_.minimal({schema_.negated}))
      add(std::move(*value), "is just what is forbidden");
    for (const auto& entry : resolved(*schema_.negated).enumeration) add(entry, "is reserved");
  }

  [[nodiscard]] bool is_required(const std::string& name) const {
    return std::any_of(around_.parts.begin(), around_.parts.end(), [&](const Schema* part) {
      return std::any_of(part->required.begin(), part->required.end(),
                         [&](const auto& entry) { return entry.name == name; });
    });
  }

  void forbidden() {
    add("text", "is forbidden");
    add(1, "is forbidden");
  }

  const Site& site_;
  const Schema& schema_;
  const Surroundings& around_;
  Sampler& sampler_;
  const Json::json_pointer at_;
  const Json& base_;
  std::vector<Variation> found_;
};

}  // namespace

std::vector<Variation> breach_variations(const Site& site, const Surroundings& around,
                                         Sampler& sampler) {
  if (site.schema != nullptr) return Breaches(site, around, sampler).run();
  Json::json_pointer whole;
  whole /= site.place;
  if (site.parameter != nullptr) whole /= site.parameter->name;
  return {{whole, std::nullopt, false, fmt::format("`{}` missing", site.subject())}};
}

}  // namespace brazecheck
