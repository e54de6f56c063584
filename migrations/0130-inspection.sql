-- 抽查: which closed matters were drawn to be looked at again. A draw is written once and never changed; what
-- was found stands in the record of each matter (the verb spotCheck) and nowhere else.

create table inspection_draw (
  county_id int not null,
  id uuid not null,
  drawn_by text not null,
  drawn_by_unit int not null,
  drawn_at timestamptz not null,
  due_at timestamptz not null,
  -- The unit in whose list the drawn matters wait.
  checker_unit_id int not null,
  -- The area where all of it lies; null: the whole county.
  town_id int,
  -- What was asked for, as modules/inspection/contract.ts describes it.
  filter json not null,
  stratify text,
  wanted int not null,
  population int not null,
  seed text not null,
  constraint inspection_draw_pk primary key (county_id, id),
  constraint inspection_draw_checker_fk foreign key (checker_unit_id) references unit (id),
  constraint inspection_draw_stratify_known check (stratify in ('town', 'item')),
  constraint inspection_draw_sizes check (wanted > 0 and population > 0)
);
create index inspection_draw_newest on inspection_draw (county_id, drawn_at desc, id desc);
select maplebridge_protect('inspection_draw');
grant select, insert on inspection_draw to maplebridge_app;

-- All matters that could have been drawn, each with its stratum, so that anybody can draw again by the same
-- seed and compare. Read only for that.
create table inspection_population (
  county_id int not null,
  draw_id uuid not null,
  ids uuid[] not null,
  strata text[] not null,
  constraint inspection_population_pk primary key (county_id, draw_id),
  constraint inspection_population_draw_fk foreign key (county_id, draw_id)
    references inspection_draw (county_id, id),
  constraint inspection_population_pairs check (cardinality(ids) = cardinality(strata))
);
select maplebridge_protect('inspection_population');
grant select, insert on inspection_population to maplebridge_app;

create table inspection_entry (
  county_id int not null,
  draw_id uuid not null,
  -- In the order in which they were drawn.
  no smallint not null,
  incident_id uuid not null,
  -- Who had handled it, and what it was, when it was drawn; no unit: a grid worker settled it alone.
  unit_id int,
  item_code text,
  constraint inspection_entry_pk primary key (county_id, draw_id, no),
  constraint inspection_entry_once unique (county_id, draw_id, incident_id),
  constraint inspection_entry_draw_fk foreign key (county_id, draw_id)
    references inspection_draw (county_id, id),
  constraint inspection_entry_incident_fk foreign key (county_id, incident_id)
    references incident (county_id, id)
);
select maplebridge_protect('inspection_entry');
grant select, insert on inspection_entry to maplebridge_app;
