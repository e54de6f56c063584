-- Pictures, recordings, clips and documents. The bytes lie sealed in the blob store; here are what they
-- are, whose they are, and the key under which they open. To erase is to destroy that key.

create table evidence (
  county_id int not null,
  id uuid not null,
  -- Null until a report or a verb takes it in; those that nobody took are cleared after a day.
  incident_id uuid,
  kind text not null,
  class text not null,
  mime text not null,
  bytes bigint not null,
  -- Of the original, as it came; facts of an incident carry this digest.
  sha256 bytea not null,
  width int,
  height int,
  duration_ms bigint,
  original_ref text not null,
  -- Null: the original is served, with `blanks` blanked.
  served_ref text,
  served_mime text not null,
  served_bytes bigint not null,
  thumb_ref text,
  thumb_bytes bigint,
  blanks jsonb not null default '[]',
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  -- Under the master key; null once erased.
  wrapped_key bytea,
  erased_at timestamptz,
  blobs_deleted_at timestamptz,
  constraint evidence_pk primary key (county_id, id),
  constraint evidence_kind check (kind in ('image', 'audio', 'video', 'document')),
  constraint evidence_class check (class in ('attachment', 'recording', 'clip', 'dispute')),
  constraint evidence_digest check (octet_length(sha256) = 32),
  constraint evidence_bytes check (bytes > 0),
  constraint evidence_thumb check ((thumb_ref is null) = (thumb_bytes is null)),
  constraint evidence_erased check ((wrapped_key is null) = (erased_at is not null)),
  constraint evidence_deleted check (blobs_deleted_at is null or erased_at is not null)
);
create index evidence_by_incident on evidence (county_id, incident_id) where incident_id is not null;
-- Asked by id alone: links do not name the county.
create index evidence_by_id on evidence (id);
create index evidence_unattached on evidence (uploaded_by, uploaded_at) where incident_id is null;
create index evidence_to_delete on evidence (erased_at)
  where erased_at is not null and blobs_deleted_at is null;

select maplebridge_protect('evidence');
-- What an incident rests on stays: only what nobody took in may be deleted, by whomever.
create policy evidence_delete_unattached on evidence as restrictive for delete
  using (incident_id is null);

grant select, insert, delete on evidence to maplebridge_app;
-- What was handed in, by whom, when and with what digest can never be changed.
grant update (incident_id, wrapped_key, erased_at, blobs_deleted_at) on evidence to maplebridge_app;
