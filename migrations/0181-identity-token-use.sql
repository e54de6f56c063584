-- A token that nobody uses any more should be revoked: whoever looks after it has to see that.
alter table access_token add column last_used_at timestamptz;
