#pragma once

#include <string>

#include "mock/messaging.h"

namespace brazecheck::mock {

/// Notes on a profile that it got a message of a campaign or entered a Canvas, as exports show it
/// in `campaigns_received` and `canvases_received`: one entry for each campaign and Canvas, with
/// the last time. `body` is the request; what names no campaign leaves nothing behind.
void note_received(Origin origin, const Json& body, const Json& document, Time now,
                   Profile* profile);

}  // namespace brazecheck::mock
