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
    : text_(text), impl_(new Impl{re2::RE2(text, options())}) {
  if (!impl_->expression.ok()) {
    throw InputError(
        "contract.bad-pattern", where,
        "\"" + text + "\" is no regular expression of RE2: " + impl_->expression.error());
  }
}

Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), impl_->expression);
}

}  // namespace brazecheck
