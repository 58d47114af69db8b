-- Which transports may be tried, the way over the network, and what a server may ask.
ALTER TABLE connections ADD COLUMN transport TEXT NOT NULL DEFAULT '"auto"';                       -- JSON
ALTER TABLE connections ADD COLUMN network   TEXT NOT NULL
    DEFAULT '{"proxy":{"type":"system"},"authority_path":"","certificate_path":"","key_path":"","accept_invalid_certificate":false}'; -- JSON
ALTER TABLE connections ADD COLUMN asks      TEXT NOT NULL
    DEFAULT '{"elicitation":true,"sampling":false,"roots":[]}';                                   -- JSON
-- The command the person has approved last.
ALTER TABLE connections ADD COLUMN approved  TEXT;                                                 -- JSON

-- Tool definitions as the person has accepted them.
CREATE TABLE accepted_tools (
    connection_id TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    name          TEXT    NOT NULL,
    digest        TEXT    NOT NULL,
    definition    TEXT    NOT NULL,                  -- JSON as received
    accepted_at   INTEGER NOT NULL,
    PRIMARY KEY (connection_id, name)
) STRICT;

-- Connections whose first list of tools has been accepted; what comes after it has to be.
CREATE TABLE accepted_lists (
    connection_id TEXT    NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    accepted_at   INTEGER NOT NULL
) STRICT;

-- What was called: `tool`, `resource` or `prompt`; `tool` is its name, or its address.
ALTER TABLE history ADD COLUMN kind TEXT NOT NULL DEFAULT 'tool';
