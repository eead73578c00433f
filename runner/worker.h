#pragma once

#include <memory>
#include <utility>

#include "contract/index.h"
#include "runner/ledger.h"
#include "transport/http_client.h"

namespace brazecheck {

/// What one thread of an engine has to itself: connections, and what it has seen.
struct Worker {
  Worker(const ContractIndex& index, const ClientOptions& client_options,
         std::shared_ptr<CallBudgets> budgets = std::make_shared<CallBudgets>())
      : options(client_options), client(client_options), ledger(index, std::move(budgets)) {}

  /// A client that an interrupt does not stop: what was made is removed all the same.
  HttpClient& tidier() {
    if (!tidying) {
      options.stop = nullptr;
      tidying = std::make_unique<HttpClient>(options);
    }
    return *tidying;
  }

  ClientOptions options;
  HttpClient client;
  std::unique_ptr<HttpClient> tidying;
  ResponseLedger ledger;
  double transport = 0, validation = 0;
  int exchanges = 0;
  int sent_again = 0;  ///< of these, because the target had been too busy
};

}  // namespace brazecheck
