#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "reports/console_summary.h"
#include "reports/reports.h"
#include "reports/text.h"

namespace brazecheck {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kRedrawEvery = std::chrono::milliseconds(100);
constexpr auto kLineEvery = std::chrono::seconds(5);
constexpr int kBarCells = 24;

class Console : public Listener {
 public:
  explicit Console(const ConsoleOptions& options) : options_(options), paint_(options.color) {}

  void on_start(const RunInfo& info, int planned_requirements) override {
    planned_ = planned_requirements;
    started_ = last_drawn_ = Clock::now();
    write(paint_.bold("brazecheck " + info.version) +
          fmt::format("  {}, {} planned, seed {}\n", printable(info.target),
                      counted(planned_requirements, "requirement"), info.seed));
    if (options_.terminal) draw();
  }

  void on_progress(int exchanges) override {
    exchanges_ = exchanges;
    if (Clock::now() - last_drawn_ <
        (options_.terminal ? Clock::duration(kRedrawEvery) : Clock::duration(kLineEvery))) {
      return;
    }
    draw();
  }

  void on_result(const RequirementResult& result) override {
    ++done_;
    switch (result.verdict) {
      case Verdict::kPass:
        ++pass_;
        break;
      case Verdict::kFail:
        ++fail_;
        break;
      case Verdict::kWarn:
        ++warn_;
        break;
      case Verdict::kError:
        ++error_;
        break;
      case Verdict::kNotApplicable:
      case Verdict::kNotTested:
        ++skipped_;
        break;
    }
    // A log is read while it grows; on a terminal the bar's count says it, and details come last.
    if (result.verdict == Verdict::kFail && !options_.terminal) {
      write("FAIL " + result.requirement + " (" + result.operation + ")\n");
    }
  }

  void on_end(const Run& run) override {
    if (options_.terminal) write("\r\x1b[2K");
    write("\n");
    write(console_summary(run, paint_));
  }

 private:
  void draw() {
    last_drawn_ = Clock::now();
    const double elapsed = std::chrono::duration<double>(last_drawn_ - started_).count();
    const std::string counts = fmt::format(
        "{} {}  {} {}  {}{}{} skipped  {}  {}", pass_, paint_.green("pass"), fail_,
        fail_ > 0 ? paint_.red("fail") : "fail", warn_ > 0 ? fmt::format("{} warn  ", warn_) : "",
        error_ > 0 ? fmt::format("{} error  ", error_) : "", skipped_,
        counted(exchanges_, "exchange"), duration(elapsed));
    if (options_.terminal) {
      write(fmt::format("\r\x1b[2K{} {}/{}  {}", bar(), done_, planned_, counts));
    } else {
      write(fmt::format("{}/{}  {}\n", done_, planned_, counts));
    }
  }

  [[nodiscard]] std::string bar() const {
    const int full = planned_ > 0 ? std::clamp(kBarCells * done_ / planned_, 0, kBarCells) : 0;
    std::string filled, rest;
    for (int i = 0; i < full; ++i) filled += "━";
    for (int i = full; i < kBarCells; ++i) rest += "─";
    return (fail_ > 0 ? paint_.red(filled) : paint_.green(filled)) + paint_.dim(rest);
  }

  /// A reader that went away (a closed pipe) must not end the run.
  void write(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), options_.out);
    std::fflush(options_.out);
  }

  ConsoleOptions options_;
  Paint paint_;
  int planned_ = 0, done_ = 0, exchanges_ = 0;
  int pass_ = 0, fail_ = 0, warn_ = 0, error_ = 0, skipped_ = 0;
  Clock::time_point started_, last_drawn_;
};

}  // namespace

std::unique_ptr<Listener> console_report(ConsoleOptions options) {
  return std::make_unique<Console>(options);
}

}  // namespace brazecheck
