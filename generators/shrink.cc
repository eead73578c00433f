#include "generators/shrink.h"

#include <cmath>
#include <deque>

#include "contract/json_values.h"
#include "generators/text.h"

namespace brazecheck {
namespace {

class Shrinker {
 public:
  Shrinker(const Json& root, std::size_t limit) : root_(root), limit_(limit) {}

  std::vector<Json> run() {
    std::deque<Json::json_pointer> open = {Json::json_pointer()};
    for (; !open.empty() && found_.size() < limit_; open.pop_front()) {
      const auto at = open.front();
      const Json& value = root_.at(at);
      step(at, value);
      if (value.is_object()) {
        for (const auto& [name, member] : value.items()) open.push_back(at / name);
      } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) open.push_back(at / i);
      }
    }
    return std::move(found_);
  }

 private:
  void propose(const Json::json_pointer& at, Json replacement) {
    if (found_.size() >= limit_) return;
    found_.push_back(root_);
    found_.back()[at] = std::move(replacement);
  }

  void step(const Json::json_pointer& at, const Json& value) {
    switch (value.type()) {
      case Json::value_t::object:
        return of_object(at, value);
      case Json::value_t::array:
        return of_array(at, value);
      case Json::value_t::string:
        return of_text(at, value.get_ref<const std::string&>());
      case Json::value_t::boolean:
        if (value.get<bool>()) propose(at, false);
        return;
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
        return of_integer(at, value.get<std::int64_t>());
      case Json::value_t::number_float:
        return of_number(at, value.get<double>());
      default:
        return;
    }
  }

  void of_object(const Json::json_pointer& at, const Json& object) {
    if (object.empty()) return;
    std::vector<std::string> names;
    for (const auto& [name, member] : object.items()) names.push_back(name);
    for (std::size_t chunk = names.size();; chunk /= 2) {
      for (std::size_t start = 0; start < names.size() && found_.size() < limit_; start += chunk) {
        Json fewer = object;
        for (std::size_t i = start; i < std::min(start + chunk, names.size()); ++i)
          fewer.erase(names[i]);
        propose(at, std::move(fewer));
      }
      if (chunk <= 1) return;
    }
  }

  void of_array(const Json::json_pointer& at, const Json& array) {
    for (std::size_t chunk = array.size(); chunk > 0; chunk /= 2) {
      for (std::size_t start = 0; start < array.size() && found_.size() < limit_; start += chunk) {
        Json fewer = Json::array();
        for (std::size_t i = 0; i < array.size(); ++i) {
          if (i < start || i >= start + chunk) fewer.push_back(array[i]);
        }
        propose(at, std::move(fewer));
      }
    }
  }

  void of_text(const Json::json_pointer& at, const std::string& text) {
    if (text.empty()) return;
    const std::size_t length = count_code_points(text);
    propose(at, "");
    if (length > 2) propose(at, first_code_points(text, length / 2));
    if (length > 1) propose(at, first_code_points(text, length - 1));
    // The same length, but nothing to stumble over.
    if (const std::string plain(length, 'a'); text > plain) propose(at, plain);
  }

  void of_integer(const Json::json_pointer& at, std::int64_t number) {
    if (number == 0) return;
    propose(at, 0);
    if (number / 2 != 0) propose(at, number / 2);
    propose(at, number > 0 ? number - 1 : number + 1);
  }

  void of_number(const Json::json_pointer& at, double number) {
    if (number == 0) return;
    propose(at, 0);
    if (std::fabs(number) < 9e15) propose(at, static_cast<std::int64_t>(std::trunc(number)));
  }

  const Json& root_;
  std::size_t limit_;
  std::vector<Json> found_;
};

}  // namespace

std::vector<Json> smaller_values(const Json& value, std::size_t limit) {
  return Shrinker(value, limit).run();
}

}  // namespace brazecheck
