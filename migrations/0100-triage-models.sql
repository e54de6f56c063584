-- The versions of a county's own model of triage: weights without words, how well each did on weeks that it had
-- not seen, and which of them is in force. Without a version in force the model of the house judges.

create table triage_model (
  county_id int not null,
  version int not null check (version > 0),
  state text not null check (state in ('candidate', 'shadow', 'inForce', 'retired')),
  state_since timestamptz not null,
  -- As modules/triage/versions/learner.ts writes them; null when an old version was forgotten.
  weights bytea,
  weights_bytes int not null,
  digest bytea not null,
  -- The way of learning and its version, and the number that its chance began with.
  method text not null,
  seed int not null,
  labels jsonb not null,
  thresholds jsonb not null,
  scores jsonb not null,
  -- Reports from here until there were learnt from or held out; the last weeks were held out.
  examples_from timestamptz not null,
  held_out_from timestamptz not null,
  examples_to timestamptz not null,
  examples int not null,
  corrections int not null,
  trained_by text not null,
  trained_at timestamptz not null,
  -- What was in force before it: whom a roll-back returns to. Null: the model of the house.
  version_before int,
  constraint triage_model_pk primary key (county_id, version),
  -- The same history gives the same weights: nothing is stored twice.
  constraint triage_model_digest unique (county_id, digest),
  constraint triage_model_before_fk foreign key (county_id, version_before)
    references triage_model (county_id, version),
  constraint triage_model_period check (examples_from <= held_out_from and held_out_from <= examples_to),
  constraint triage_model_weights_size check (weights_bytes between 1 and 8388608
    and (weights is null or octet_length(weights) = weights_bytes)),
  -- What judges has its weights.
  constraint triage_model_has_weights check (weights is not null or state in ('candidate', 'retired'))
);
alter table triage_model alter column weights set storage external;
create unique index triage_model_one_in_force on triage_model (county_id) where state = 'inForce';
create unique index triage_model_one_in_shadow on triage_model (county_id) where state = 'shadow';
select maplebridge_protect('triage_model');
grant select, insert on triage_model to maplebridge_app;
-- What a version is stays as it was stored; only its state moves, and old weights are forgotten.
grant update (state, state_since, version_before, weights) on triage_model to maplebridge_app;

-- Who changed what and why; never changed, so there is no update.
create table triage_model_change (
  county_id int not null,
  id uuid not null,
  version int not null,
  change text not null check (change in ('watch', 'switchOn', 'retire', 'rollBack')),
  reason text not null check (char_length(reason) between 1 and 500),
  by text not null,
  at timestamptz not null,
  constraint triage_model_change_pk primary key (county_id, id),
  constraint triage_model_change_version_fk foreign key (county_id, version)
    references triage_model (county_id, version)
);
create index triage_model_change_by_version on triage_model_change (county_id, version, id);
select maplebridge_protect('triage_model_change');
grant select, insert on triage_model_change to maplebridge_app;

-- What the version in shadow would have said of a report, beside what was said. Never acted upon.
create table triage_shadow (
  county_id int not null,
  version int not null,
  incident_id uuid not null,
  -- Null: it knew none.
  item_code text,
  acts boolean not null,
  other_code text,
  other_acts boolean not null,
  constraint triage_shadow_pk primary key (county_id, version, incident_id)
);
select maplebridge_protect('triage_shadow');
grant select, insert, delete on triage_shadow to maplebridge_app;
