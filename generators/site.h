#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contract/contract.h"
#include "generators/request_document.h"
#include "generators/sampler.h"

namespace brazecheck {

/// A place in the requests of an operation where one constraint speaks.
struct Site {
  std::string place;                     ///< "body", "path", "query" or "headers"
  const Parameter* parameter = nullptr;  ///< null for the body and for a query as a whole
  Plan plan;                             ///< leads from body, query or parameter to the value
  bool on_name = false;            ///< speaks of member names of the object that `plan` leads to
  const Schema* schema = nullptr;  ///< that carries the constraint; null for a missing whole
  Keyword keyword = Keyword::kFalse;
  const RuleUse* rule = nullptr;  ///< for kRule
  std::string required;           ///< for kRequired
  /// Whom a breach is reported as: inside anyOf and oneOf that is the outermost combining keyword.
  const Requirement* requirement = nullptr;

  /// Pointer into a RequestDocument.
  [[nodiscard]] Json::json_pointer pointer() const;
  /// What people call the place: the last member's name.
  [[nodiscard]] std::string subject() const;
};

/// Whether a constraint has an edge: what is at it is allowed, and what is past it is not.
[[nodiscard]] bool speaks_of_limit(Keyword keyword);

/// All sites of request-side requirements, several for a requirement that stands in several places,
/// the shallowest first. Bounded for recursive schemas.
[[nodiscard]] std::vector<Site> find_sites(const Contract& contract);

/// An otherwise plain valid request around a site.
struct Surroundings {
  RequestDocument document;
  Parts parts;             ///< what holds at the site's pointer in there
  std::string token = {};  ///< what names in there were made of
};

/// Nullopt when no valid request was found that has the site. Higher attempts give richer ones.
[[nodiscard]] std::optional<Surroundings> surround(const Contract& contract,
                                                   const RequestDocument& plainest,
                                                   const Site& site, int attempt, Sampler& sampler);

}  // namespace brazecheck
