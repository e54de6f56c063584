-- The working calendar of each county: hours, holidays and make-up days, one row per publication.
-- Reference data without row-level security. Append-only for the application: a running clock names
-- the version it was computed from, so a published version never changes and is never removed.

create table calendar_version (
  county_id int not null,
  version int not null,
  definition jsonb not null,
  -- SHA-256 of the definition: a process compiles equal definitions once, whichever county they serve.
  digest text not null,
  published_at timestamptz not null,
  published_by text not null,
  constraint calendar_version_pk primary key (county_id, version),
  constraint calendar_version_county_fk foreign key (county_id) references county (id),
  constraint calendar_version_positive check (version > 0),
  constraint calendar_version_digest_form check (digest ~ '^[0-9a-f]{64}$')
);

grant select, insert on calendar_version to maplebridge_app;
