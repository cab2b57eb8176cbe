-- A register as version 6 of the schema left it: one tenant and its history. Later versions must be able to open it.
PRAGMA application_id = 0x41746c73;
PRAGMA user_version = 6;
PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    through TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT,
    after TEXT,
    digest BLOB,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO "change" VALUES(1,1795341920534932,'?','atlas','tenant','01a202b7-a916-765d-8fdf-562d0ed2d15f','added',NULL,'{"id":"01a202b7-a916-765d-8fdf-562d0ed2d15f","name":"Fjord","tenant_id":null,"kind":"own","country":"NO","zone":null,"region":null,"holidays":null,"created_at":"2026-11-22T10:05:20.534932Z","changed_at":"2026-11-22T10:05:20.534932Z"}',X'B9F574DDC51D528C1849187CADEE8E07CDD06620C36C05D4BDFD34B6001801CC',X'18B5A1B659FE143FB49710B357ED7C9968D7959164F9E46B8D09A0DA0E68BB5A');
CREATE TABLE contract (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    tenant TEXT REFERENCES tenant (id),
    holder TEXT,
    starts TEXT,
    ends TEXT,
    access_id BLOB,
    access_id_index BLOB,
    secret BLOB,
    secret_is TEXT CHECK (secret_is IN ('contract_id', 'password')),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((access_id IS NULL) = (access_id_index IS NULL)),
    CHECK ((secret IS NULL) = (secret_is IS NULL))
) STRICT;
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    register TEXT NOT NULL,
    key TEXT,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "identity" VALUES(1,'01a202b7-a913-7ed4-a7e7-a878897be6a8',NULL,1795341920531011);
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    product TEXT NOT NULL,
    plan TEXT,
    contract TEXT REFERENCES contract (id),
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT NOT NULL,
    filed_at INTEGER NOT NULL,
    case_number TEXT,
    logged_at INTEGER NOT NULL,
    due_at INTEGER,
    deadline TEXT,
    responded_at INTEGER,
    closed_at INTEGER,
    close_reason TEXT,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((plan IS NULL) <> (contract IS NULL)),
    CHECK ((due_at IS NULL) = (deadline IS NULL)),
    CHECK ((closed_at IS NULL) = (close_reason IS NULL))
) STRICT;
CREATE TABLE settings (
    id TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    emea_clock TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE slot (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    tenant_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'client')),
    country TEXT NOT NULL,
    zone TEXT,
    region TEXT,
    holidays TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
INSERT INTO "tenant" VALUES('01a202b7-a916-765d-8fdf-562d0ed2d15f','Fjord','fjord',NULL,'own','NO',NULL,NULL,NULL,1795341920534932,1795341920534932,NULL);
CREATE INDEX tenant_by_name ON tenant (folded, id) WHERE removed_at IS NULL;
CREATE INDEX tenant_by_tenant_id ON tenant (tenant_id) WHERE tenant_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tenant_removed ON tenant (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX contract_by_name ON contract (folded, id) WHERE removed_at IS NULL;
CREATE INDEX contract_by_tenant ON contract (tenant);
CREATE UNIQUE INDEX contract_by_access_id ON contract (access_id_index)
    WHERE access_id_index IS NOT NULL AND removed_at IS NULL;
CREATE INDEX contract_removed ON contract (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX request_by_title ON request (folded, id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX request_by_case_number ON request (case_number)
    WHERE case_number IS NOT NULL AND removed_at IS NULL;
CREATE INDEX request_by_tenant ON request (tenant);
CREATE INDEX request_by_contract ON request (contract);
CREATE INDEX request_newest ON request (filed_at, id) WHERE removed_at IS NULL;
CREATE INDEX request_waiting ON request (due_at, filed_at, id)
    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NULL;
CREATE INDEX request_answered ON request (filed_at, id)
    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NOT NULL;
CREATE INDEX request_closed ON request (filed_at, id) WHERE removed_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX request_removed ON request (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX change_by_subject ON change (id, seq);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',1);
COMMIT;
