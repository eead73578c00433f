#pragma once

#include "mock/catalogs.h"
#include "mock/users.h"

namespace brazecheck::mock {

/// Everything that the emulated workspace knows. A value: copies are independent.
struct State {
  Users users;
  Catalogs catalogs;
};

}  // namespace brazecheck::mock
