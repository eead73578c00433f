#include "reports/model.h"

#include <algorithm>

namespace brazecheck {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kWarn:
      return "warn";
    case Verdict::kNotApplicable:
      return "not_applicable";
    case Verdict::kNotTested:
      return "not_tested";
    case Verdict::kError:
      return "error";
  }
  return "error";
}

int Run::count(Verdict verdict) const {
  return static_cast<int>(
      std::count_if(results.begin(), results.end(),
                    [&](const RequirementResult& result) { return result.verdict == verdict; }));
}

int Run::exit_code() const {
  // A failure that was seen stays the most useful thing to say, even if other cases broke down.
  if (interrupted) return 130;
  if (count(Verdict::kFail) > 0) return 1;
  if (count(Verdict::kError) > 0) return 3;
  if (count(Verdict::kPass) + count(Verdict::kWarn) == 0) return 4;
  return 0;
}

}  // namespace brazecheck
