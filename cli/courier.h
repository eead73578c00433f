#pragma once

#include "mock/state.h"

namespace brazecheck::cli {

/// Posts a message of the emulator to whoever waits for it (an export's `callback_endpoint`), when
/// that is on this machine; says on standard error what was not sent, and why. A test's receiver is
/// on this machine: nobody else is ever written to.
void deliver(const mock::Outgoing& message);

}  // namespace brazecheck::cli
