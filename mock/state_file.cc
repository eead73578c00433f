#include "mock/state_file.h"

#include <sqlite3.h>

#include "contract/error.h"

namespace brazecheck::mock {

namespace {

// Grows when rows get another form that older versions cannot read.
constexpr int kFormat = 1;
// "BZCK": tells our files from other SQLite databases.
constexpr int kApplication = 0x425a434b;

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

}  // namespace

struct StateFile::Impl {
  std::string path;
  sqlite3* database = nullptr;
  Statement put{nullptr, sqlite3_finalize};
  Statement drop{nullptr, sqlite3_finalize};

  ~Impl() {
    put.reset();
    drop.reset();
    sqlite3_close(database);
  }

  [[noreturn]] void fail(const std::string& doing) const {
    throw InputError("mock.state-file", path, doing + ": " + sqlite3_errmsg(database));
  }
  void run(const char* sql) const {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
  }
  [[nodiscard]] Statement prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK) fail(sql);
    return {statement, sqlite3_finalize};
  }
  [[nodiscard]] int number(const char* sql) const {
    const Statement statement = prepare(sql);
    return sqlite3_step(statement.get()) == SQLITE_ROW ? sqlite3_column_int(statement.get(), 0) : 0;
  }
  void step(sqlite3_stmt* statement) const {
    const int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (result != SQLITE_DONE) fail("writing the state");
  }
};

StateFile::StateFile(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
  impl_->path = path.string();
  if (sqlite3_open(impl_->path.c_str(), &impl_->database) != SQLITE_OK) impl_->fail("opening");
  sqlite3_busy_timeout(impl_->database, 2000);
  const int application = impl_->number("PRAGMA application_id");
  const bool fresh = impl_->number("SELECT count(*) FROM sqlite_master") == 0;
  if (!fresh && application != kApplication) {
    throw InputError("mock.state-file", impl_->path, "is a database, but not a state of ours");
  }
  if (!fresh && impl_->number("PRAGMA user_version") != kFormat) {
    throw InputError("mock.state-file", impl_->path, "was written by a version of another format");
  }
  // With a write-ahead log a commit is a single write: the end of our process loses nothing that
  // was committed. Only a power cut may lose the last commits.
  impl_->run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA locking_mode = EXCLUSIVE");
  if (fresh) {
    impl_->run(("PRAGMA application_id = " + std::to_string(kApplication) +
                "; PRAGMA user_version = " + std::to_string(kFormat) +
                "; CREATE TABLE rows (kind TEXT, id TEXT, place INTEGER, body BLOB, "
                "PRIMARY KEY (kind, id)) WITHOUT ROWID")
                   .c_str());
  }
  impl_->put = impl_->prepare("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)");
  impl_->drop = impl_->prepare("DELETE FROM rows WHERE kind = ? AND id = ?");
}

StateFile::~StateFile() = default;

bool StateFile::empty() const { return impl_->number("SELECT count(*) FROM rows") == 0; }

void StateFile::load(State* state) const {
  // Catalogs before their items, rows of a kind in their order.
  const Statement rows =
      impl_->prepare("SELECT kind, id, body FROM rows ORDER BY kind <> 'catalogs', kind, place");
  const auto text = [&](int column) {
    return std::string(reinterpret_cast<const char*>(sqlite3_column_text(rows.get(), column)),
                       static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), column)));
  };
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(rows.get(), 2));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), 2));
    const Json document = Json::from_cbor(bytes, bytes + size, true, false);
    if (document.is_discarded()) {
      throw InputError("mock.state-file", impl_->path,
                       "row " + text(0) + " " + text(1) + " is damaged");
    }
    state->put_row(text(0), text(1), document);
    // A large state is not kept open as a whole while it is read.
    state->users.settle();
  }
  if (result != SQLITE_DONE) impl_->fail("reading the state");
}

void StateFile::write(const State& state) {
  if (state.log.rows().empty()) return;
  const auto bind = [&](sqlite3_stmt* statement, int column, const std::string& value) {
    sqlite3_bind_text(statement, column, value.data(), static_cast<int>(value.size()),
                      SQLITE_TRANSIENT);
  };
  impl_->run("BEGIN IMMEDIATE");
  try {
    for (const auto& [kind, id] : state.log.rows()) {
      const Json document = state.row(kind, id);
      sqlite3_stmt* statement = document.is_null() ? impl_->drop.get() : impl_->put.get();
      bind(statement, 1, kind);
      bind(statement, 2, id);
      std::vector<std::uint8_t> bytes;
      if (!document.is_null()) {
        bytes = Json::to_cbor(document);
        sqlite3_bind_int64(statement, 3, static_cast<sqlite3_int64>(state.place(kind, id)));
        sqlite3_bind_blob64(statement, 4, bytes.data(), bytes.size(), SQLITE_STATIC);
      }
      impl_->step(statement);
      sqlite3_clear_bindings(statement);
    }
    impl_->run("COMMIT");
  } catch (const InputError&) {
    sqlite3_exec(impl_->database, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace brazecheck::mock
