#include "generators/likeness.h"

#include "generators/generate.h"

namespace brazecheck {
namespace {

/// Shorter values of variables ("a", "1") are found in everything.
constexpr std::size_t kShortestName = 6;

void leave_out(const std::string& name, std::string_view stand_in, std::string* text) {
  for (auto at = text->find(name); at != std::string::npos; at = text->find(name, at)) {
    text->replace(at, name.size(), stand_in);
    at += stand_in.size();
  }
}

void append(const Fields& fields, char mark, std::string* text) {
  for (const auto& [name, value] : fields) {
    *text += mark;
    *text += name;
    *text += '=';
    *text += value;
  }
}

}  // namespace

std::uint64_t likeness(const Case& tested) {
  const Request& request = tested.request;
  std::string text = request.method + ' ' + request.path;
  append(request.query, '&', &text);
  append(request.headers, '\n', &text);
  text += '\n' + std::to_string(static_cast<int>(tested.credential));
  if (request.body) {
    text += " json " + request.body->dump(-1, ' ', false, Json::error_handler_t::replace);
  } else if (request.body_text) {
    text += " text " + *request.body_text;
  }
  if (!tested.extra_setup.empty()) text += "\nafter " + tested.extra_setup.dump();
  for (const auto& [name, value] : tested.variables) {
    if (value.size() >= kShortestName) leave_out(value, "${" + name + "}", &text);
  }
  if (tested.token.size() >= kShortestName) leave_out(tested.token, "$", &text);
  return scoped_seed(0, text);
}

}  // namespace brazecheck
