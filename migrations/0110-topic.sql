-- 热点: which reports are about one matter. A report is kept as a fingerprint, the hashes of its most telling
-- pieces; its words stay sealed where they are. Counts and titles are made when asked, within the rights.

create table topic_report (
  county_id int not null,
  incident_id uuid not null,
  topic_id uuid not null,
  reported_at timestamptz not null,
  -- How near the middle of its topic, 0 to 1: the nearest that may be seen gives the title.
  near real not null,
  print bytea not null,
  constraint topic_report_pk primary key (county_id, incident_id),
  constraint topic_report_incident_fk foreign key (county_id, incident_id)
    references incident (county_id, id) on delete cascade
);
create index topic_report_newest on topic_report (county_id, reported_at desc);
create index topic_report_topic on topic_report (county_id, topic_id, reported_at);
select maplebridge_protect('topic_report');
grant select, insert, update, delete on topic_report to maplebridge_app;

-- When a county's topics were knitted anew.
create table topic_knit (
  county_id int not null,
  knitted_at timestamptz not null,
  constraint topic_knit_pk primary key (county_id)
);
select maplebridge_protect('topic_knit');
grant select, insert, update on topic_knit to maplebridge_app;
