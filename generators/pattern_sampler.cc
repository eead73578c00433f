#include "generators/pattern_sampler.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "contract/error.h"
#include "contract/json_values.h"
#include "generators/text.h"

namespace brazecheck {

struct PatternSampler::Node {
  enum class Kind { kClass, kSequence, kChoice, kRepeat };
  using Ranges = std::vector<std::pair<char32_t, char32_t>>;
  Kind kind = Kind::kSequence;
  Ranges ranges;  ///< kClass: what it may be, never empty
  std::vector<Node> children;
  std::size_t least = 1, most = 1;  ///< kRepeat
  std::size_t shortest = 0, longest = 0;
};

namespace {

using Node = PatternSampler::Node;
using Ranges = Node::Ranges;
constexpr std::size_t kUnbounded = PatternSampler::kUnbounded;
constexpr std::size_t kMaxRepeat = 1'000'000;
constexpr int kMaxGroups = 40;

std::size_t plus(std::size_t a, std::size_t b) {
  return a == kUnbounded || b == kUnbounded ? kUnbounded : a + b;
}
std::size_t times(std::size_t a, std::size_t b) {
  if (a == 0 || b == 0) return 0;
  return a == kUnbounded || b == kUnbounded ? kUnbounded : a * b;
}

/// What a negated class or `.` is drawn from: enough to be interesting, little enough to search.
const Ranges& universe() {
  static const Ranges all = {{0x20, 0x7E}, {0xE0, 0xF6}, {0x4E00, 0x4E20}, {0x1F600, 0x1F610}};
  return all;
}

Ranges complement(const Ranges& excluded) {
  Ranges left;
  for (const auto& [low, high] : universe()) {
    char32_t start = low;
    for (char32_t point = low; point <= high + 1; ++point) {
      bool out = point > high;
      for (const auto& [a, b] : excluded) out = out || (point >= a && point <= b);
      if (out) {
        if (point > start) left.emplace_back(start, point - 1);
        start = point + 1;
      }
    }
  }
  return left;
}

class Parser {
 public:
  Parser(const std::string& pattern, const std::string& where) : where_(where), pattern_(pattern) {
    for (std::size_t i = 0; i < pattern.size();) {
      char32_t point = static_cast<unsigned char>(pattern[i]);
      const std::size_t width = point < 0x80 ? 1 : point < 0xE0 ? 2 : point < 0xF0 ? 3 : 4;
      if (width > 1) point &= 0x7Fu >> width;
      for (std::size_t k = 1; k < width && i + k < pattern.size(); ++k) {
        point = (point << 6) | (static_cast<unsigned char>(pattern[i + k]) & 0x3F);
      }
      points_.push_back(point);
      i += width;
    }
  }

  Node parse() {
    const Node body = choice(0);
    if (at_ < points_.size()) unsupported("an unmatched ')'");
    // A pattern without anchors is found anywhere, so whatever stands around it is free.
    const bool opens = points_.empty() || points_.front() != '^';
    std::size_t escapes = 0;
    while (escapes + 1 < points_.size() && points_[points_.size() - 2 - escapes] == '\\') ++escapes;
    const bool goes_on = points_.empty() || points_.back() != '$' || escapes % 2 == 1;
    Node root;
    if (opens) root.children.push_back(filler());
    root.children.push_back(body);
    if (goes_on) root.children.push_back(filler());
    for (const Node& child : root.children) {
      root.shortest = plus(root.shortest, child.shortest);
      root.longest = plus(root.longest, child.longest);
    }
    return root;
  }

 private:
  [[noreturn]] void unsupported(const std::string& what) const {
    throw InputError("contract.unsupported-pattern", where_,
                     fmt::format("no values can be made up for '{}': {}", pattern_, what));
  }
  bool more() const { return at_ < points_.size(); }
  char32_t peek() const { return more() ? points_[at_] : 0; }
  char32_t take() {
    if (!more()) unsupported("it ends early");
    return points_[at_++];
  }
  bool accept(char32_t point) {
    if (!more() || points_[at_] != point) return false;
    ++at_;
    return true;
  }

  Node choice(int nesting) {
    if (nesting > kMaxGroups) unsupported("groups nested too deeply");
    Node node;
    node.kind = Node::Kind::kChoice;
    node.shortest = kUnbounded;
    do {
      node.children.push_back(sequence(nesting));
      node.shortest = std::min(node.shortest, node.children.back().shortest);
      node.longest = std::max(node.longest, node.children.back().longest);
    } while (accept('|'));
    return node.children.size() == 1 ? std::move(node.children.front()) : std::move(node);
  }

