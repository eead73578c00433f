#pragma once

#include <memory>
#include <string>
#include <vector>

#include "contract/contract.h"
#include "contract/document_store.h"
#include "contract/index.h"
#include "contract/schema_compiler.h"

namespace brazecheck {

/// The text member `key` of an object, or "".
[[nodiscard]] std::string text_of(const Json& object, const char* key);

/// Turns contract documents into Contracts: the layout of the files is known here and nowhere else.
class ContractReader {
 public:
  /// REQUIRES: both outlive the reader and what it returns.
  ContractReader(DocumentStore& documents, SchemaSet& set);

  /// Reads profiles.json and refuses chosen profiles that are not in there. Throws InputError as
  /// ContractIndex::load.
  [[nodiscard]] std::vector<Profile> read_profiles();

  /// Reads common.json and rate_limits.json, once, before any contract. Throws InputError as
  /// ContractIndex::load.
  [[nodiscard]] CommonRules read_common();

  /// Whether a document has the form of a contract; safe to call from any thread.
  [[nodiscard]] bool conforms(const Json& document) const;

  /// Reads one contract file. Throws InputError as ContractIndex::load.
  [[nodiscard]] std::unique_ptr<Contract> read(const std::string& file);

 private:
  const Json& checked_document(const std::string& file, const Schema& meta);
  const Schema* meta_schema(const std::string& file);
  void read_rate_limits(CommonRules* rules);
  [[nodiscard]] RateLimit rate_limit_of(const Contract& contract, const Json& entry) const;
  void read_request(const Json& request, Contract* contract);
  void check_path_parameters(const Contract& contract) const;
  void read_query_as_a_whole(const Json& request, Contract* contract);
  void read_body(const Json& request, Contract* contract);
  /// The requirement that a body, parameter or header of the contract being read is there.
  const Requirement* require(const Contract& contract, const std::string& path,
                             std::string statement, const std::string& pointer,
                             Side side = Side::kRequest);
  /// Parameters that stand at `pointer`; their requirements begin with `prefix` and a dot.
  std::vector<Parameter> read_parameters(const Json& parameters, const std::string& pointer,
                                         const std::string& prefix, const Contract& contract,
                                         Side side);
  void read_responses(const Json& responses, Contract* contract);
  std::vector<DocumentedError> read_errors(const Json& errors, const std::string& file,
                                           const std::string& scope);
  const Requirement* read_statement(const Json& entry, const std::string& location,
                                    const std::string& scope);
  void read_own_common(const Json& document, Contract* contract);
  void collect(Contract* contract) const;
  [[nodiscard]] CompileScope scope_of(const Contract& contract, const std::string& path_prefix,
                                      Side side) const;

  static constexpr int kRefusal = 400;  ///< of a request, where nothing else is said

  DocumentStore& documents_;
  SchemaSet& set_;
  SchemaCompiler compiler_;
  const Schema* contract_meta_ = nullptr;
  CommonRules common_;
  std::vector<ResponseSpec> common_responses_;
  std::vector<const Requirement*> common_requirements_;
  Outcome outcome_ = Outcome::kRejected;  ///< of the contract being read
  int status_ = 0;
};

}  // namespace brazecheck
