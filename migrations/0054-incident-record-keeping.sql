-- What the standing work of the record looks for: deferrals that end, matters to be archived, what is
-- past its retention rule; and seals that can be checked by whoever holds the public key alone.

alter table incident
  add column deferred_until timestamptz,
  add column archived boolean not null default false,
  -- When what it says of persons, and its words, were last erased. No part of the fold.
  add column person_erased_at timestamptz,
  add column words_erased_at timestamptz;
create index incident_deferred on incident (deferred_until) where deferred_until is not null;
create index incident_to_archive on incident (closed_at)
  where closed_at is not null and not archived and status in ('closed', 'dismissed');
-- Something may have been sealed after an erasure asked for while the matter was open.
create index incident_person_kept on incident (closed_at)
  where closed_at is not null and (person_erased_at is null or person_erased_at < closed_at);
create index incident_words_kept on incident (closed_at)
  where closed_at is not null and (words_erased_at is null or words_erased_at < closed_at);

-- The statement exactly as signed (RFC 8785), and the raw Ed25519 key that signed it.
alter table county_seal
  add column statement text not null,
  add column public_key bytea not null;
select maplebridge_protect('county_seal');