  Node sequence(int nesting) {
    Node node;
    while (more() && peek() != '|' && peek() != ')') {
      if (accept('^') || accept('$')) continue;
      node.children.push_back(quantified(atom(nesting)));
      node.shortest = plus(node.shortest, node.children.back().shortest);
      node.longest = plus(node.longest, node.children.back().longest);
    }
    return node;
  }

  Node filler() const {
    Node node;
    node.kind = Node::Kind::kRepeat;
    node.least = 0, node.most = kUnbounded;
    node.longest = kUnbounded;
    node.children.push_back(of_class({{'a', 'z'}}));
    return node;
  }

  Node atom(int nesting) {
    const char32_t point = take();
    if (point == '(') {
      if (accept('?') && !accept(':')) unsupported("a group with '(?'");
      Node node = choice(nesting + 1);
      if (!accept(')')) unsupported("an unclosed group");
      return node;
    }
    if (point == '[') return of_class(bracket());
    if (point == '.') return of_class(universe());
    if (point == '\\') return of_class(escape());
    if (point == '*' || point == '+' || point == '?') unsupported("a quantifier without operand");
    return of_class({{point, point}});
  }

  Node of_class(Ranges ranges) const {
    if (ranges.empty()) unsupported("a class that leaves nothing to draw from");
    Node node;
    node.kind = Node::Kind::kClass;
    node.ranges = std::move(ranges);
    node.shortest = node.longest = 1;
    return node;
  }

  Ranges escape() {
    const char32_t point = take();
    switch (point) {
      case 'd':
        return {{'0', '9'}};
      case 'w':
        return {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}};
      case 's':
        return {{' ', ' '}, {'\t', '\t'}, {'\n', '\n'}};
      case 'D':
        return complement({{'0', '9'}});
      case 'W':
        return complement({{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}});
      case 'S':
        return complement({{' ', ' '}, {'\t', '\r'}});
      case 't':
        return {{'\t', '\t'}};
      case 'n':
        return {{'\n', '\n'}};
      case 'r':
        return {{'\r', '\r'}};
      case 'f':
        return {{'\f', '\f'}};
      case 'v':
        return {{'\v', '\v'}};
      case 'x':
        return {hex()};
      default:
        break;
    }
    const bool word = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
                      (point >= '0' && point <= '9');
    if (word) unsupported(fmt::format("the escape '\\{}'", static_cast<char>(point)));
    return {{point, point}};
  }

  std::pair<char32_t, char32_t> hex() {
    const bool braces = accept('{');
    char32_t value = 0;
    for (int digits = 0; braces ? peek() != '}' : digits < 2; ++digits) {
      const char32_t digit = take();
      const auto at = std::string_view("0123456789abcdef").find(static_cast<char>(digit | 0x20));
      if (at == std::string_view::npos || digits > 6) unsupported("a malformed '\\x'");
      value = value * 16 + static_cast<char32_t>(at);
    }
    if (braces) take();
    return {value, value};
  }

  Ranges bracket() {
    const bool negated = accept('^');
    Ranges ranges;
    for (bool first = true; first || peek() != ']'; first = false) {
      char32_t low = take();
      if (low == '[' && peek() == ':') unsupported("a named class");
      if (low == '\\') {
        const Ranges escaped = escape();
        const bool single = escaped.size() == 1 && escaped[0].first == escaped[0].second;
        if (!single) {
          ranges.insert(ranges.end(), escaped.begin(), escaped.end());
          continue;
        }
        low = escaped[0].first;
      }
      char32_t high = low;
      if (peek() == '-' && at_ + 1 < points_.size() && points_[at_ + 1] != ']') {
        ++at_;
        high = take();
        if (high == '\\') high = escape()[0].second;
      }
      ranges.emplace_back(low, high);
    }
    take();
    return negated ? complement(ranges) : ranges;
  }

  Node quantified(Node operand) {
    std::size_t least = 1, most = 1;
    if (accept('*')) {
      least = 0, most = kUnbounded;
    } else if (accept('+')) {
      least = 1, most = kUnbounded;
    } else if (accept('?')) {
      least = 0;
    } else if (peek() == '{' && counted(&least, &most)) {
    } else {
      return operand;
    }
    (void)accept('?');  // lazy or greedy: the same strings
    Node node;
    node.kind = Node::Kind::kRepeat;
    node.least = least, node.most = most;
    node.shortest = times(operand.shortest, least);
    node.longest = times(operand.longest, most);
    node.children.push_back(std::move(operand));
    return node;
  }

