CREATE TABLE connections (
    id                TEXT    NOT NULL PRIMARY KEY,
    name              TEXT    NOT NULL,
    slug              TEXT    NOT NULL,
    target            TEXT    NOT NULL,              -- JSON; secret query values are masked
    auth              TEXT    NOT NULL,              -- JSON; names secrets, never holds one
    era               TEXT    NOT NULL,              -- JSON
    connect_timeout_s INTEGER NOT NULL,
    request_timeout_s INTEGER NOT NULL,
    allow_plain_http  INTEGER NOT NULL,
    enabled           INTEGER NOT NULL,
    revision          INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,              -- milliseconds since 1970
    last_used_at      INTEGER,
    live              INTEGER NOT NULL DEFAULT 0,    -- was connected when the window last looked
    removed_at        INTEGER                        -- set while a removal can be undone
) STRICT;
CREATE UNIQUE INDEX connections_name ON connections (name COLLATE NOCASE) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX connections_slug ON connections (slug) WHERE removed_at IS NULL;

-- What the keychain holds for us. No foreign key: a row is written before its connection, and outlives it.
CREATE TABLE keychain_items (
    credential    TEXT    NOT NULL PRIMARY KEY,
    connection_id TEXT    NOT NULL,
    slot          TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'doomed')),
    saved_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX keychain_items_connection ON keychain_items (connection_id);

CREATE TABLE tool_lists (
    connection_id TEXT    NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    listed_at     INTEGER NOT NULL,
    cut           TEXT    NOT NULL,                  -- JSON
    rejected      TEXT    NOT NULL,                  -- JSON
    digest        TEXT    NOT NULL
) STRICT;

CREATE TABLE tools (
    connection_id TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    definition    TEXT    NOT NULL,                  -- JSON as received
    PRIMARY KEY (connection_id, position)
) STRICT;
CREATE INDEX tools_name ON tools (connection_id, name);

CREATE TABLE verdicts (
    connection_id TEXT NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    verdict       TEXT NOT NULL                      -- JSON
) STRICT;

CREATE TABLE history (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id   TEXT    NOT NULL,
    connection_name TEXT    NOT NULL,
    tool            TEXT    NOT NULL,
    arguments       TEXT    NOT NULL,
    outcome         TEXT    NOT NULL,
    result          TEXT    NOT NULL,
    started_at      INTEGER NOT NULL,
    duration_ms     INTEGER NOT NULL,
    protocol        TEXT,
    written         INTEGER NOT NULL                 -- bytes of text in all rows ever, up to and with this one
) STRICT;
CREATE INDEX history_connection ON history (connection_id);
CREATE INDEX history_written ON history (written);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL                              -- JSON
) STRICT;
-- Under this name the keychain has what is this database's own, wherever the file goes.
INSERT INTO settings (name, value)
VALUES ('keychain_service', json_quote('hitchpost:' || lower(hex(randomblob(16)))));
