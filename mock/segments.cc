#include "mock/segments.h"

#include "mock/json_view.h"

namespace brazecheck::mock {

bool in_segment(const Json& segment, const Profile& profile) {
  const Json& filter = member(segment, "filter");
  if (!filter.is_object()) return true;
  const std::string name = text(filter, "attribute");
  const Json& known = member(profile.fields, name);
  const Json& value = known.is_null() ? member(profile.custom, name) : known;
  if (value.is_null()) return false;
  const auto wanted = filter.find("equals");
  return wanted == filter.end() || value == *wanted;
}

bool in_global_control_group(const Profile& profile) {
  constexpr int kBuckets = 1000;  // not from a contract: of 10,000
  return profile.random_bucket < kBuckets;
}

}  // namespace brazecheck::mock