  /// `{2}`, `{2,}` or `{2,5}`; anything else is a literal brace.
  bool counted(std::size_t* least, std::size_t* most) {
    const std::size_t start = at_++;
    const auto number = [&](std::size_t* out) {
      const std::size_t begin = at_;
      *out = 0;
      while (peek() >= '0' && peek() <= '9')
        *out = std::min(kMaxRepeat, *out * 10 + (take() - '0'));
      return at_ > begin;
    };
    bool ok = number(least);
    *most = *least;
    if (ok && accept(',') && !number(most)) *most = kUnbounded;
    ok = ok && accept('}');
    if (!ok) {
      at_ = start;
      *least = *most = 1;
    }
    return ok;
  }

  const std::string& where_;
  const std::string& pattern_;
  std::vector<char32_t> points_;
  std::size_t at_ = 0;
};

void write(const Node& node, Draw& draw, std::size_t length, std::string* out) {
  length = std::clamp(length, node.shortest, node.longest);
  switch (node.kind) {
    case Node::Kind::kClass: {
      const auto& [low, high] = draw.pick(node.ranges);
      append_code_point(low + static_cast<char32_t>(draw.below(high - low + 1)), out);
      return;
    }
    case Node::Kind::kChoice: {
      std::vector<const Node*> fitting;
      for (const Node& child : node.children) {
        if (child.shortest <= length && length <= child.longest) fitting.push_back(&child);
      }
      write(fitting.empty() ? draw.pick(node.children) : *draw.pick(fitting), draw, length, out);
      return;
    }
    case Node::Kind::kSequence: {
      std::size_t slack = length - node.shortest;
      // What the remaining children can take at most: the rest has to go now.
      std::vector<std::size_t> room(node.children.size() + 1, 0);
      for (std::size_t i = node.children.size(); i-- > 0;) {
        const Node& child = node.children[i];
        const std::size_t own =
            child.longest == kUnbounded ? kUnbounded : child.longest - child.shortest;
        room[i] = plus(room[i + 1], own);
      }
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        const Node& child = node.children[i];
        const std::size_t own =
            child.longest == kUnbounded ? slack : std::min(slack, child.longest - child.shortest);
        const std::size_t least = room[i + 1] == kUnbounded || room[i + 1] >= slack
                                      ? 0
                                      : std::min(own, slack - room[i + 1]);
        const std::size_t share = least + draw.below(own - least + 1);
        write(child, draw, child.shortest + share, out);
        slack -= share;
      }
      return;
    }
    case Node::Kind::kRepeat: {
      const Node& child = node.children.front();
      if (child.longest == 0) return;
      const std::size_t shortest = std::max<std::size_t>(1, child.shortest);
      const std::size_t fewest = child.longest == kUnbounded
                                     ? (length > 0 ? 1 : 0)
                                     : (length + child.longest - 1) / child.longest;
      std::size_t count = std::clamp(fewest, node.least, node.most);
      const std::size_t most = std::clamp(length / shortest, count, node.most);
      count += draw.below(most - count + 1);
      std::size_t left = length;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t rest = count - i;
        // Even shares, so that what is left always fits into the repetitions to come.
        const std::size_t share =
            std::clamp((left + rest - 1) / rest, child.shortest, child.longest);
        write(child, draw, share, out);
        left -= std::min(left, share);
      }
      return;
    }
  }
}

}  // namespace

PatternSampler::PatternSampler(const std::string& pattern, const std::string& where)
    : root_(std::make_unique<Node>(Parser(pattern, where).parse())) {}
PatternSampler::~PatternSampler() = default;
PatternSampler::PatternSampler(PatternSampler&&) noexcept = default;

std::size_t PatternSampler::shortest() const { return root_->shortest; }
std::size_t PatternSampler::longest() const { return root_->longest; }

std::string PatternSampler::sample(Draw& draw, std::size_t length) const {
  const std::size_t want = std::clamp(length, shortest(), longest());
  std::string nearest;
  std::size_t distance = kUnbounded;
  // Shares are drawn blindly, and some cannot be met: "(ab){2,}" has no match of 5.
  for (int attempt = 0; attempt < 12 && distance > 0; ++attempt) {
    std::string text;
    write(*root_, draw, want, &text);
    const std::size_t have = count_code_points(text);
    const std::size_t off = have > want ? have - want : want - have;
    if (off >= distance) continue;
    distance = off;
    nearest = std::move(text);
  }
  return nearest;
}

}  // namespace brazecheck
