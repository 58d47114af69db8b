-- Keychain items belong to connections, credentials, clients and sign-ins alike.
ALTER TABLE keychain_items RENAME COLUMN credential TO id;
ALTER TABLE keychain_items RENAME COLUMN connection_id TO owner;
DROP INDEX keychain_items_connection;
CREATE INDEX keychain_items_owner ON keychain_items (owner);

-- Who we are at an authorization server.
CREATE TABLE oauth_clients (
    id         TEXT    NOT NULL PRIMARY KEY,
    issuer     TEXT    NOT NULL,
    client_id  TEXT    NOT NULL,
    client     TEXT    NOT NULL,                     -- JSON without secrets
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX oauth_clients_identity ON oauth_clients (issuer, client_id);

-- Accounts. The tokens are in the keychain, in one item each.
CREATE TABLE credentials (
    id           TEXT    NOT NULL PRIMARY KEY,
    client       TEXT    NOT NULL REFERENCES oauth_clients (id),
    label        TEXT    NOT NULL,
    grant_type   TEXT    NOT NULL,                   -- JSON
    server       TEXT    NOT NULL,                   -- origin of the server it was granted for
    context      TEXT    NOT NULL,                   -- JSON; where and as what it is renewed
    scopes       TEXT    NOT NULL,                   -- JSON; as granted
    generation   INTEGER NOT NULL,                   -- counts up with every token
    expires_at   INTEGER,
    renew_at     INTEGER,
    refreshable  INTEGER NOT NULL,
    expired_at   INTEGER,                            -- set when it cannot be renewed any more
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX credentials_client ON credentials (client);

CREATE TABLE connection_credentials (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    PRIMARY KEY (connection_id, credential_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX connection_credentials_credential ON connection_credentials (credential_id);

ALTER TABLE connections ADD COLUMN credential_id TEXT REFERENCES credentials (id) ON DELETE SET NULL; -- the one in use
CREATE INDEX connections_credential ON connections (credential_id);

-- Attempts to sign in that wait for the browser; their state and verifier are in the keychain.
CREATE TABLE sign_ins (
    id            TEXT    NOT NULL PRIMARY KEY,
    connection_id TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    deadline      INTEGER NOT NULL,
    redirect_uri  TEXT    NOT NULL,
    host          TEXT    NOT NULL,
    scopes        TEXT    NOT NULL,                  -- JSON
    registered    TEXT    NOT NULL,                  -- JSON
    new_account   INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ins_connection ON sign_ins (connection_id);
