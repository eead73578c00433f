#include "contract/pattern.h"

#include <re2/re2.h>

#include "contract/error.h"

namespace brazecheck {

struct Pattern::Impl {
  re2::RE2 expression;
};

namespace {

re2::RE2::Options options() {
  re2::RE2::Options result;
  result.set_log_errors(false);
  return result;
}

}  // namespace

Pattern::Pattern(const std::string& text, const std::string& where)
    : text_(text), shortcut_(shortcut_of(text)), impl_(new Impl{re2::RE2(text, options())}) {
  if (!impl_->expression.ok()) {
    throw InputError(
        "contract.bad-pattern", where,
        "\"" + text + "\" is no regular expression of RE2: " + impl_->expression.error());
  }
}

Pattern::~Pattern() = default;

std::optional<Pattern::Shortcut> Pattern::shortcut_of(std::string_view text) {
  Shortcut result;
  constexpr std::string_view kFirst = "^([";
  constexpr std::string_view kFirstEnd = "]|$)";
  if (text.starts_with(kFirst) && text.ends_with(kFirstEnd)) {
    result.first_only = result.may_be_empty = true;
    text = text.substr(kFirst.size(), text.size() - kFirst.size() - kFirstEnd.size());
  } else if (text.starts_with("^[") && (text.ends_with("]+$") || text.ends_with("]*$"))) {
    result.may_be_empty = text[text.size() - 2] == '*';
    if (text.size() < 6) return std::nullopt;
    text = text.substr(2, text.size() - 5);
  } else {
    return std::nullopt;
  }
  const bool negated = text.starts_with('^');
  if (negated) text.remove_prefix(1);
  // Only sets of plain characters: escapes, classes and what is not ASCII are for RE2.
  if (text.empty() || text.find_first_of("\\[]") != std::string_view::npos) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto from = static_cast<unsigned char>(text[i]);
    const bool range = i + 2 < text.size() && text[i + 1] == '-';
    const auto to = static_cast<unsigned char>(range ? text[i + 2] : text[i]);
    if (from >= 0x80 || to >= 0x80 || from > to) return std::nullopt;
    for (std::size_t c = from; c <= to; ++c) result.allowed[c] = true;
    if (range) i += 2;
  }
  if (negated) {
    for (bool& allowed : result.allowed) allowed = !allowed;
  }
  return result;
}

bool Pattern::matches(std::string_view text) const {
  if (shortcut_) {
    if (text.empty()) return shortcut_->may_be_empty;
    const std::size_t judged = shortcut_->first_only ? 1 : text.size();
    std::size_t i = 0;
    for (; i < judged; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= 0x80) break;
      if (!shortcut_->allowed[byte]) return false;
    }
    if (i == judged) return true;
  }
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), impl_->expression);
}

}  // namespace brazecheck
