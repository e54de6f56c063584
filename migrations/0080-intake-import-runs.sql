-- Imports of files: what was read up to which row, so that a run that was cut off goes on from there.
-- The file itself lies in the data folder (or where the command found it), never in the database.

create table import_run (
  county_id int not null,
  id uuid not null,
  file_name text not null,
  -- Of the file and of the mapping: the same file read in the same way is the same run.
  sha256 bytea not null,
  mapping jsonb not null,
  mapping_sha256 bytea not null,
  dry_run boolean not null default false,
  -- command: found again by its file and mapping · upload: by its id, from the browser
  origin text not null,
  -- uploaded: waits for its mapping · running · finished · failed (`problem` says why) · cancelled
  state text not null,
  -- Data rows that are done; the next run begins after it.
  row_position int not null default 0,
  accepted int not null default 0,
  duplicates int not null default 0,
  rejected int not null default 0,
  located int not null default 0,
  classified int not null default 0,
  -- How far the rejects file is valid; what a killed run wrote beyond is cut off.
  rejects_bytes bigint not null default 0,
  -- Rises with every batch: two processes on one run are noticed.
  version int not null default 0,
  problem jsonb,
  started_by text not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  constraint import_run_pk primary key (county_id, id),
  constraint import_run_state check
    (state in ('uploaded', 'running', 'finished', 'failed', 'cancelled')),
  constraint import_run_origin check (origin in ('command', 'upload')),
  constraint import_run_counts check (row_position = accepted + duplicates + rejected),
  constraint import_run_finished check ((finished_at is null) = (state in ('uploaded', 'running')))
);
create unique index import_run_same on import_run (county_id, sha256, mapping_sha256)
  where not dry_run and origin = 'command';
create index import_run_by_time on import_run (county_id, started_at desc);

select maplebridge_protect('import_run');
grant select, insert, update, delete on import_run to maplebridge_app;
