-- What was read of number plates in photographs of a report. A plate is personal data: it lies sealed under the key
-- of its incident and goes with that key; here in clear stand only how sure the readers were, and why not surer.
create table plate_reading (
  county_id int not null,
  incident_id uuid not null,
  evidence_id uuid not null,
  outcome text not null check (outcome in ('reading', 'read', 'nothing', 'failed')),
  tries int not null,
  read_at timestamptz not null,
  agreed boolean not null default false,
  confidence real,
  reasons text[] not null default '{}',
  sealed bytea,
  -- What a person saw in the photograph.
  confirmed bytea,
  confirmed_by uuid,
  confirmed_at timestamptz,
  primary key (county_id, incident_id, evidence_id)
);
create index plate_reading_age on plate_reading (read_at);
select maplebridge_protect('plate_reading');
grant select, insert, update, delete on plate_reading to maplebridge_app;
