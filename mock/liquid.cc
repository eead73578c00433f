#include "mock/liquid.h"

#include <algorithm>
#include <optional>

namespace brazecheck::mock {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// `{% word rest %}` or `{{ rest }}`.
struct Tag {
  bool output = false;
  bool closed = false;
  std::string_view word;
  std::string_view rest;
  std::size_t begin = 0, end = 0;  ///< of the whole tag in the text
};

/// The first tag at or after `from`.
std::optional<Tag> next_tag(std::string_view text, std::size_t from) {
  const std::size_t begin = std::min(text.find("{{", from), text.find("{%", from));
  if (begin == std::string_view::npos) return std::nullopt;
  Tag tag;
  tag.begin = begin;
  tag.output = text[begin + 1] == '{';
  const std::size_t close = text.find(tag.output ? "}}" : "%}", begin + 2);
  if (close == std::string_view::npos) {
    tag.end = text.size();
    return tag;
  }
  tag.closed = true;
  tag.end = close + 2;
  // `{{ a.${b}}}` ends with the last of three braces.
  while (tag.output && tag.end < text.size() && text[tag.end] == '}') ++tag.end;
  std::string_view inner = text.substr(begin + 2, tag.end - 2 - begin - 2);
  // `{%-` and `-%}` strip blanks.
  if (inner.starts_with('-')) inner.remove_prefix(1);
  if (inner.ends_with('-')) inner.remove_suffix(1);
  inner = trimmed(inner);
  const std::size_t word = tag.output ? 0 : std::min(inner.find_first_of(kBlank), inner.size());
  tag.word = inner.substr(0, word);
  tag.rest = trimmed(inner.substr(word));
  return tag;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool opens_block(std::string_view word) {
  return one_of(word, {"if", "unless", "for", "case", "capture", "tablerow", "translation"});
}

/// Tags whose expression may not be empty.
bool needs_expression(std::string_view word) {
  return one_of(
      word, {"if", "elsif", "unless", "for", "case", "when", "capture", "assign", "translation"});
}

/// Where the tag `word` that ends a verbatim block ends itself, npos where it is missing: nothing
/// in between means anything.
std::size_t end_of_verbatim(std::string_view text, std::size_t from, std::string_view word) {
  for (std::size_t at = text.find("{%", from); at != std::string_view::npos;
       at = text.find("{%", at + 2)) {
    const auto tag = next_tag(text, at);
    if (tag && tag->closed && tag->word == word) return tag->end;
  }
  return std::string_view::npos;
}

}  // namespace

bool liquid_parses(std::string_view text) {
  std::vector<std::string_view> open;
  std::size_t at = 0;
  while (const auto tag = next_tag(text, at)) {
    if (!tag->closed) return false;
    at = tag->end;
    if (tag->output) continue;
    if (tag->rest.empty() && needs_expression(tag->word)) return false;
    if (one_of(tag->word, {"raw", "comment"})) {
      at = end_of_verbatim(text, at, "end" + std::string(tag->word));
      if (at == std::string_view::npos) return false;
    } else if (opens_block(tag->word)) {
      open.push_back(tag->word);
    } else if (tag->word.starts_with("end")) {
      if (open.empty() || tag->word.substr(3) != open.back()) return false;
      open.pop_back();
    } else if (one_of(tag->word, {"else", "elsif", "when"}) && open.empty()) {
      return false;
    }
  }
  return open.empty();
}

std::vector<std::string> content_block_names(std::string_view text) {
  constexpr std::string_view kPrefix = "content_blocks.${";
  std::vector<std::string> names;
  std::size_t at = 0;
  while (const auto tag = next_tag(text, at)) {
    at = tag->end;
    if (!tag->closed || !tag->output || !tag->rest.starts_with(kPrefix)) continue;
    const std::string_view name = tag->rest.substr(kPrefix.size());
    std::string found(trimmed(name.substr(0, name.find('}'))));
    if (std::find(names.begin(), names.end(), found) == names.end()) {
      names.push_back(std::move(found));
    }
  }
  return names;
}

std::map<std::string, std::string> translation_sources(std::string_view text) {
  std::map<std::string, std::string> sources;
  std::optional<std::string> id;
  std::size_t begin = 0;
  std::size_t at = 0;
  while (const auto tag = next_tag(text, at)) {
    at = tag->end;
    if (tag->word == "translation") {
      std::string_view name = tag->rest;
      // Quotes around the id are allowed.
      if (name.size() > 1 && (name.front() == '"' || name.front() == '\'')) {
        name = name.substr(1, name.size() - 2);
      }
      id = std::string(name);
      begin = tag->end;
    } else if (tag->word == "endtranslation" && id) {
      sources.emplace(*id, text.substr(begin, tag->begin - begin));
      id.reset();
    }
  }
  return sources;
}

}  // namespace brazecheck::mock
