-- For lists that are sorted by id: by name there is an index already.
CREATE INDEX IF NOT EXISTS lookup_instance_by_project_and_id
    ON instance (project_id, id)
    WHERE time_deleted IS NULL;
