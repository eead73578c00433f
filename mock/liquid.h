#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace brazecheck::mock {

/// As much of Liquid as operations look at: whether a text can be parsed, and what it refers to.
/// Nothing is ever rendered.

/// Whether every `{{`, `{%` and block tag that the text opens is closed, in the right order. Names
/// of tags and filters are not checked.
[[nodiscard]] bool liquid_parses(std::string_view text);

/// The names of the Content Blocks that the text includes by `{{content_blocks.${name}}}`, each
/// once.
[[nodiscard]] std::vector<std::string> content_block_names(std::string_view text);

/// What stands between `{% translation id %}` and `{% endtranslation %}`, by id. The first of two
/// tags with one id counts.
[[nodiscard]] std::map<std::string, std::string> translation_sources(std::string_view text);

}  // namespace brazecheck::mock
