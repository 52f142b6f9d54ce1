-- Times are milliseconds of Unix time. Texts are ASCII where they are names, else UTF-8.

-- One counter for revisions, versions, tokens and events: each is larger than all before it.
CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
INSERT INTO counter VALUES (1, 0);

-- Which blobs there should be. refs counts the entries that stand for one.
CREATE TABLE blobs (
  digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
  length INTEGER NOT NULL,
  refs INTEGER NOT NULL DEFAULT 0,
  reserved_until INTEGER NOT NULL,
  condemned INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX blobs_unreferenced ON blobs (condemned, reserved_until) WHERE refs = 0;

CREATE TABLE entries (
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  digest BLOB NOT NULL,
  length INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  source TEXT NOT NULL,
  content_hash TEXT,
  authority TEXT,
  first_seen INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  last_checked INTEGER NOT NULL,
  pins INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (area, name)
) WITHOUT ROWID;
CREATE INDEX entries_digest ON entries (digest);
CREATE INDEX entries_first_seen ON entries (first_seen);
CREATE INDEX entries_last_used ON entries (last_used);
CREATE INDEX entries_last_checked ON entries (last_checked);

-- status is that of a negative entry, whose note is the reason; else the note is the media type.
CREATE TABLE cells (
  id INTEGER PRIMARY KEY,
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  status INTEGER,
  note TEXT NOT NULL,
  length INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL,
  fresh_until INTEGER,
  validator TEXT,
  source TEXT NOT NULL,
  last_used INTEGER NOT NULL,
  version INTEGER NOT NULL,
  content BLOB,
  UNIQUE (area, name)
);
CREATE INDEX cells_fresh_until ON cells (area, fresh_until) WHERE fresh_until IS NOT NULL;
CREATE INDEX cells_last_used ON cells (last_used);
CREATE INDEX cells_negative ON cells (fresh_until) WHERE status IS NOT NULL;

CREATE TABLE pin_sets (
  name TEXT NOT NULL PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires INTEGER,
  note TEXT NOT NULL,
  keys INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE pins (
  pin_set TEXT NOT NULL,
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (pin_set, area, name)
) WITHOUT ROWID;
CREATE INDEX pins_key ON pins (area, name);

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX events_at ON events (at);

CREATE TABLE leases (
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  token INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (area, name)
) WITHOUT ROWID;
-- How leases ended, for those who wait. kind: 1 released, 2 failed, 3 abandoned.
CREATE TABLE lease_ends (
  token INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  until INTEGER NOT NULL
);
CREATE INDEX lease_ends_until ON lease_ends (until);

-- What is stored, counted as it changes: counting millions of rows takes seconds.
CREATE TABLE area_totals (
  area TEXT NOT NULL PRIMARY KEY,
  entries INTEGER NOT NULL DEFAULT 0,
  entry_bytes INTEGER NOT NULL DEFAULT 0,
  cells INTEGER NOT NULL DEFAULT 0,
  cell_bytes INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE totals (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  blobs INTEGER NOT NULL DEFAULT 0,
  blob_bytes INTEGER NOT NULL DEFAULT 0,
  unreferenced INTEGER NOT NULL DEFAULT 0,
  unreferenced_bytes INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0,
  pinned_bytes INTEGER NOT NULL DEFAULT 0
);
INSERT INTO totals (id) VALUES (1);

CREATE TRIGGER blobs_inserted AFTER INSERT ON blobs BEGIN
  UPDATE totals SET blobs = blobs + 1, blob_bytes = blob_bytes + new.length,
    unreferenced = unreferenced + (new.refs = 0), unreferenced_bytes = unreferenced_bytes + (new.refs = 0) * new.length;
END;
CREATE TRIGGER blobs_deleted AFTER DELETE ON blobs BEGIN
  UPDATE totals SET blobs = blobs - 1, blob_bytes = blob_bytes - old.length,
    unreferenced = unreferenced - (old.refs = 0), unreferenced_bytes = unreferenced_bytes - (old.refs = 0) * old.length;
END;
CREATE TRIGGER blobs_counted AFTER UPDATE OF refs, length ON blobs BEGIN
  UPDATE totals SET blob_bytes = blob_bytes - old.length + new.length,
    unreferenced = unreferenced - (old.refs = 0) + (new.refs = 0),
    unreferenced_bytes = unreferenced_bytes - (old.refs = 0) * old.length + (new.refs = 0) * new.length;
END;

CREATE TRIGGER entries_inserted AFTER INSERT ON entries BEGIN
  UPDATE blobs SET refs = refs + 1 WHERE digest = new.digest;
  INSERT INTO area_totals (area, entries, entry_bytes) VALUES (new.area, 1, new.length)
    ON CONFLICT (area) DO UPDATE SET entries = entries + 1, entry_bytes = entry_bytes + new.length;
  UPDATE totals SET pinned = pinned + 1, pinned_bytes = pinned_bytes + new.length WHERE new.pins > 0;
END;
CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
  UPDATE blobs SET refs = refs - 1 WHERE digest = old.digest;
  UPDATE area_totals SET entries = entries - 1, entry_bytes = entry_bytes - old.length WHERE area = old.area;
  UPDATE totals SET pinned = pinned - 1, pinned_bytes = pinned_bytes - old.length WHERE old.pins > 0;
END;
CREATE TRIGGER entries_replaced AFTER UPDATE OF digest, length ON entries BEGIN
  UPDATE blobs SET refs = refs - 1 WHERE digest = old.digest;
  UPDATE blobs SET refs = refs + 1 WHERE digest = new.digest;
  UPDATE area_totals SET entry_bytes = entry_bytes - old.length + new.length WHERE area = new.area;
  UPDATE totals SET pinned_bytes = pinned_bytes - old.length + new.length WHERE old.pins > 0;
END;
CREATE TRIGGER entries_pinned AFTER UPDATE OF pins ON entries WHEN (old.pins > 0) <> (new.pins > 0) BEGIN
  UPDATE totals SET pinned = pinned + iif(new.pins > 0, 1, -1), pinned_bytes = pinned_bytes + iif(new.pins > 0, 1, -1) * new.length;
END;

CREATE TRIGGER pins_inserted AFTER INSERT ON pins BEGIN
  UPDATE entries SET pins = pins + 1 WHERE area = new.area AND name = new.name;
END;
CREATE TRIGGER pins_deleted AFTER DELETE ON pins BEGIN
  UPDATE entries SET pins = pins - 1 WHERE area = old.area AND name = old.name;
END;

CREATE TRIGGER cells_inserted AFTER INSERT ON cells BEGIN
  INSERT INTO area_totals (area, cells, cell_bytes) VALUES (new.area, 1, new.length)
    ON CONFLICT (area) DO UPDATE SET cells = cells + 1, cell_bytes = cell_bytes + new.length;
END;
CREATE TRIGGER cells_deleted AFTER DELETE ON cells BEGIN
  UPDATE area_totals SET cells = cells - 1, cell_bytes = cell_bytes - old.length WHERE area = old.area;
END;
CREATE TRIGGER cells_replaced AFTER UPDATE OF length ON cells BEGIN
  UPDATE area_totals SET cell_bytes = cell_bytes - old.length + new.length WHERE area = new.area;
END;
